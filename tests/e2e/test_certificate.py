"""The server's certificate: made at the first start, read again at SIGHUP, completely or not at all."""

import os
import pathlib
import shutil
import signal
import stat
import unittest

from certificates import Authority, Pair, fingerprint
from phrases import (LOG_NOT_RELOADED, LOG_RELOADED, certificate_expires, log_fingerprint, text_of)
from processes import Process
from support import Case, main

HOOK = pathlib.Path(__file__).parents[2] / "docs" / "examples" / "certbot-deploy-hook"


@unittest.skipUnless(shutil.which("openssl"), "needs openssl")
class Certificate(Case):
    def setUp(self):
        self.data = f"{self.directory()}/data"
        self.own = Pair(f"{self.data}/tls/certificate.pem", f"{self.data}/tls/key.pem")

    def start(self, *options):
        return self.serve("--data", self.data, *options)

    def mode(self, path):
        return stat.S_IMODE(os.stat(path).st_mode)


class OwnCertificate(Certificate):
    def test_the_first_start_makes_it_and_the_next_one_keeps_it(self):
        server = self.start()
        made = fingerprint(self.own.certificate)
        server.logged(log_fingerprint(made))
        server.stop()
        self.start().logged(log_fingerprint(made))
        self.assertEqual(self.mode(self.data), 0o700)
        for path in (self.own.certificate, self.own.key):
            self.assertEqual(self.mode(path), 0o600)

    def test_the_fingerprint_is_printed_beside_a_running_server(self):
        self.start()
        process = self.run_daemon("--data", self.data, "--fingerprint")
        process.expect_status(0)
        self.assertEqual(process.out.text(), self.own.fingerprint + "\n")

    def test_there_is_no_fingerprint_without_a_certificate(self):
        for options in ((), ("--data", self.data), ("--duo", "--data", self.data)):
            process = self.run_daemon(*options, "--fingerprint")
            process.expect_status(1)
            self.assertEqual(process.out.text(), "")
            self.assertRegex(process.err.text(), r"^tertuliad: [^\n]+\n$")
        self.assertFalse(os.path.exists(self.data))

    def test_one_server_uses_a_directory(self):
        self.start()
        process = self.run_daemon("--listen", "127.0.0.1:0", "--data", self.data)
        process.expect_status(1)
        self.assertEqual(process.err.text(), f"tertuliad: another tertuliad uses {self.data}\n")

    def test_a_killed_server_leaves_no_lock(self):
        server = self.start()
        server.status = -signal.SIGKILL
        server.stop(signal.SIGKILL)
        self.start()

    def test_half_a_pair_is_not_replaced(self):
        self.start().stop()
        os.remove(self.own.key)
        process = self.run_daemon("--listen", "127.0.0.1:0", "--data", self.data)
        process.expect_status(1)
        self.assertIn(f"{self.own.key} is missing beside {self.own.certificate}: ",
                      process.err.text())
        self.assertTrue(os.path.exists(self.own.certificate))

    def test_the_configuration_is_checked_with_it_but_makes_nothing(self):
        self.run_daemon("--check-config", "--data", self.data).expect_status(0)
        self.assertFalse(os.path.exists(self.data))
        self.start().stop()
        with open(self.own.key, "w", encoding="utf-8"):
            pass
        process = self.run_daemon("--check-config", "--data", self.data)
        process.expect_status(1)
        self.assertIn(f"{self.own.key}: there is no private key in it", process.err.text())


class Reload(Certificate):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.directory())

    def test_a_new_certificate_is_used(self):
        server = self.start()
        new = self.authority.sign("localhost")
        made = new.fingerprint
        new.move_to(self.own.certificate, self.own.key)
        log = server.reload(text_of(LOG_RELOADED))
        self.assertIn(text_of(log_fingerprint(made)), log)

    def test_what_is_wrong_is_named_and_the_former_one_stays(self):
        server = self.start()
        present = self.own.fingerprint
        expired = self.authority.sign("expired", days=0)
        other = self.authority.sign("other")
        with open(self.own.key, "rb") as file:
            key = file.read()
        for certificate, wrong in ((expired.certificate, "the key does not fit"),
                                   (other.key, "there is no certificate in it"),
                                   (other.certificate, "the key does not fit")):
            with self.subTest(wrong):
                shutil.copy(certificate, self.own.certificate)
                self.assertIn(wrong, server.reload(LOG_NOT_RELOADED))
        shutil.copy(expired.key, self.own.key)
        shutil.copy(expired.certificate, self.own.certificate)
        self.assertIn("the certificate expired on ", server.reload(LOG_NOT_RELOADED))
        os.remove(self.own.key)
        self.assertIn(f"{self.own.key} is missing beside ", server.reload(LOG_NOT_RELOADED))
        with open(self.own.key, "wb") as file:
            file.write(key)
        self.assertNotIn(f"key is {expired.fingerprint}", server.err.text())
        self.assertEqual(server.err.text().count(present), 1)
        self.client(server, "Bob").leave("Bob")

    def test_an_end_within_30_days_is_a_warning_at_the_start_and_at_a_reload(self):
        os.makedirs(f"{self.data}/tls")
        self.authority.sign("soon", days=29).move_to(self.own.certificate, self.own.key)
        server = self.start()
        server.err.wait_for(certificate_expires())
        key = self.own.key
        log = server.reload(text_of(LOG_RELOADED))
        self.assertIn(certificate_expires(), log)
        renewed = self.authority.sign("renewed", days=90, key=key)
        os.replace(renewed.certificate, self.own.certificate)
        log = server.reload(text_of(LOG_RELOADED))
        self.assertNotIn(certificate_expires(), log)
        self.assertEqual(server.err.text().count(log_fingerprint(self.own.fingerprint)), 1)


class Renewal(Certificate):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.directory())
        self.lineage = f"{self.directory()}/chat.example"
        os.mkdir(self.lineage)

    def renew(self, name):
        """Makes a new pair, as certbot does."""
        pair = self.authority.sign(name)
        shutil.copy(pair.certificate, f"{self.lineage}/fullchain.pem")
        shutil.copy(pair.key, f"{self.lineage}/privkey.pem")
        return pair

    def run_hook(self, server, name="tertulia-chat.example"):
        installed = shutil.copy(HOOK, f"{self.directory()}/{name}")
        return Process(self, [installed], extra={
            "RENEWED_LINEAGE": self.lineage, "TERTULIA_DATA": self.data,
            "TERTULIA_RELOAD": f"kill -HUP {server.child.pid}"})

    def test_the_hook_of_certbot_replaces_the_files_and_reloads(self):
        server = self.start()
        for name in ("first", "renewed"):
            pair = self.renew(name)
            self.run_hook(server).expect_status(0)
            server.logged(log_fingerprint(pair.fingerprint))
            self.assertEqual(sorted(os.listdir(f"{self.data}/tls")), ["certificate.pem", "key.pem"])
            for path in (self.own.certificate, self.own.key):
                self.assertEqual(self.mode(path), 0o600)

    def test_the_certificate_of_another_name_is_not_taken(self):
        """certbot runs each hook for each certificate. The one of a web site on the same machine took the
        place of the chat's."""
        server = self.start()
        before = self.own.fingerprint
        self.renew("other")
        self.run_hook(server, name="tertulia-www.example").expect_status(0)
        self.assertEqual(self.own.fingerprint, before)

    def test_a_hook_without_the_name_of_a_certificate_is_an_error(self):
        process = self.run_hook(self.start(), name="tertulia")
        process.expect_status(1)
        self.assertIn("name this file tertulia-CERTIFICATE", process.err.text())

    def test_a_certificate_that_is_missing_changes_nothing(self):
        server = self.start()
        before = self.own.fingerprint
        self.renew("gone")
        os.remove(f"{self.lineage}/fullchain.pem")
        self.assertNotEqual(self.run_hook(server).wait(), 0)
        self.assertEqual(self.own.fingerprint, before)
        self.assertNotIn(LOG_NOT_RELOADED, server.reload(text_of(LOG_RELOADED)))


if __name__ == "__main__":
    main()
