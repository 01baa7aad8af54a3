"""Command lines and configuration files of the servers under test."""

import re
import socket

# In the server's folder.
CERTIFICATE, KEY = "certificate.pem", "key.pem"
DATA = "data"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def first_version(text):
    found = re.search(r"\d+\.\d+(\.\d+)*", text)
    return found.group(0) if found else "unknown"


def tertulia_command(program, port, _folder):
    return [program, "--listen", f"127.0.0.1:{port}", "--rate", "0", "--max-clients", "16000",
            "--login-timeout", "1h", "--log-level", "error"]


def tertulia_tls_command(program, port, folder):
    return [*tertulia_command(program, port, folder), "--certificate", f"{folder}/{CERTIFICATE}",
            "--key", f"{folder}/{KEY}"]


def tertulia_kept_command(program, port, folder):
    """It removes the oldest day of what `make-archive` makes while it is measured."""
    return [*tertulia_command(program, port, folder), "--data", f"{folder}/{DATA}", "--keep", "79d",
            "--tls", "off"]


def floor_tls_command(program, port, folder):
    return [program, str(port), f"{folder}/{CERTIFICATE}", f"{folder}/{KEY}"]


def redis_command(program, port, folder, appendonly="no"):
    return [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", appendonly,
            "--maxclients", "16000", "--tcp-backlog", "4096", "--loglevel", "warning",
            "--dir", str(folder)]


def redis_kept_command(program, port, folder):
    """It writes at once, and asks the disk for safety each second, which is its default."""
    return redis_command(program, port, folder, appendonly="yes") + ["--appendfsync", "everysec"]


def inspircd_command(program, _port, folder):
    return [program, "--nofork", "--nopid", "--nolog", f"--config={folder}/config"]


def hybrid_command(program, _port, folder):
    files = [word for name in ("log", "pid", "kline", "dline", "xline", "resv")
             for word in (f"-{name}file", f"{folder}/{name}s")]
    return [program, "-foreground", "-configfile", f"{folder}/config", *files]


def nats(port, _folder):
    return f"""listen: 127.0.0.1:{port}
max_connections: 65536
logfile: "/dev/null"
ping_interval: "1h"
"""


def ngircd(port, _folder):
    return f"""[Global]
Name = bench.localhost
Info = bench
AdminInfo1 = bench
AdminEMail = bench@localhost
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = hello
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 30
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
Syslog = no
"""


def ngircd_tls(port, folder):
    """It wants a port for plain text, too."""
    return ngircd(free_port(), folder) + f"""[SSL]
CertFile = {folder}/{CERTIFICATE}
KeyFile = {folder}/{KEY}
Ports = {port}
"""


def inspircd_tls(port, folder):
    profile = (f'<module name="ssl_gnutls"><sslprofile name="bench" provider="gnutls" '
               f'certfile="{folder}/{CERTIFICATE}" keyfile="{folder}/{KEY}">\n')
    return profile + inspircd(port, folder).replace('type="clients"', 'type="clients" sslprofile="bench"')


def inspircd(port, _folder):
    return f"""<server name="bench.localhost" description="bench" network="bench">
<admin name="bench" nick="bench" email="bench@localhost">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="all" allow="*" timeout="300" pingfreq="3600" hardsendq="1048576" softsendq="1048576"
 recvq="1048576" threshold="1000000" commandrate="100000000" fakelag="no" localmax="20000"
 globalmax="20000" useident="no" resolvehostnames="no" maxconnwarn="no" limit="20000" maxchans="20">
<performance somaxconn="4096" netbuffersize="65534" softlimit="20000">
<dns server="127.0.0.1" timeout="1">
<limits maxnick="30">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="none" target="/dev/null">
"""


def hybrid(port, _folder):
    return f"""serverinfo {{ name = "bench.localhost"; description = "bench"; network_name = "bench";
 network_description = "bench"; max_clients = 16000; max_nick_length = 30; }};
admin {{ name = "bench"; email = "bench@localhost"; }};
class {{ name = "users"; ping_time = 1 hours; number_per_cidr = 0; number_per_ip_local = 0;
 number_per_ip_global = 0; max_number = 20000; sendq = 1 megabyte; recvq = 8000 bytes; }};
auth {{ user = "*@*"; class = "users"; flags = exceed_limit, can_flood, no_tilde; }};
listen {{ host = "127.0.0.1"; port = {port}; }};
channel {{ default_join_flood_count = 0; disable_fake_channels = no; invite_client_count = 10; }};
general {{ disable_auth = yes; ping_cookie = no; throttle_count = 100000; throttle_time = 1 second;
 default_floodcount = 0; anti_nick_flood = no; max_nick_changes = 1000000; dots_in_ident = 2;
 max_accept = 20; pace_wait = 0 seconds; pace_wait_simple = 0 seconds; }};
log {{ use_logging = no; }};
"""
