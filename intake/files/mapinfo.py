"""MapInfo tables looked through before a driver sees them: which code page they name, and that they open no other table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from intake.files.refusal import RefusedError
from words import clean

_CHARSET: Final = re.compile(rb'^([ \t]*!?charset[ \t]+)"?([\w.-]{1,40})"?', re.IGNORECASE | re.MULTILINE)
_OTHER: Final = re.compile(rb"^\s*(open\s+table|create\s+view)\b", re.IGNORECASE | re.MULTILINE)
_BYTES: Final = b"ISO8859_1"  # under which a driver hands out each byte as one letter
_VERSION: Final = re.compile(rb"^[ \t]*!?version[ \t]+\d+[ \t]*\r?\n", re.IGNORECASE | re.MULTILINE)
_HEAD: Final = 4096


def as_bytes(path: Path) -> str:
    """Have a driver hand out the bytes of a table (``.tab``, ``.mif``), each as one letter; gives the lettering it names.

    Raises
    ------
    RefusedError
        If the table is a view of others, which may lie anywhere.
    """
    content = path.read_bytes()
    head, rest = content[:_HEAD], content[_HEAD:]
    if path.suffix == ".tab" and _OTHER.search(content):
        raise RefusedError("intake.table_view")
    found = _CHARSET.search(head)
    quoted = b'"' + _BYTES + b'"' if path.suffix == ".mif" else _BYTES
    if found is None:
        if version := _VERSION.search(head):
            word = b"Charset " if path.suffix == ".mif" else b"!charset "
            path.write_bytes(head[: version.end()] + word + quoted + b"\n" + head[version.end() :] + rest)
        return ""
    path.write_bytes(head[: found.start()] + found[1] + quoted + head[found.end() :] + rest)
    return "" if found[2].lower() == b"neutral" else clean(found[2].decode("ascii"))
