"""The lettering of a text: which bytes stand for which Vietnamese letters.

A driver hands out each byte of a text as one Latin letter (ISO 8859-1); here those are read under one of the
letterings that lie in Vietnamese offices. Sources: Windows code page 1258 (marks follow their letter);
TCVN 5712:1993 in its common form VN3, the fonts "ABC" (``.Vn…``: capitals with a tone are the small letter in a font of
capitals); the two-byte lettering of the VNI fonts for Windows. For the last two Python has no codec.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

BYTE_LETTERS: Final = "iso-8859-1"  # gives and takes every byte as one letter


class Lettering(StrEnum):
    """One way to write Vietnamese, in the order in which equals are offered."""

    UTF8 = "utf-8"
    TCVN3 = "tcvn3"
    CP1258 = "cp1258"
    VNI = "vni"
    CP1252 = "cp1252"

    @property
    def label(self) -> str:
        """Its name, the same in every language."""
        return _LABELS[self]

    def read(self, raw: str) -> str | None:
        """Text in composed letters from one whose letters are bytes; ``None`` where they cannot be of this lettering."""
        if raw.isascii():
            return raw
        found = _own(raw, self) if self in _TABLES else _decoded(raw, self.value)
        return None if found is None else unicodedata.normalize("NFC", found)


def likely_letterings(texts: Iterable[str], *, named: str = "") -> tuple[Lettering, ...]:
    """All letterings that could be those of some texts, the likeliest first; none where every text is plain.

    Parameters
    ----------
    texts
        Their letters are bytes.
    named
        What the file says, as in a ``.cpg``: goes before others that fit as well.
    """
    marked = list(dict.fromkeys(text for text in texts if not text.isascii()))[:_LOOKED_AT]
    if not marked:
        return ()
    said = named_lettering(named)
    fitting: dict[Lettering, int] = {}
    for lettering in Lettering:
        read = [lettering.read(text) for text in marked]
        if None in read or (lettering is Lettering.UTF8 and all(text and text.isascii() for text in read)):
            continue  # the last: one letter with a mark at the end of a text is no cut one
        fitting[lettering] = sum(_sense(text or "") for text in read)

    # longer texts are no UTF-8 by chance
    preferred = said or (Lettering.CP1252 if max(fitting.values(), default=0) <= 0 else None)

    def rank(lettering: Lettering) -> tuple[bool, int, bool]:
        return lettering is Lettering.UTF8, fitting[lettering], lettering is preferred

    return tuple(sorted(fitting, key=rank, reverse=True))


def hidden_lettering(texts: Iterable[str]) -> Lettering | None:
    """The lettering of fonts of old offices under which texts make more sense than as they are; ``None`` for what is text already.

    Such fonts show a Latin letter as a Vietnamese one, so a program that keeps letters keeps the wrong ones: "§­êng" for "Đường".
    """
    marked = list(dict.fromkeys(text for text in texts if not text.isascii()))[:_LOOKED_AT]
    try:
        raw = [as_bytes(text) for text in marked]
    except UnicodeEncodeError:
        return None  # letters that no such font has
    found = {x: [x.read(text) or "" for text in raw] for x in _TABLES}
    sense = {x: sum(map(_sense, read)) for x, read in found.items()}
    best = max(sense, key=sense.__getitem__)
    return best if sense[best] > max(0, sum(map(_sense, marked))) else None


def as_bytes(text: str) -> str:
    """Text whose letters stand for bytes, each byte as one letter.

    Raises
    ------
    UnicodeEncodeError
        If a letter is none of the Windows code page of western Europe.
    """
    return "".join(c if ord(c) <= _LAST_BYTE else c.encode(Lettering.CP1252).decode(BYTE_LETTERS) for c in text)


def named_lettering(name: str) -> Lettering | None:
    """The lettering that a file names ("1258", "UTF-8"); ``None`` for none of these."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return next((x for x in Lettering if x.value.removeprefix("cp").replace("-", "") in plain), None)


def _decoded(raw: str, codec: str) -> str | None:
    content = raw.encode(BYTE_LETTERS)
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        if codec == Lettering.UTF8 and error.end == len(content) and error.reason == "unexpected end of data":
            return content[: error.start].decode(codec)  # a field of fixed width ended within a letter
        return None


def _own(raw: str, lettering: Lettering) -> str:
    letters = _MARKED[lettering].sub(lambda found: _TABLES[lettering][found[0]], raw)
    return _WORD.sub(_in_capitals, letters) if lettering is Lettering.TCVN3 else letters


def _in_capitals(word: re.Match[str]) -> str:
    """A word in capitals whose letters with a tone came from a font of capitals: "ĐƯờNG" was "ĐƯỜNG"."""
    text = word[0]
    small = [c for c in text if c.islower()]
    capitals = sum(c.isupper() for c in text)
    return text.upper() if capitals > 1 and all(c in _TONED for c in small) else text


def _sense(text: str) -> int:
    """Words with marks that Vietnamese could have, less those it could not and signs that no name holds."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    strange = sum(not (c.isalnum() or c.isspace() or c in _SIGNS) for c in text if not c.isascii())
    return sum(1 if _syllable(word) else -1 for word in words) - strange


def _syllable(word: str) -> bool:
    """Whether a word has the build of a Vietnamese syllable: at most one tone, known beginning, middle and end."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = sum(c in _TONES for c in apart)
    composed = re.sub(f"([{_TONES}])([\u0302\u0306\u031b])", r"\2\1", apart)
    late = _LATE.search(_HATS.sub(lambda found: unicodedata.normalize("NFC", found[0]), composed))
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    one_case = word in (word.lower(), word.upper(), word.capitalize())
    return tones <= 1 and late is None and one_case and _BUILD.fullmatch(bare) is not None


_LABELS: Final = {
    Lettering.UTF8: "UTF-8",
    Lettering.TCVN3: "TCVN3 (ABC)",
    Lettering.CP1258: "Windows-1258",
    Lettering.VNI: "VNI",
    Lettering.CP1252: "Windows-1252",
}
_LOOKED_AT: Final = 400
_LAST_BYTE: Final = 0xFF
_SIGNS: Final = "–—…“”‘’·°²³×±«»"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot below
_HATS: Final = re.compile("[a-z][\u0302\u0306\u031b]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_GLIDING: Final = "ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu"  # the tone stands on the first letter
_BUILD: Final = re.compile(
    "(ngh|ng|nh|kh|gh|gi|ch|ph|th|tr|qu|[bcdđghklmnpqrstvx])?"
    f"({_GLIDING}|iêu|yêu|oai|oay|oao|oeo|uây|uôi|uya|uyu|ươi|ươu|ia|oa|oe|ua|uê|uơ|uy|ưa|[aeêioôơuưy]|"
    "(a|ă|â|e|ê|i|iê|yê|o|oa|oă|oe|ô|ơ|u|uâ|uê|uô|uy|uyê|ư|ươ|(?<=qu)y)(ch|ng|nh|[ckmnpt]))"
)
_LATE: Final = re.compile(f"(?<!q)({_GLIDING.replace('|', f'[{_TONES}]|')}[{_TONES}])")


def _tcvn3() -> dict[str, str]:
    rows = {
        "à ả ã á ạ": (0xB5, 0xB6, 0xB7, 0xB8, 0xB9),
        "ằ ẳ ẵ ắ ặ": (0xBB, 0xBC, 0xBD, 0xBE, 0xC6),
        "ầ ẩ ẫ ấ ậ": (0xC7, 0xC8, 0xC9, 0xCA, 0xCB),
        "è ẻ ẽ é ẹ": (0xCC, 0xCE, 0xCF, 0xD0, 0xD1),
        "ề ể ễ ế ệ": (0xD2, 0xD3, 0xD4, 0xD5, 0xD6),
        "ì ỉ ĩ í ị": (0xD7, 0xD8, 0xDC, 0xDD, 0xDE),
        "ò ỏ õ ó ọ": (0xDF, 0xE1, 0xE2, 0xE3, 0xE4),
        "ồ ổ ỗ ố ộ": (0xE5, 0xE6, 0xE7, 0xE8, 0xE9),
        "ờ ở ỡ ớ ợ": (0xEA, 0xEB, 0xEC, 0xED, 0xEE),
        "ù ủ ũ ú ụ": (0xEF, 0xF1, 0xF2, 0xF3, 0xF4),
        "ừ ử ữ ứ ự": (0xF5, 0xF6, 0xF7, 0xF8, 0xF9),
        "ỳ ỷ ỹ ý ỵ": (0xFA, 0xFB, 0xFC, 0xFD, 0xFE),
        "Ă Â Ê Ô Ơ Ư Đ": tuple(range(0xA1, 0xA8)),
        "ă â ê ô ơ ư đ": tuple(range(0xA8, 0xAF)),
        "\u0300 \u0309 \u0303 \u0301 \u0323": tuple(range(0xB0, 0xB5)),  # tones that follow their letter
    }
    return {chr(code): letter for text, codes in rows.items() for letter, code in zip(text.split(), codes, strict=True)}


def _vni() -> dict[str, str]:
    """Base letters with the sign behind them that gives them their mark; both may be capitals."""
    tones = dict(zip("øûõùï", _TONES, strict=True))
    hats = {"â": "̂", "à": "̂̀", "å": "̂̉", "ã": "̂̃", "á": "̂́", "ä": "̣̂"}
    bowls = {"ê": "̆", "è": "̆̀", "ú": "̆̉", "ü": "̆̃", "é": "̆́", "ë": "̣̆"}
    found = {base + sign: base + mark for base in "aeouy" for sign, mark in tones.items()}
    found |= {base + sign: base + mark for base in "aeo" for sign, mark in hats.items()}
    found |= {"a" + sign: "a" + mark for sign, mark in bowls.items()}
    found |= {
        horned + sign: letter + mark for horned, letter in (("ô", "ơ"), ("ö", "ư")) for sign, mark in tones.items()
    }
    found |= {"ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "í": "í", "ì": "ì"}
    mixed = {key.capitalize(): text[0].upper() + text[1:] for key, text in found.items()}
    loud = {key.upper(): text.upper() for key, text in found.items()}
    composed = {key: unicodedata.normalize("NFC", text) for key, text in (found | mixed | loud).items()}
    return {key.encode("cp1252").decode(BYTE_LETTERS): text for key, text in composed.items()}


_TABLES: Final = {Lettering.TCVN3: _tcvn3(), Lettering.VNI: _vni()}
_MARKED: Final = {
    name: re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True)))) for name, table in _TABLES.items()
}
_TONED: Final = frozenset(c for c in _TABLES[Lettering.TCVN3].values() if c.islower())
