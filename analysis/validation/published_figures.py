"""Our figures against every published distance and project length, with error and named exceptions.

A published distance between towns is the way one drives, along the national roads it names: it is
held against the length of the *fastest* way by car at central speeds, mean of both directions, on the
base network. Published project lengths are held against the mapped line. A user may add
distances to those of ``data/geo/published.csv``: the same columns, checked row by row.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from analysis.scenarios import Scenario
from words import (
    ColumnNotation,
    InputError,
    Lang,
    Notation,
    Word,
    clean,
    column_notation,
    plain,
    read_number,
    say,
    text_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from analysis.scenarios import World

NEEDED: Final = ("kind", "subject", "from_id", "to_id", "value", "source")
PUBLISHED_COLUMNS: Final = (
    "kind",
    "subject",
    "from_id",
    "to_id",
    "value",
    "unit",
    "low",
    "high",
    "scope",
    "source",
    "source_url",
    "note",
)
_KIND: Final = "distance"  # lengths and areas belong to projects and provinces, which have tables of their own
_KIND_WORD: Final = Word("columns.is_published_distance")
_FIGURES: Final = ("value", "low", "high")
_SEPARATORS: Final = ",;\t|"
_MOST_KM: Final = 5_000.0


def read_published(path: Path, world: World, *, usual: Notation = Notation.POINT) -> pd.DataFrame:
    """Road distances from a user's table (CSV, UTF-8, with a heading), in the columns of ours.

    ``value`` is in kilometres; ``from_id`` and ``to_id`` are ids of places (``python -m analysis places``).

    Parameters
    ----------
    usual
        Which mark parts decimals off where the figures of the table do not tell.

    Raises
    ------
    InputError
        If the table lacks a column, a row cannot be used, or its figures could mean two things; with the line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("analysis.published_unreadable", file=path.name) from error
    told = published_notation(content, path.name, usual)
    if told.doubtful:
        values = {mark.value: f"{value:g}" for mark, value in told.readings().items()}
        raise InputError("analysis.published_doubtful", found=told.doubtful, **values)
    return published_rows(content, path.name, world, notation=told.notation)


def published_notation(content: bytes, name: str, usual: Notation) -> ColumnNotation:
    """How the figures of such a table are to be read; ``doubtful`` where it does not tell.

    Raises
    ------
    InputError
        If it is no such table.
    """
    return column_notation((row[column] for _, row in _rows(content, name) for column in _FIGURES), usual)


def published_rows(content: bytes, name: str, world: World, *, notation: Notation) -> pd.DataFrame:
    """The rows of such a table; ``name`` is told in errors, which are those of ``read_published``."""
    rows = []
    for line, told in _rows(content, name):
        _require(told, line, world, notation)
        rows.append(told)
    import pandas as pd  # noqa: PLC0415 - commands that read no table of a user need not wait for it

    return pd.DataFrame(rows, columns=list(PUBLISHED_COLUMNS))


def _rows(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """The rows that hold anything, as text, each with its line in the file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("analysis.published_unreadable", file=name) from error
    skipped = 0
    if text[:4].casefold() == "sep=":  # Excel's own line before the heading
        skipped, text = 1, text.partition("\n")[2]
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    known = _known_heads()
    reader.fieldnames = [known.get(plain(head), head) for head in reader.fieldnames or []]
    if missing := [column for column in NEEDED if column not in (reader.fieldnames or [])]:
        raise InputError("analysis.published_columns", file=name, columns=_Heads(missing))
    told = ((reader.line_num + skipped, {c: clean(str(row.get(c) or "")) for c in PUBLISHED_COLUMNS}) for row in reader)
    return [(line, row) for line, row in told if any(row.values())]


def _require(row: dict[str, str], line: int, world: World, notation: Notation) -> None:
    """Check a row and write its figures as programs read them."""
    if plain(row["kind"]) not in {_KIND, *(plain(_KIND_WORD.text(lang)) for lang in Lang)}:
        raise InputError("analysis.published_kind", line=line, found=row["kind"], wanted=_KIND_WORD)
    row["kind"] = _KIND
    for name in ("from_id", "to_id"):
        row[name] = _place_id(row[name], line, world)
    for name in _FIGURES:
        if name == "value" or row[name]:
            row[name] = str(_kilometres(row[name], line, notation))
    if not row["source"]:
        raise InputError("analysis.published_source", line=line)


def _place_id(text: str, line: int, world: World) -> str:
    """The place that a cell names, by its id or by a name that no other place has."""
    if text in world.places:
        return text
    named = [i for i, p in world.places.items() if plain(text) in {plain(p.name_vi), plain(p.name_en)}]
    if len(named) != 1:
        raise InputError(
            "analysis.published_place" if not named else "analysis.published_places",
            line=line,
            found=text,
            ids=", ".join(named),
        )
    return named[0]


def published_sample(world: World, lang: Lang) -> list[dict[str, Any]]:
    """The published distances of the product in the words of a language: an example that can be filled in and read again."""
    rows = world.data.read_table("published")
    rows = rows[rows["kind"] == _KIND]
    names = {i: p.name(lang) for i, p in world.places.items()}
    alone = {i for i, name in names.items() if [plain(n) for n in names.values()].count(plain(name)) == 1}
    return [_sample_row(row, {i: names[i] for i in alone}, lang) for row in rows.to_dict("records")]


def _sample_row(row: Mapping[Any, Any], names: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    told = {c: row[c] for c in PUBLISHED_COLUMNS}
    told |= {c: text_in(row, c, lang) for c in ("subject", "source", "note")}
    ends = {c: names.get(row[c], row[c]) for c in ("from_id", "to_id")}
    figures = {c: float(row[c]) if str(row[c]) not in {"", "nan"} else None for c in _FIGURES}
    return told | ends | figures | {"kind": _KIND_WORD.text(lang)}


def _known_heads() -> dict[str, str]:
    """Columns by every heading they may have: the key, and the word of either language."""
    return {
        plain(head): column
        for column in PUBLISHED_COLUMNS
        for head in (column, *(say(f"columns.{column}", lang) for lang in Lang))
    }


@dataclass(frozen=True)
class _Heads:
    """Columns as a sentence names them: by the headings of its language."""

    columns: Sequence[str]

    def text(self, lang: Lang) -> str:
        """The headings, parted by commas."""
        return ", ".join(f"“{say(f'columns.{column}', lang)}”" for column in self.columns)

    def __str__(self) -> str:
        return self.text(Lang.EN)


def _kilometres(text: str, line: int, notation: Notation) -> float:
    try:
        value = read_number(text, notation)
    except ValueError:
        value = math.nan
    if not 0 < value <= _MOST_KM:
        raise InputError("analysis.published_value", line=line, found=text, most=f"{_MOST_KM:.0f}")
    return value


DISTANCE_PERCENT: Final = 5.0
LENGTH_PERCENT: Final = 1.5
MAPPED_SHARE: Final = 0.95  # of a project's length, for its length to be held to the limit


class Verdict(StrEnum):
    """What a check says."""

    OK = "ok"
    EXCEPTION = "exception"  # beyond the limit, for a named reason, and no worse than when it was named
    SHOWN = "shown"  # not judged
    BREACH = "breach"


@dataclass(frozen=True)
class Check:
    """One published figure and ours.

    Parameters
    ----------
    check, check_id
        ``distance`` and ``from/to``, or ``length`` and the project id (with ``/code`` of a province).
    published_km, computed_km
        Kilometres; ``computed_km`` is ``None`` where not connected.
    reason_vi, reason_en
        Of the named exception; empty if there is none.
    limit_percent
        ``None`` for figures that are shown and not judged: provinces' shares, illustrative lines.
    allowed_percent
        The limit, or the error recorded with the exception if there is one.
    """

    check: str
    check_id: str
    subject: str
    published_km: float
    computed_km: float | None
    limit_percent: float | None
    allowed_percent: float
    source: str
    source_url: str
    note: str
    reason_vi: str
    reason_en: str
    subject_en: str = ""  # empty: reads the same in both languages
    source_en: str = ""
    note_en: str = ""

    def subject_in(self, lang: Lang) -> str:
        """What the figure is of."""
        return text_in(self, "subject", lang)

    def note_in(self, lang: Lang) -> str:
        """What else is to be known of it."""
        return text_in(self, "note", lang)

    def reason_in(self, lang: Lang) -> str:
        """Why it is an exception; empty if it is none."""
        return text_in(self, "reason", lang)

    def source_in(self, lang: Lang) -> str:
        """Who published it."""
        return text_in(self, "source", lang)

    @property
    def error_percent(self) -> float | None:
        """Ours against the published figure."""
        return None if self.computed_km is None else (self.computed_km / self.published_km - 1) * 100

    @property
    def within_limit(self) -> bool:
        """Whether the error keeps the limit, without regard to exceptions."""
        if self.limit_percent is None:
            return True
        return self.error_percent is not None and abs(self.error_percent) <= self.limit_percent

    @property
    def kept(self) -> bool:
        """Whether the error keeps the limit, or is no worse (by 0.1) than the exception's; and none is idle."""
        if self.reason_en:
            return (
                self.error_percent is not None
                and not self.within_limit
                and abs(self.error_percent) <= self.allowed_percent + 0.1
            )
        return self.within_limit

    @property
    def result(self) -> Verdict:
        """The verdict."""
        if not self.kept:
            return Verdict.BREACH
        if self.reason_en:
            return Verdict.EXCEPTION
        return Verdict.SHOWN if self.limit_percent is None else Verdict.OK


def checks(world: World, *, added: pd.DataFrame | None = None) -> list[Check]:
    """Every published distance and project length against ours.

    Parameters
    ----------
    added
        More published distances, of a user (``read_published``); judged like ours.
    """
    exceptions = {(e["check"], e["id"]): e for e in world.data.read_document("exceptions").get("exceptions", [])}
    tables = [world.data.read_table("published"), *([] if added is None else [added])]
    distances = [check for table in tables for check in _distances(world, table, exceptions)]
    return [*distances, *_lengths(world, exceptions)]


_Exceptions = dict[tuple[str, str], dict[str, Any]]


def _distances(world: World, published: pd.DataFrame, exceptions: _Exceptions) -> Iterable[Check]:
    rows = published[published["kind"] == "distance"].astype(object)
    for row in rows.where(rows.notna(), "").to_dict("records"):
        nodes = world.nodes([row["from_id"], row["to_id"]])
        table = world.skim(Scenario(), nodes, nodes).fastest_length_m
        metres = float((table[0, 1] + table[1, 0]) / 2)
        computed_km = None if np.isnan(metres) else metres / 1000
        check_id = f"{row['from_id']}/{row['to_id']}"
        yield _check("distance", check_id, row, computed_km, exceptions, limit=DISTANCE_PERCENT)


def _lengths(world: World, exceptions: _Exceptions) -> Iterable[Check]:
    for project in world.projects.values():
        for figure in project.published_lengths:
            total = figure.scope == "total"
            mapped = project.quality_km.get("mapped", 0.0) >= MAPPED_SHARE * project.computed_length_km
            computed_km = project.computed_length_km if total else project.computed_by_province_km.get(figure.scope)
            row = {
                "subject": project.name_vi if total else f"{project.name_vi} ({figure.scope})",
                "subject_en": project.name_en if total else f"{project.name_en} ({figure.scope})",
                "value": figure.value_km,
                "source": "",
                "source_url": figure.source_url,
                "note": figure.note_vi,
                "note_en": figure.note_en,
            }
            check_id = project.id if total else f"{project.id}/{figure.scope}"
            yield _check(
                "length", check_id, row, computed_km, exceptions, limit=LENGTH_PERCENT if total and mapped else None
            )


def _check(
    check: str,
    check_id: str,
    row: Mapping[Any, Any],
    computed_km: float | None,
    exceptions: _Exceptions,
    *,
    limit: float | None,
) -> Check:
    exception = exceptions.get((check, check_id), {})
    return Check(
        check=check,
        check_id=check_id,
        subject=str(row["subject"]),
        published_km=float(row["value"]),
        computed_km=computed_km,
        limit_percent=limit,
        allowed_percent=abs(float(exception.get("value", limit or 0.0))),
        source=str(row["source"]),
        source_url=str(row["source_url"]),
        note=str(row["note"]),
        reason_vi=str(exception.get("reason_vi", "")),
        reason_en=str(exception.get("reason_en", "")),
        subject_en=str(row.get("subject_en", "")),
        source_en=str(row.get("source_en", "")),
        note_en=str(row.get("note_en", "")),
    )
