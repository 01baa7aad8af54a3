"""TLS in the service: the key that it makes, and the certificates that certbot renews."""

import os
import pathlib
import shutil
import ssl

from boxed import (ADDRESS, DATA, Case, Newcomer, boot_marker, install, journal, run, shell,
                   show_fingerprint)
from certificates import Authority, fingerprint_of
from phrases import joined, log_fingerprint, said
from tls import TlsClient

SHARE = pathlib.Path(os.environ["BOX_SHARE"])  # /run/host in the box
LINEAGE = SHARE / "chat.example"
HOOK = "/etc/letsencrypt/renewal-hooks/deploy/tertulia-chat.example"
PACKAGED_HOOK = "usr/share/doc/tertulia-server/examples/certbot-deploy-hook"


class Encrypted(Newcomer, TlsClient):
    pass


class Encryption(Case):
    @classmethod
    def setUpClass(cls):
        cls.begin = boot_marker()
        install("tertulia-server")
        cls.made = show_fingerprint()
        shell(f"mkdir -p $(dirname {HOOK});"
              f" dpkg-deb --fsys-tarfile /run/host/tertulia-server.deb | tar -xO ./{PACKAGED_HOOK} >{HOOK};"
              f" chmod +x {HOOK}")
        LINEAGE.mkdir()
        cls.authority = Authority(SHARE)

    @classmethod
    def tearDownClass(cls):
        run("dpkg", "--purge", "tertulia-server")
        run("rm", "-r", "/etc/letsencrypt")

    def setUp(self):
        run("systemctl", "restart", "tertuliad.service")

    def encrypted(self, name):
        client = Encrypted(self, ADDRESS).join(name)
        client.key = fingerprint_of(ssl.DER_cert_to_PEM_cert(client.tls.getpeercert(True)).encode())
        return client

    def renew(self, name, **more):
        """Does what certbot does: makes a pair that only root can read, and runs the hook. Returns the
        fingerprint."""
        pair = self.authority.sign(name, **more)
        shutil.copy(pair.certificate, LINEAGE / "fullchain.pem")
        shutil.copy(pair.key, LINEAGE / "privkey.pem")
        os.chmod(LINEAGE / "privkey.pem", 0o600)
        shell(f"RENEWED_LINEAGE=/run/host/chat.example {HOOK}")
        return pair.fingerprint

    def assert_owned_by_the_service(self):
        listed = shell(f"cd {DATA}; stat -c '%a %n' . tls tls/*; find . -user root")
        self.assertEqual(listed.splitlines(),
                         ["700 .", "700 tls", "600 tls/certificate.pem", "600 tls/key.pem"])

    def test_the_journal_has_the_fingerprint_of_the_key_that_it_made(self):
        self.assertIn(log_fingerprint(self.made), journal(self.begin))

    def test_a_restart_keeps_the_key(self):
        self.assertEqual(self.encrypted("Ann").key, show_fingerprint())
        self.assert_owned_by_the_service()

    def test_a_renewed_certificate_is_for_new_connections(self):
        ann, plain, cursor = self.encrypted("Ann"), self.client("Rob"), boot_marker()
        before = ann.key
        ann.expect(joined("Rob"))
        key = self.renew("renewed")
        bob = self.encrypted("Bob")
        self.assertEqual(bob.key, key)
        self.assertNotEqual(key, before)
        self.assertIn(log_fingerprint(key), journal(cursor))
        for client in (ann, plain):
            client.expect(joined("Bob"))
        ann.line("still here")
        bob.expect(said("Ann", "still here"))
        self.assert_owned_by_the_service()

    def test_a_renewal_while_it_is_stopped_is_for_the_next_start(self):
        run("systemctl", "stop", "tertuliad.service")
        key = self.renew("stopped")
        run("systemctl", "start", "tertuliad.service")
        self.assertEqual(self.encrypted("Ann").key, key)
        self.assert_owned_by_the_service()

    def test_a_certificate_that_cannot_be_used_makes_the_hook_fail(self):
        before, cursor = self.encrypted("Ann").key, boot_marker()
        with self.assertRaisesRegex(AssertionError, "tertuliad.service"):
            self.renew("expired", days=0)
        self.assertIn(f"{DATA}/tls/certificate.pem: the certificate expired on ", journal(cursor))
        self.assertEqual(self.encrypted("Bob").key, before)
        self.renew("valid")

    def test_files_in_etc_that_a_group_can_read(self):
        pair = self.authority.sign("etc")
        shell("cd /etc/tertulia; cp /run/host/etc.pem chat.pem; install -m 640 -g mail /run/host/etc.key chat.key")
        self.addCleanup(lambda: shell("rm /etc/tertulia/chat.*"))
        self.override("SupplementaryGroups=mail")
        self.configure("certificate = /etc/tertulia/chat.pem", "key = /etc/tertulia/chat.key")
        run("systemctl", "restart", "tertuliad.service")
        self.assertEqual(self.encrypted("Ann").key, pair.fingerprint)
        self.assertEqual(show_fingerprint(), pair.fingerprint)

    def test_links_of_the_service_lead_root_nowhere(self):
        """The hook ran as root in a directory of the service. A service that an attacker had taken over
        could put a link there, and the hook overwrote its target and gave it to the service."""
        before = shell(f"cp /etc/hostname /etc/victim; ln -s /etc/victim {DATA}/tls/key.pem.new;"
                       f" ln -sf /etc/victim {DATA}/tls/certificate.pem; stat -c '%u %a %s' /etc/victim")
        self.addCleanup(lambda: run("rm", "/etc/victim"))
        key = self.renew("linked")
        self.assertEqual(shell("cmp /etc/hostname /etc/victim; stat -c '%u %a %s' /etc/victim"), before)
        self.assertEqual(self.encrypted("Ann").key, key)
