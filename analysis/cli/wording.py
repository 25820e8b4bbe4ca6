"""Rows of results in the words of a language: what a page hands out and what a command prints for people.

The rows themselves are for programs: keys as headings, ids and codes, every digit. Here a heading becomes
that of the catalogue (``columns.*``), an id the name of what it means, a code its word, and a figure is
rounded as the pages show it, a difference being that of the figures beside it.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from layers import ROAD_CLASSES, named_after
from words import Lang, Notation, catalogue, difference, field_in, notation, number, say, shown, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.scenarios import World

Row = dict[str, Any]

_DECIMALS: Final = {
    "lon": 5,
    "lat": 5,
    "gini": 3,
    "ratio": 2,
    "detour": 2,
    "without": 1,
    "lowest": 1,
    "highest": 1,
    "adds": 2,
    "worth": 2,
    "worth_gain": 2,
    "worth_more": 2,
    "worth_one": 2,
    "worth_other": 2,
    "worth_change": 2,
    "score": 3,
    "first_share": 1,
    "bcr": 2,
    "place_share": 1,
    "best_share": 1,
    "next_share": 1,
    "order_share": 1,
    "three_share": 1,
    "share": 1,
    "share_low": 1,
    "share_high": 1,
    "lost_min_each": 1,
}
# decimals of figures that others published, at most: as many as they have
_AS_GIVEN: Final = {
    "published_km": 2,
    "published_length_km": 2,
    "cost_low_bn_vnd": 1,
    "cost_high_bn_vnd": 1,
    "central": 2,
    "p05": 2,
    "p95": 2,
    "value": 2,
    "low": 2,
    "high": 2,
    "figure_value": 2,
    "scale_worst": 2,
    "scale_best": 2,
}
_ONE_DECIMAL: Final = ("_min", "_km", "_percent")
_WHOLE: Final = ("_person_min", "_person_km")  # sums over people: a decimal of them says nothing
_BY_FIGURE: Final = (("detour", 2), ("share", 1))  # figures of a summary, by their first word; the others are counts
# figures that are differences, and the two columns each subtracts: the second from the first
_DIFFERENCES: Final = (
    (re.compile(r"change$"), "after", "before"),
    (re.compile(r"saved_(min|km)$"), r"before_\1", r"after_\1"),
    (re.compile(r"lost_(min|km)$"), r"after_\1", r"before_\1"),
    (re.compile(r"change_(person_min)$"), r"lost_\1_after", r"lost_\1_before"),
)
# columns of codes, and where the catalogue has their words
_CODES: Final = {
    "kind": ("compare.kind_", "columns.is_kind_"),
    "road_class": ("layers.road_",),
    "level": ("columns.is_level_",),
    "code": ("columns.is_level_",),
    "project": ("columns.is_project_",),
    "when": ("compare.",),
    "state": ("columns.is_state_",),
    "status": ("columns.is_status_",),
    "target": ("border_view.target_",),
    "unit": ("analysis.unit_", "metrics.unit_", "worth.unit_", "viewpoints."),
    "criterion": ("viewpoints.",),
    "part": ("surroundings.scope_",),
    "province": ("columns.is_level_",),
    "figure": ("columns.is_figure_", "border_view.", "worth.figure_"),
    "trips_counted": ("worth.trips_",),
    "result": ("columns.is_result_",),
    "check": ("columns.is_check_",),
    "access": ("columns.is_access_",),
    "quality": ("layers.quality_",),
    "line": ("layers.quality_", "browse."),
}
_PLAIN: Final = frozenset(
    {"year", "build_start", "opens", "start_one", "start_other", "seed"}
)  # no marks for thousands
_MOST_DECIMALS: Final = 3
_ROUNDED: Final = 1e-9
_NAMED: Final = frozenset(
    {
        "origin",
        "destination",
        "project",
        "upgrade_of",
        "excludes",
        "province_2022",
        "district",
        "provinces",
        "province",
        "gate",
        "place",
        "from",
        "to",
        "figure",
        "hypotheses",
        "interactions",
        "opening",
        "moved",
        "behind",
        "status",
    }
)
_SPLIT: Final = re.compile(r"([;+~ ]+)")  # between the ids of a cell that holds several
_CLASS_CROSSING: Final = re.compile(rf"(crossings_\w+)_({'|'.join(ROAD_CLASSES)})")
_TILDES: Final = {"~": " – "}
_PATTERNS: Final = (
    (re.compile(r"within_(?P<limit>\d+)"), "columns.within"),
    (re.compile(r"(?P<kind>road|national)_(?P<limit>\d+)(_km)?"), "columns.near_{kind}"),
    (re.compile(r"(?P<base>.+)_(?P<when>before|after)(?P<unit>_min)?"), ""),
)


@dataclass(frozen=True)
class Names:
    """What ids mean in a language: places, projects, provinces and districts of a world; without one they stay."""

    lang: Lang
    world: World | None = None

    def of(self, thing: str) -> str | None:
        """The name of what has this id or code; ``None`` for anything else."""
        if self.world is None:
            return None
        if thing.isdecimal():
            return self._units.get(thing)
        known = self.world.places.get(thing) or self.world.projects.get(thing)
        return None if known is None else text_in(known, "name", self.lang)

    def meant(self, word: str) -> str:
        """The word of the program behind a local one of the data."""
        return word if self.world is None else self.world.data.study.meant_by(word)

    @cached_property
    def _units(self) -> dict[str, str]:
        """Provinces and districts of 2022 by code; read only where a table names one."""
        if self.world is None:
            return {}
        units: dict[str, str] = {}
        for layer in ("provinces_2022", "districts_2022"):
            frame = self.world.data.read(layer)
            column = field_in(frame.columns, "name", self.lang)
            units |= dict(zip(frame["code"].astype(str), frame[column].astype(str), strict=True))
        return units


@dataclass(frozen=True)
class Worded:
    """A table in words.

    Parameters
    ----------
    heads
        Headings, one a column.
    rows
        Cells: text, whole numbers as ``int``, rounded ones as ``float``, ``None`` where there is no figure.
    decimals
        Places each cell is written with, as ``rows``; 0 of text.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    decimals: tuple[tuple[int, ...], ...]


def in_words(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], names: Names) -> Worded:
    """The rows for people; a column in several languages stands once, in the one that is asked for."""
    stems = {c: c.removesuffix("_vi").removesuffix("_en") for c in columns}
    kept = [c for c in columns if stems[c] == c or c == field_in(columns, stems[c], names.lang)]
    translated = [c for c in kept if stems[c] != c]
    rows = [{**row, **{c: text_in(row, stems[c], names.lang) for c in translated}} for row in rows]
    places = [[_places(row, c) for c in kept] for row in rows]
    # the large city, say, is named after the data of this world, not those of the default folder
    with named_after(names.world.data.folder) if names.world else nullcontext():
        cells = (
            tuple(_cell(row, c, p, names) for c, p in zip(kept, of, strict=True))
            for row, of in zip(rows, places, strict=True)
        )
        return Worded(tuple(heading(c, names.lang) for c in kept), tuple(cells), tuple(map(tuple, places)))


def as_worded(rows: Sequence[Sequence[Any]], heads: Sequence[str]) -> Worded:
    """A table whose headings are words and whose figures are rounded already, each column with the decimals it needs."""
    cells = [[as_python(value) for value in row] for row in rows]
    needed = [max((_needed(row[i]) for row in cells), default=0) for i in range(len(heads))]
    return Worded(
        tuple(heads),
        tuple(tuple(_rounded(value, n) for value, n in zip(row, needed, strict=True)) for row in cells),
        tuple(tuple(needed) for _ in cells),
    )


def _needed(value: Any) -> int:
    """Decimals that a rounded figure has, three at most."""
    if not isinstance(value, float):
        return 0
    return next((n for n in range(_MOST_DECIMALS) if abs(value - round(value, n)) < _ROUNDED), _MOST_DECIMALS)


def _rounded(value: Any, places: int) -> str | int | float | None:
    if value is None or isinstance(value, (bool, str)):
        return None if value is None else str(value)
    if not isinstance(value, (int, float)):
        return None  # a missing whole number of a data frame
    figure = shown(value, decimals=places)
    return None if figure is None else float(figure) if places else int(figure)


def heading(column: str, lang: Lang) -> str:
    """The heading of a column in words.

    Raises
    ------
    KeyError
        If the catalogue has none: a fault of the program.
    """
    column = column.removesuffix(f"_{lang.value}").removesuffix(f"_{Lang.VI.value}")
    if f"columns.{column}" in catalogue(lang):
        return say(f"columns.{column}", lang)
    for pattern, key in _PATTERNS:
        if found := pattern.fullmatch(column):
            parts = found.groupdict()
            if key:
                return say(key.format(**parts), lang, limit=parts["limit"])
            base = heading(parts["base"] + (parts["unit"] or ""), lang)
            return say("columns.in_state", lang, head=base, state=say(f"compare.{parts['when']}", lang).lower())
    raise KeyError(column)


def written(value: str | float | None, places: int, lang: Lang) -> str:
    """A cell as a reader of the language writes it; nothing for a missing figure."""
    if value is None or isinstance(value, str):
        return value or ""
    return number(value, lang, decimals=places)


def unmarked(value: str | float | None, places: int, lang: Lang) -> str:
    """A cell as a spreadsheet of the language reads it: no marks for thousands, a plain minus."""
    if value is None or isinstance(value, str):
        return value or ""
    text = f"{value:.{places}f}"
    return text.replace(".", ",") if notation(lang) is Notation.COMMA else text


def _cell(row: Mapping[str, Any], column: str, places: int, names: Names) -> str | int | float | None:
    value = as_python(_difference(row, column))
    if value is None:
        return None
    if isinstance(value, bool):
        return say("app.yes" if value else "app.no", names.lang)
    if isinstance(value, (int, float)):
        return str(value) if column in _PLAIN else _rounded(value, places)
    return _text(str(value), column, names)


def _difference(row: Mapping[str, Any], column: str) -> Any:
    """The value; of a difference that of the figures of its row as they are shown."""
    value = as_python(row.get(column))
    for pattern, first, last in _DIFFERENCES:
        found = pattern.match(column)
        ends = [found.expand(end) for end in (first, last)] if found else []
        if isinstance(value, float) and ends and set(ends) <= set(row):
            return difference(as_python(row[ends[1]]), as_python(row[ends[0]]), decimals=_places(row, ends[0]))
    return value


def _text(text: str, column: str, names: Names) -> str:
    """A code in its word, ids in their names; other text as it is."""
    if column == "target":
        text = names.meant(text)
    if (word := _word(text, column, names.lang)) is not None:
        return word
    if column not in _NAMED:
        return text
    return "".join(_part(part, column, names) for part in _SPLIT.split(text))


def _part(part: str, column: str, names: Names) -> str:
    """One id of a cell, with the figure behind it if there is one; or what stands between two."""
    if _SPLIT.fullmatch(part):
        return _TILDES.get(part, "; " if ";" in part else ", ")
    told, mark, figure = part.partition("=")
    name = names.of(told) or _word(told, column, names.lang) or told
    if not mark:
        return name
    try:
        value: float | None = float(figure)
    except ValueError:  # not connected
        value = None
    return f"{name}: {number(value, names.lang, decimals=0 if column == 'interactions' else 1)}"


def _word(code: str, column: str, lang: Lang) -> str | None:
    known = catalogue(lang)
    if column == "figure" and (found := _PATTERNS[1][0].fullmatch(code)):
        return say(_PATTERNS[1][1].format(**found.groupdict()), lang, limit=found["limit"])
    if column == "figure" and (found := _CLASS_CROSSING.fullmatch(code)):
        return f"{say(f'columns.is_figure_{found[1]}', lang)}: {say(f'layers.road_{found[2]}', lang)}"
    key = next((f"{room}{code}" for room in _CODES.get(column, ()) if code and f"{room}{code}" in known), None)
    return None if key is None else say(key, lang)


def _places(row: Mapping[str, Any], column: str) -> int:
    """Decimals of a cell, as the pages show its kind of figure."""
    if column in {"before", "after", "change"}:
        first = str(row.get("figure", "")).partition("_")[0]
        return dict(_BY_FIGURE).get(first, 0) if "figure" in row else _DECIMALS["detour"]
    if (most := _AS_GIVEN.get(column)) is not None:
        least = 1 if column.endswith("_km") else 0
        return next(
            (
                n
                for n in range(least, most)
                if shown(row.get(column), decimals=n) == shown(row.get(column), decimals=most)
            ),
            most,
        )
    bare = column.removesuffix("_before").removesuffix("_after")
    if bare.endswith(_WHOLE):
        return 0
    return _DECIMALS.get(bare, 1 if bare.endswith(_ONE_DECIMAL) else 0)


def as_python(value: Any) -> Any:
    """Python's own numbers; NaN and infinity are missing."""
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and shown(value) is None else value
