"""Spelling: without diacritics, as people type in a hurry and every file system takes; and cleaned of what no file can hold."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Small letters without diacritics: "Biên Hòa" → "bien hoa"."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def clean(text: str, *, longest: int | None = None, lines: bool = False) -> str:
    """Text from outside as it may stand in any file this program writes: composed letters, no control characters.

    PowerPoint's line break (U+000B), pasted with a name, ends the writing of slides and workbooks; marks
    of direction turn a name around on the screen; half of a surrogate pair cannot be written at all.
    Breaks of a line become a blank, everything else that is no letter, sign or blank goes.

    Parameters
    ----------
    longest
        Cut to so many letters; not at all if left out.
    lines
        Whether line feeds stay, as in a note; other blanks then stay as they are too.
    """
    found = "".join(_shown(c, lines=lines) for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n")))
    found = found.strip() if lines else " ".join(found.split())
    return found if longest is None else found[:longest].strip()


def _shown(sign: str, *, lines: bool) -> str:
    if lines and sign == "\n":
        return sign
    kind = unicodedata.category(sign)
    if kind in _BREAKS:
        return " "
    return "" if kind in _UNSEEN else sign


_BREAKS: frozenset[str] = frozenset({"Cc", "Zl", "Zp"})
_UNSEEN: frozenset[str] = frozenset({"Cf", "Cs", "Co", "Cn"})


def clean_fields(record: object, /, *names: str, longest: int | None = None, lines: bool = False) -> None:
    """Clean named texts of a frozen record; its ``__post_init__`` calls this, so that no entrance goes by."""
    for name in names:
        object.__setattr__(record, name, clean(getattr(record, name), longest=longest, lines=lines))
