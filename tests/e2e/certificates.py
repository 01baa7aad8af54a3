"""Certificates for the tests, made by openssl(1)."""

import base64
import hashlib
import os
import subprocess
import time

from waiting import wait_until

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc")


def openssl(*arguments, text=None):
    """Runs openssl(1) and returns its output."""
    done = subprocess.run(["openssl", *arguments], input=text, capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"openssl {arguments} failed: {done.stderr.decode()}")
    return done.stdout


def fingerprint(certificate):
    """The fingerprint of the key in a file, as OpenSSL computes it."""
    with open(certificate, "rb") as file:
        return fingerprint_of(file.read())


def fingerprint_of(pem):
    """The same, for the text of a certificate."""
    key = openssl("pkey", "-pubin", "-outform", "DER",
                  text=openssl("x509", "-noout", "-pubkey", text=pem))
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


class Pair:
    """A certificate, with its chain, and its key, in files."""

    def __init__(self, certificate, key):
        self.certificate = certificate
        self.key = key

    @property
    def fingerprint(self):
        return fingerprint(self.certificate)

    def options(self):
        return "--certificate", self.certificate, "--key", self.key

    def move_to(self, certificate, key):
        """Replaces other files, as certbot does."""
        os.replace(self.key, key)
        os.replace(self.certificate, certificate)


class Authority:
    """Signs certificates for the tests. Its own is `certificate`."""

    def __init__(self, directory, name="ca", above=None):
        self.directory = directory
        self.certificate = f"{directory}/{name}.pem"
        self.key = f"{directory}/{name}.key"
        if above:  # It signs this one.
            above.sign(name, extensions=("basicConstraints=critical,CA:TRUE",))
            return
        openssl("req", "-x509", *NEW_KEY, "-keyout", self.key, "-out", self.certificate,
                "-subj", f"/CN=Test authority {name}", "-days", "30")

    def sign(self, name, names="DNS:localhost,IP:127.0.0.1", days=90, key=None, extensions=()):
        """Makes a pair for these names. With no days it has expired."""
        made = f"{self.directory}/{name}"
        request = f"{made}.request"
        how = ("-key", key) if key else (*NEW_KEY, "-keyout", f"{made}.key")
        openssl("req", "-new", *how, "-out", request, "-subj", f"/CN={name}",
                *(part for one in (f"subjectAltName={names}", *extensions) for part in ("-addext", one)))
        leaf = openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                       "-days", str(days), "-copy_extensions", "copy")
        if days == 0:
            last = int(time.time())  # At the latest. It is still valid in this second.
            wait_until(lambda: int(time.time()) > last, lambda: "the clock stands still")
        with open(f"{made}.pem", "wb") as chain, open(self.certificate, "rb") as own:
            chain.write(leaf + own.read())
        return Pair(f"{made}.pem", key or f"{made}.key")
