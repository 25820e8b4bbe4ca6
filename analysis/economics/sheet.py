"""The sheet of assumptions: each with value, low, high, unit and source, read from ``economics.toml`` and changed by the user.

Shares and rates are fractions (0.05 for 5 %), amounts đồng at the prices of ``price_year``. An assumption
whose low and high differ is uncertain and is drawn between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from layers import text_digest
from words import DataError, InputError, Told, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.network import Floats
    from analysis.scenarios import World
    from words import Lang

LAYER: Final = "economics"
GROUPS: Final = ("trips", "values", "costs")
UNITS: Final = frozenset(
    {
        "trips_day", "per_min", "people", "share", "people_vehicle", "year", "days", "share_year", "years", "number",
        "vnd_hour", "vnd_km", "vnd_vehicle_km", "kg_km", "vnd_kg", "factor",
    }
)  # fmt: skip
PERCENT_UNITS: Final = frozenset({"share", "share_year"})  # shown and entered in percent


@dataclass(frozen=True)
class Assumption(Told):
    """One row of the sheet.

    Parameters
    ----------
    key, group, unit
        Stable names; the unit's words are ``worth.unit_<unit>``.
    value, low, high
        In the unit; equal where it is not uncertain.
    least, most
        What may be entered.
    source_vi, source_en
        Where it comes from; "giả định" where nobody published it.
    changed
        Whether the user changed it: its source is then the user.
    """

    key: str
    group: str
    unit: str
    value: float
    low: float
    high: float
    least: float
    most: float
    name_vi: str
    name_en: str
    source_vi: str
    source_en: str
    changed: bool = False

    @property
    def uncertain(self) -> bool:
        """Whether it is drawn between low and high."""
        return self.high > self.low

    def name(self, lang: Lang) -> str:
        """What it is called."""
        return text_in(self, "name", lang)

    def source(self, lang: Lang) -> str:
        """Where it comes from."""
        return text_in(self, "source", lang)

    def set_to(self, value: float, low: float | None = None, high: float | None = None) -> Assumption:
        """With another value; a range that does not hold it is drawn to it.

        Raises
        ------
        InputError
            If a number is none, lies outside what may be entered, or the order low ≤ value ≤ high does not hold.
        """
        ends = (self.low if low is None else low, value, self.high if high is None else high)
        for number in ends:
            if not (math.isfinite(number) and self.least <= number <= self.most):
                raise InputError(
                    "worth.bad_value", name=self, found=f"{number:g}", least=f"{self.least:g}", most=f"{self.most:g}"
                )
        given = (low is not None and low > value) or (high is not None and high < value)
        if given:
            raise InputError("worth.bad_order", name=self)
        same = ends == (self.low, self.value, self.high)
        return replace(self, value=value, low=min(ends), high=max(ends), changed=self.changed or not same)

    def text(self, lang: Lang) -> str:
        """Its name, where it stands in a sentence."""
        return self.name(lang)


@dataclass(frozen=True)
class Sheet:
    """All assumptions.

    Parameters
    ----------
    price_year
        Year of the prices, to which costs and benefits are discounted too.
    """

    price_year: int
    rows: tuple[Assumption, ...]

    @cached_property
    def _by_key(self) -> dict[str, Assumption]:
        return {row.key: row for row in self.rows}

    def row(self, key: str) -> Assumption:
        """The row of a key.

        Raises
        ------
        InputError
            If there is none.
        """
        if key not in self._by_key:
            raise InputError("worth.unknown_key", key=key, known=", ".join(self._by_key))
        return self._by_key[key]

    def __getitem__(self, key: str) -> float:
        return self.row(key).value

    def set_to(self, key: str, value: float, low: float | None = None, high: float | None = None) -> Sheet:
        """With one assumption changed; errors as ``Assumption.set_to``."""
        changed = self.row(key).set_to(value, low, high)
        return replace(self, rows=tuple(changed if row.key == key else row for row in self.rows))

    @property
    def values(self) -> dict[str, Floats]:
        """Each value as an array of one draw."""
        return {row.key: np.array([row.value]) for row in self.rows}

    @property
    def uncertain(self) -> tuple[Assumption, ...]:
        """Those that are drawn."""
        return tuple(row for row in self.rows if row.uncertain)

    @property
    def changes(self) -> dict[str, tuple[float, float, float]]:
        """Value, low and high of what the user changed: what a file keeps."""
        return {row.key: (row.value, row.low, row.high) for row in self.rows if row.changed}

    def with_changes(self, changes: Mapping[str, tuple[float, float, float]]) -> Sheet:
        """The sheet with what a file kept; errors as ``set_to``."""
        sheet = self
        for key, (value, low, high) in changes.items():
            sheet = sheet.set_to(key, value, low, high)
        return sheet

    @property
    def digest(self) -> str:
        """Names every value."""
        return text_digest([str(self.price_year), *(f"{r.key}={r.value!r},{r.low!r},{r.high!r}" for r in self.rows)])


def read_sheet(world: World) -> Sheet:
    """The sheet of a world's data, kept with it.

    Raises
    ------
    DataError
        If the file is missing or damaged, or a row of it breaks its order.
    """
    return world.keep(("economics sheet",), lambda: sheet_of(world.data.read_document(LAYER)))


def sheet_of(document: Mapping[str, Any]) -> Sheet:
    """The sheet of a document; errors as ``read_sheet``."""
    rows = tuple(_row(record) for record in document.get("inputs", ()))
    return Sheet(int(document.get("price_year", 0)), rows)


def _row(record: Mapping[str, Any]) -> Assumption:
    try:
        given: dict[str, Any] = {k: float(v) if isinstance(v, int | float) else v for k, v in record.items()}
        row = Assumption(**given)
    except TypeError as fault:
        raise DataError("worth.bad_row", row=str(record.get("key", "?"))) from fault
    ordered = row.least <= row.low <= row.value <= row.high <= row.most
    if not ordered or row.group not in GROUPS or row.unit not in UNITS:
        raise DataError("worth.bad_row", row=row.key)
    return row
