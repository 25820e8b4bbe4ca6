"""Spelling: without diacritics, as people type in a hurry and every file system takes; and cleaned of what no file can hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher


def plain(text: str) -> str:
    """Small letters without diacritics: "Biên Hòa" → "bien hoa"."""
    return " ".join(unaccented(text.casefold()).split())


def unaccented(text: str) -> str:
    """The same letters without marks, as many people type them: "Đường" → "Duong"."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def findable(label: str, *typed: str) -> str:
    """A label with what people type in a hurry behind it, for lists that compare letter by letter.

    Parameters
    ----------
    typed
        Parts of the label that are typed; the whole label if left out.
    """
    bare = [unaccented(part) for part in typed or (label,) if unaccented(part) != part]
    return " · ".join([label, *bare])


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


def street_name(name: str) -> str:
    """The mapped name of a road as an official letter writes it: what it is, then its name; empty stays empty.

    "Hồ Chí Minh" is "Đường Hồ Chí Minh", "cầu Gò Chai" and "Quốc Lộ 13" are "Cầu Gò Chai" and "Quốc lộ 13".
    """
    name = " ".join(name.replace(" - ", " – ").split())
    kind = next((k for k in _ROADS if name.casefold().startswith(k.casefold())), "")
    if kind or not name:
        return kind + name[len(kind) :]
    part = next((p for p in _PARTS if name.startswith(p)), "")
    return f"Đường {part.lower()}{name[len(part) :]}"


_ROADS: tuple[str, ...] = (
    "Đường", "Cầu", "Quốc lộ", "Tỉnh lộ", "Hương lộ", "Huyện lộ", "Đại lộ", "Xa lộ", "Cao tốc", "Hầm", "Phố", "Ngã", "Nút giao", "Vòng xoay",
    "Bùng binh", "Vành đai", "Nhánh", "Hẻm", "Tuyến", "Lộ", "Đèo", "ĐT", "ĐH", "TL", "HL", "QL", "CT.",
)  # fmt: skip
_PARTS: tuple[str, ...] = ("Song hành", "Tránh")  # of a road, told in small letters behind the kind


def alike(text: str, known: Mapping[str, Sequence[str]], *, most: int = 3) -> list[str]:
    """The ids that a mistyped one may have meant, nearest first; none where nothing is near.

    Parameters
    ----------
    known
        Ids with the names that each is known by; diacritics, case and marks between words do not count.
    """
    asked = _bare(text)
    scores = {i: max(_nearness(asked, _bare(name)) for name in (i, *names)) for i, names in known.items()}
    least = max(_NEAR, max(scores.values(), default=0.0) - _BEHIND)
    near = [i for i, score in scores.items() if score >= least]
    return sorted(near, key=lambda i: (-scores[i], i))[:most]


_NEAR: float = 0.65
_BEHIND: float = 0.12  # what is farther than this behind the nearest is another thing
_WORD: int = 3  # letters that are enough to look for as a part of a name
_BETWEEN: re.Pattern[str] = re.compile(r"[\W_]+")


def _bare(text: str) -> str:
    return _BETWEEN.sub(" ", plain(text[:200])).strip()


def _nearness(asked: str, name: str) -> float:
    """How like two texts are, 0 to 1; a text whose words all stand in the name is near it."""
    if not asked or not name:
        return 0.0
    found = SequenceMatcher(None, asked, name, autojunk=False)
    like = found.ratio() if found.real_quick_ratio() >= _NEAR and found.quick_ratio() >= _NEAR else 0.0
    within = len(asked) >= _WORD and set(asked.split()) <= set(name.split())
    return max(like, _NEAR + (1 - _NEAR) * len(asked) / len(name)) if within else like
