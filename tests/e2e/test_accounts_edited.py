"""A database whose registered names were edited by hand."""

from account_phrases import PASSWORD_PROMPT, registered
from archive import ArchiveCase
from phrases import connected
from support import main

SECRET = "correct horse"


class EditedAccounts(ArchiveCase):
    def test_what_is_no_account_is_left_out_and_named(self):
        """Names that were not valid, or there twice, were dropped without a word."""
        server = self.start()
        ann = self.client(server, "Ann")
        ann.line(f"/register {SECRET}")
        ann.expect(registered("Ann"))
        server.stop()
        with self.sql() as database:
            first, hashed = database.execute("SELECT id, password FROM accounts").fetchone()
            rows = [(first + 1, "ANN"), (first + 2, "a b"), (first + 3, "Bob")]
            for number, name in rows:
                database.execute("INSERT INTO accounts VALUES(?, ?, ?, 0, 1)", (number, name, hashed))
            database.execute("INSERT INTO account_keys VALUES(?, 0, 'no key')", (first + 3,))
            database.execute("INSERT INTO account_keys VALUES(99, 0, 'no account')")
        server = self.again(server)
        for name in ("ANN", "a b"):
            server.err.wait_for(f"the registered name '{name}' is left out")
        for name in ("Ann", "Bob"):
            owner = self.client(server)
            owner.line(name)
            owner.skip_to(PASSWORD_PROMPT)
            owner.line(SECRET)
            owner.expect(connected(name))


if __name__ == "__main__":
    main()
