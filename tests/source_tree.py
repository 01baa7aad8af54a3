"""A small tree of files, for the tests of the checkers."""

import contextlib
import tempfile
from pathlib import Path


@contextlib.contextmanager
def source_tree(files):
    """A temporary folder with `files`, {path: text}."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        yield Path(folder)
