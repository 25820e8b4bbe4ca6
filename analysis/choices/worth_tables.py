"""The user's own tables of the page of appraisal: trips between places, and traffic counts as they were typed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from analysis.economics import MOST_TRIPS
from words import Notation, clean

TripRow = tuple[str, str, str, float]  # origin, destination, mode, vehicles a day
TRIPS, COUNTS, NOTATION = "own_trips", "counts", "counts_numbers"
MEMBERS: Final = (TRIPS, COUNTS, NOTATION)
LONGEST_COUNTS: Final = 20_000  # letters: 200 lines and more
_LONGEST_NAME: Final = 64
_CELLS: Final = 4


@dataclass(frozen=True)
class WorthTables:
    """What a user brought.

    Parameters
    ----------
    counts
        Lines as they were typed or read from a file; those that cannot be used stay among them.
    notation
        How their numbers are written.
    """

    trips: tuple[TripRow, ...] = ()
    counts: str = ""
    notation: Notation = Notation.POINT

    def record(self) -> dict[str, Any]:
        """As members of a scenario file; empty while there is nothing."""
        made: dict[str, Any] = {TRIPS: [list(row) for row in self.trips]} if self.trips else {}
        return made | ({COUNTS: self.counts, NOTATION: self.notation.value} if self.counts else {})

    def content(self) -> bytes:
        """As a file; the same for the same tables."""
        return json.dumps(self.record(), ensure_ascii=False).encode("utf-8")


def tables_of(record: Mapping[str, Any]) -> tuple[WorthTables, tuple[str, ...]]:
    """The tables in members of a scenario file, and those that cannot be used."""
    odd: list[str] = []
    made: dict[str, Any] = {}
    trips = record.get(TRIPS, [])
    if isinstance(trips, list) and len(trips) <= MOST_TRIPS and all(map(_is_row, trips)):
        made["trips"] = tuple((str(o), str(d), str(m), float(n)) for o, d, m, n in trips)
    else:
        odd.append(TRIPS)
    counts, written = record.get(COUNTS, ""), record.get(NOTATION, Notation.POINT.value)
    if isinstance(counts, str) and len(counts) <= LONGEST_COUNTS and written in set(Notation):
        made |= {"counts": clean(counts, lines=True), "notation": Notation(written)}
    else:
        odd.append(COUNTS)
    return WorthTables(**made), tuple(odd)


def tables_in(content: bytes) -> WorthTables:
    """The tables of a file made by ``WorthTables.content``; none where it cannot be read."""
    try:
        record = json.loads(content)
    except ValueError:
        return WorthTables()
    return tables_of(record)[0] if isinstance(record, dict) else WorthTables()


def _is_row(row: object) -> bool:
    if not (isinstance(row, list) and len(row) == _CELLS):
        return False
    *names, n = row
    told = all(isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME for name in names)
    return told and isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) and n >= 0
