"""The catalogs in po/ translate every message of the client, and the client uses them."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
PO = ROOT / "po"
KEYWORDS = ("--keyword=tr", "--keyword=trn:1,2")  # As in po/meson.build.
CALL = re.compile(r"\btrn?\((?!const)\s*(.)")
CATALOGS = os.environ.get("TEXTDOMAINDIR", "")
UTF8_LOCALE = pathlib.Path("/usr/lib/locale/C.utf8")
TIMEOUT = 60


def languages():
    lines = (PO / "LINGUAS").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def sources():
    """The sources that have messages, by what they say of them, and those that POTFILES names."""
    calling = {str(path.relative_to(ROOT)) for path in sorted((ROOT / "src").rglob("*.cpp"))
               if CALL.search(path.read_text(encoding="utf-8"))}
    named = (PO / "POTFILES").read_text(encoding="utf-8").split()
    return sorted(calling - {"src/base/translate.cpp"}), named


def entries(text):
    """The entries of a catalog: {message: (translations, flags)}. The header is not among them."""
    found = {}
    for block in text.split("\n\n"):
        flags = re.findall(r"^#, (.*)$", block, re.MULTILINE)
        fields = re.findall(r'^(#~ )?(msg\w+)(?:\[\d+\])? ((?:".*"\s*)+)', block.replace("\n#~ \"", "\n\""),
                            re.MULTILINE)
        if fields:
            texts = [(kind, "".join(re.findall(r'"(.*)"', quoted))) for _, kind, quoted in fields]
            key = tuple(value for kind, value in texts if kind != "msgstr")
            obsolete = ["obsolete"] if fields[0][0] else []
            found[key] = ([value for kind, value in texts if kind == "msgstr"], flags + obsolete)
    return {key: value for key, value in found.items() if key != ("",)}


def placeholders(text):
    """The arguments that a text shows: `{}` and `{}` are the same as `{1}` and `{0}`."""
    names = re.findall(r"\{([^}]*)\}", text)
    return sorted(name or str(number) for number, name in enumerate(names))


def problems(template, catalog):
    """What is wrong with a catalog."""
    for key, (translated, flags) in catalog.items():
        if key not in template or "obsolete" in flags:
            yield f"stale: {key}"
        if "fuzzy" in flags:
            yield f"fuzzy: {key}"
        if not all(translated):
            yield f"not translated: {key}"
        elif any(placeholders(one) != placeholders(key[-1]) for one in translated):
            yield f"other placeholders: {key} {translated}"
    yield from (f"missing: {key}" for key in template if key not in catalog)


def template():
    files = PO / "POTFILES"
    done = subprocess.run(["xgettext", "--from-code=UTF-8", "--language=C++", *KEYWORDS, "--output=-",
                           "--no-location", f"--files-from={files}"], check=True, cwd=ROOT, capture_output=True,
                          text=True, timeout=TIMEOUT)
    return entries(done.stdout)


class Problems(unittest.TestCase):
    """The check itself."""

    TEMPLATE = 'msgid ""\nmsgstr "x"\n\nmsgid "a {}"\nmsgstr ""\n\nmsgid "{} b"\nmsgid_plural "{} bs"\nmsgstr[0] ""\n'
    GOOD = ('msgid ""\nmsgstr "x"\n\nmsgid ""\n"a "\n"{}"\nmsgstr "A {}"\n\n'
            'msgid "{} b"\nmsgid_plural "{} bs"\nmsgstr[0] "{} B"\nmsgstr[1] "{0} Bs"\n')

    def found(self, *replaced):
        return [problem.split(":")[0] for problem in
                problems(entries(self.TEMPLATE), entries(self.GOOD.replace(*replaced)))]

    def test_a_good_catalog(self):
        self.assertEqual(self.found("", ""), [])

    def test_each_fault(self):
        for replaced, fault in ((('"A {}"', '"A"'), "other placeholders"), (('"A {}"', '"A {} {}"'), "other placeholders"),
                                (('"{0} Bs"', '"{1} Bs"'), "other placeholders"), (('"{0} Bs"', '""'), "not translated"),
                                (('msgid ""\n"a ', '#, fuzzy\nmsgid ""\n"a '), "fuzzy"),
                                (('msgid "{} b"', '#~ msgid "{} b"'), "stale")):
            with self.subTest(replaced=replaced):
                self.assertEqual(self.found(*replaced), [fault])

    def test_a_message_that_has_changed_is_stale_and_missing(self):
        self.assertEqual(self.found('"a "', '"an "'), ["stale", "missing"])


class Catalogs(unittest.TestCase):
    def test_spanish_and_portuguese(self):
        self.assertLessEqual({"es", "pt"}, set(languages()))

    def test_potfiles_has_every_source_with_messages(self):
        calling, named = sources()
        self.assertGreater(len(calling), 5)
        self.assertEqual(named, calling)

    def test_messages_are_literals(self):
        """xgettext does not find others."""
        for name in sources()[0]:
            text = (ROOT / name).read_text(encoding="utf-8")
            with self.subTest(source=name):
                self.assertEqual({first for first in CALL.findall(text)}, {'"'})

    @unittest.skipUnless(shutil.which("xgettext"), "needs xgettext (package gettext)")
    def test_every_message_is_translated(self):
        wanted = template()
        self.assertGreater(len(wanted), 40)
        for language in languages():
            with self.subTest(language=language):
                catalog = entries((PO / f"{language}.po").read_text(encoding="utf-8"))
                self.assertEqual(list(problems(wanted, catalog)), [])

    @unittest.skipUnless(shutil.which("msgfmt"), "needs msgfmt (package gettext)")
    def test_catalogs_are_well_formed(self):
        for language in languages():
            with self.subTest(language=language):
                subprocess.run(["msgfmt", "--check", "--output-file=/dev/null", PO / f"{language}.po"], check=True,
                               timeout=TIMEOUT)


@unittest.skipUnless(UTF8_LOCALE.exists(), f"needs {UTF8_LOCALE}")
@unittest.skipUnless(CATALOGS and pathlib.Path(CATALOGS, "es/LC_MESSAGES/tertulia.mo").exists(),
                     "the build has no catalogs")
class Program(unittest.TestCase):
    """The client in other languages."""

    def setUp(self):
        """A system with these locales. What they say of times and money does not matter here."""
        directory = tempfile.TemporaryDirectory(prefix="tertulia-locales-")
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        for locale in ("es_ES.UTF-8", "pt_BR.UTF-8", "de_DE.UTF-8"):
            (self.home / locale).symlink_to(UTF8_LOCALE)

    def run_client(self, *arguments, text="", **environment):
        variables = {name: value for name, value in os.environ.items()
                     if name not in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")}
        variables |= {"LOCPATH": str(self.home), "HOME": str(self.home), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""}
        return subprocess.run([os.environ["TERTULIA"], *arguments], input=text, capture_output=True, encoding="utf-8",
                              env=variables | environment, timeout=TIMEOUT)

    def complaint(self, **environment):
        """What the client says of a file without a password."""
        path = self.home / "empty"
        path.write_text("", encoding="utf-8")
        done = self.run_client("--password-file", str(path), "127.0.0.1:1", **environment)
        self.assertEqual(done.returncode, 1)
        return done.stderr.replace(str(path), "FILE").removesuffix("\n")

    ENGLISH = "tertulia: FILE has no password"
    SPANISH = "tertulia: FILE no contiene ninguna contraseña"
    PORTUGUESE = "tertulia: FILE não contém nenhuma senha"

    def test_the_environment_decides(self):
        for variables, expected in (({"LANG": "es_ES.UTF-8"}, self.SPANISH),
                                    ({"LANG": "pt_BR.UTF-8"}, self.PORTUGUESE),
                                    ({"LANG": "de_DE.UTF-8"}, self.ENGLISH),
                                    ({"LANG": "C.UTF-8"}, self.ENGLISH),
                                    ({}, self.ENGLISH),
                                    ({"LANG": "es_ES.UTF-8", "LC_ALL": "pt_BR.UTF-8"}, self.PORTUGUESE),
                                    ({"LANG": "pt_BR.UTF-8", "LC_MESSAGES": "es_ES.UTF-8"}, self.SPANISH),
                                    ({"LANG": "de_DE.UTF-8", "LANGUAGE": "eo:pt:es"}, self.PORTUGUESE),
                                    ({"LC_ALL": "C", "LANGUAGE": "es"}, self.ENGLISH)):
            with self.subTest(variables=variables):
                self.assertEqual(self.complaint(**variables), expected)

    def test_a_missing_locale_or_catalog_is_english(self):
        self.assertEqual(self.complaint(LANG="es_XX.UTF-8"), self.ENGLISH)
        self.assertEqual(self.complaint(LANG="es_ES.UTF-8", TEXTDOMAINDIR="/nonexistent"), self.ENGLISH)

    def test_the_transcript_is_the_same_in_every_language(self):
        for language in ("C", "es_ES", "pt_BR"):
            path = f"{self.home}/{language}"
            with subprocess.Popen([os.environ["TERTULIAD"], "--listen", f"unix:{path}"], stderr=subprocess.PIPE,
                                  text=True) as server:
                try:
                    while "listening on" not in (line := server.stderr.readline()):
                        self.assertTrue(line, "the server did not start")
                    done = self.run_client(f"unix:{path}", text="Bob\nHello everyone\nexit\n", LANG=f"{language}.UTF-8")
                finally:
                    server.terminate()
            with self.subTest(language=language):
                self.assertEqual(done.stdout, "Username?\nYou are now connected, Bob!\n(Bob) Hello everyone\nGoodbye Bob!\n")
                self.assertEqual((done.stderr, done.returncode), ("", 0))


if __name__ == "__main__":
    unittest.main(verbosity=2)
