"""The form of an official letter (Decree 30/2020/NĐ-CP): who writes to whom, under which number, who signs; from options or a profile.

What is not given stays a row of dots, to be written by hand. Sheets have less of it, and boxes to sign. A profile is a TOML file with these
fields by name, so that an office types them once; one is kept on this machine.
"""

from __future__ import annotations

import contextlib
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import layers
from words import InputError, clean, clean_fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LETTER_KINDS: Final = ("report", "submission")  # Báo cáo, Tờ trình
LETTER_LINES: Final = ("superior", "number", "sign", "place", "recipient", "copies", "position", "signer")
PROFILE_FIELDS: Final = (
    "kind",
    "organisation",
    "author",
    *LETTER_LINES,
    "checker",
    "approver",
)  # the last two: on sheets
_BETWEEN: Final = ";"  # the receivers of a copy


@dataclass(frozen=True, kw_only=True)
class Letter:
    """How the letter is headed and signed.

    Attributes
    ----------
    kind
        One of ``LETTER_KINDS``.
    superior
        The body above the organisation, which is the report's own.
    number, sign
        ``12`` and ``BC-SGTVT`` of "Số: 12/BC-SGTVT".
    place
        Where it is written.
    recipient
        To whom.
    copies
        Who receives it, separated by semicolons.
    position, signer
        With what power and in what office it is signed (``KT. GIÁM ĐỐC; PHÓ GIÁM ĐỐC``: one line each), and by whom.
    template, template_name
        A .docx of the office's own with named placeholders, and how the file is called.
    """

    kind: str = LETTER_KINDS[0]
    superior: str = ""
    number: str = ""
    sign: str = ""
    place: str = ""
    recipient: str = ""
    copies: str = ""
    position: str = ""
    signer: str = ""
    template: bytes | None = None
    template_name: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, *LETTER_LINES, "template_name")
        if self.kind not in LETTER_KINDS:
            raise InputError("document.kind_unknown", kind=self.kind, known=", ".join(LETTER_KINDS))

    def lines(self, field: str) -> list[str]:
        """The parts of a field between its semicolons."""
        return [part.strip() for part in str(getattr(self, field)).split(_BETWEEN) if part.strip()]


def read_profile(text: str, *, name: str) -> dict[str, str]:
    """The fields of a profile, by their names; lists become lines separated by semicolons.

    Raises
    ------
    InputError
        If it is no TOML, or holds a field that no letter has.
    """
    try:
        table: Mapping[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise InputError("document.profile_damaged", file=name, detail=str(cause)) from cause
    if strange := sorted(table.keys() - set(PROFILE_FIELDS)):
        raise InputError(
            "document.profile_unknown", file=name, fields=", ".join(strange), known=", ".join(PROFILE_FIELDS)
        )
    return {field: _line(value) for field, value in table.items()}


def _line(value: object) -> str:
    parts = value if isinstance(value, list) else [value]
    return f"{_BETWEEN} ".join(clean(str(part)) for part in parts)


SHEET_LINES: Final = ("superior", "place", "annex", "checker", "approver")
_KEPT: Final = "office-profile.toml"


@dataclass(frozen=True, kw_only=True)
class Official:
    """How a sheet is headed and signed; what is empty is left out.

    Attributes
    ----------
    superior
        The body above the organisation.
    place
        Where the sheet is dated.
    annex
        Which annex of which document it is, as typed.
    boxes
        Whether there are boxes for who drew, checked and approved it.
    checker, approver
        Names in two of these boxes; the author's is in the first.
    """

    superior: str = ""
    place: str = ""
    annex: str = ""
    boxes: bool = False
    checker: str = ""
    approver: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, *SHEET_LINES)


def profile_file() -> Path:
    """Where the profile of the office is kept."""
    return layers.kept_folder() / _KEPT


def keep_profile(fields: Mapping[str, str]) -> None:
    """Keep these fields for the next letter or sheet, whole or not at all; empty ones are left out.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    text = "".join(
        f"{name} = {json.dumps(fields[name], ensure_ascii=False)}\n" for name in PROFILE_FIELDS if fields.get(name)
    )
    path = profile_file()
    beside = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as cause:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise InputError("errors.cannot_write", file=path, detail=cause.strerror or type(cause).__name__) from cause


def kept_profile() -> dict[str, str]:
    """The fields kept; none if there are none.

    Raises
    ------
    InputError
        If somebody damaged the file.
    """
    path = profile_file()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as cause:
        raise InputError("document.profile_damaged", file=path, detail=type(cause).__name__) from cause
    return read_profile(text, name=path.name)
