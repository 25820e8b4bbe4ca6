"""Road numbers as mappers wrote them, made one: "13", "QL 13" and "QL.13" are all QL13.

The written form is a type and a number: QL (national), ĐT (provincial, three digits), TL (provincial
roads of Ho Chi Minh City and old provincial numbers, one or two digits), ĐH and HL (district), CT.
(expressway, with a dot). A bare number is national if a national road of that number passes the
region, provincial if it has three digits, and stays bare otherwise. Cambodian numbers stay bare.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

CAMBODIA: Final = "KH"
HO_CHI_MINH_CITY: Final = "79"

# National roads that pass the study area, with their branches; 1A is the old name of 1.
_NATIONAL: Final = frozenset(
    [
        "1",
        "1A",
        "1K",
        "13",
        "14",
        "14C",
        "20",
        "22",
        "22B",
        "27",
        "28",
        "30",
        "50",
        "51",
        "51A",
        "51B",
        "51C",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "60",
        "61",
        "62",
        "80",
        "91",
        "N1",
        "N2",
    ]
)
_OLD_NAMES: Final = {"QL1A": "QL1"}
# Ho Chi Minh City numbers its provincial roads 1-99: there a bare number is national only if it is one of these.
_NATIONAL_IN_CITY: Final = frozenset(["1", "1A", "1K", "13", "22", "50", "51", "52"])
_OLD_PROVINCIAL: Final = frozenset(
    ["6", "7", "8", "9", "10", "10B", "15", "25B", "25C", "43", "44A"]
)  # and these run on into the provinces
_NEXT_TO_CITY: Final = frozenset(("74", "75", "77", "80"))
_PROVINCIAL_DIGITS: Final = 3
_TYPES: Final = {  # without marks: mappers' marks are not reliable ("Quớc lộ")
    "QL": "QL",
    "QUOC LO": "QL",
    "TL": "TL",
    "TINH LO": "TL",
    "DT": "ĐT",
    "DUONG TINH": "ĐT",
    "DH": "ĐH",
    "DUONG HUYEN": "ĐH",
    "HUYEN LO": "ĐH",
    "HL": "HL",
    "HUONG LO": "HL",
    "CT": "CT",
}
_NUMBER: Final = r"(N?\d{1,3}[A-Z]?)(\s+CU)?"
_WRITTEN: Final = re.compile(rf"(?:({'|'.join(_TYPES)})[.\s]*)?{_NUMBER}")
_SPOKEN: Final = re.compile(rf"(?:DUONG\s+)?({'|'.join(t for t in _TYPES if t != 'CT')})[.\s]*{_NUMBER}")


def normalise(
    ref: str | None,
    *,
    region: str,
    name: str | None = None,
    main: bool = True,
    national: frozenset[str] = _NATIONAL,
) -> str:
    """The number of a road in one form; several are joined by ``;``, none is the empty string.

    Parameters
    ----------
    ref
        What the mapper wrote, for example ``"TL 748"`` or ``"QL.56;ĐT.992"``.
    region
        Code of the province of 2022 in which the road lies, ``"KH"`` in Cambodia, "" elsewhere.
    name
        The road's name; used only if ``ref`` gives no number and the name is one ("Quốc lộ 14").
    main
        Whether the road is of primary class or higher. Where it is not, a name does not make it a
        national road: it is the service road beside one or its old line.
    national
        Numbers that are national where they stand bare; by default those of the region.
    """
    if region == CAMBODIA:
        return ";".join(dict.fromkeys(part.strip() for part in (ref or "").split(";") if part.strip()))
    parts = [_one(part, region=region, national=national) for part in (ref or "").split(";")]
    numbers = list(dict.fromkeys(part for part in parts if part))
    return ";".join(numbers) or _from_name(name, region=region, main=main, national=national)


def _one(text: str, *, region: str, national: frozenset[str]) -> str:
    """One number in the common form, or "" if the text is not a road number."""
    found = _WRITTEN.fullmatch(_plain(text))
    return _join(found, region=region, national=national) if found else ""


def _from_name(name: str | None, *, region: str, main: bool, national: frozenset[str]) -> str:
    """The number of a road whose whole name is its number."""
    found = _SPOKEN.fullmatch(_plain(name or ""))
    number = _join(found, region=region, national=national) if found else ""
    return "" if number.startswith("QL") and not main else number


def _join(found: re.Match[str], *, region: str, national: frozenset[str]) -> str:
    """Type and number, the type inferred where it was not written."""
    written, number, old = found.groups()
    kind = _TYPES[written] if written else _inferred(number, region=region, national=national)
    if not kind:
        return number
    if kind == "CT":
        return f"CT.{number.zfill(2)}"
    if kind == "TL" and _digits(number) == _PROVINCIAL_DIGITS:
        kind = "ĐT"
    if kind == "ĐT" and _digits(number) < _PROVINCIAL_DIGITS and region == HO_CHI_MINH_CITY:
        kind = "TL"
    ref = _OLD_NAMES.get(f"{kind}{number}", f"{kind}{number}")
    return f"{ref} cũ" if old else ref  # "cũ": the old line of a road that was moved


def _inferred(number: str, *, region: str, national: frozenset[str]) -> str:
    """The type of a bare number."""
    if _digits(number) == _PROVINCIAL_DIGITS:
        return "QL" if number in national else "ĐT"
    if region == HO_CHI_MINH_CITY:
        return "QL" if number in _NATIONAL_IN_CITY else "TL"
    if region in _NEXT_TO_CITY and number in _OLD_PROVINCIAL:
        return "TL"
    return "QL" if number in national else ""


def _digits(number: str) -> int:
    return sum(character.isdigit() for character in number)


def _plain(text: str) -> str:
    """Capital letters without marks, single blanks."""
    bare = unicodedata.normalize("NFD", text.upper().replace("Đ", "D").replace("Ð", "D"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())
