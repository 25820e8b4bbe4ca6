"""Travel times that are published or known, beside ours at low, central and high speeds.

The speeds are assumptions by class and setting. What people need between two places by car is the
only outside measure of them, so it stands beside ours: the least minutes at low, central and high
speeds on the base network, mean of both directions. A time that the band of low to high does not hold
is a breach; the central one need not fall on it. No speed is set for one road, place or link.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from analysis.network import SpeedCase
from analysis.scenarios import Scenario
from analysis.validation.published_figures import Verdict
from words import Lang, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.scenarios import World

UNVERIFIED: Final = "kiến thức chung"  # in the column ``source``: nobody could check it (general knowledge)


@dataclass(frozen=True)
class KnownTime:
    """One known time and ours, in minutes.

    Parameters
    ----------
    known_min
        From and to; equal where one figure is known.
    quick_min, central_min, slow_min
        Ours at high, central and low speeds; ``None`` where not connected.
    unverified
        Known from general knowledge alone.
    subject, source, note
        By language.
    """

    check_id: str
    subject: Mapping[Lang, str]
    known_min: tuple[float, float]
    quick_min: float | None
    central_min: float | None
    slow_min: float | None
    unverified: bool
    source: Mapping[Lang, str]
    source_url: str
    note: Mapping[Lang, str]

    @property
    def result(self) -> Verdict:
        """Whether the band from high to low speeds holds the whole of the known time."""
        if self.quick_min is None or self.slow_min is None:
            return Verdict.BREACH
        held = self.quick_min <= self.known_min[0] and self.known_min[1] <= self.slow_min
        return Verdict.OK if held else Verdict.BREACH


def known_times(world: World) -> list[KnownTime]:
    """Every row of kind ``time`` in ``published.csv`` with ours by car."""
    table = world.data.read_table("published")
    rows = table[table["kind"] == "time"].astype(object)
    found = []
    for row in rows.where(rows.notna(), "").to_dict("records"):  # a handful
        ours = {case: _minutes(world, [row["from_id"], row["to_id"]], case) for case in SpeedCase}
        found.append(
            KnownTime(
                check_id=f"{row['from_id']}/{row['to_id']}",
                subject=_both(row, "subject"),
                known_min=(float(row["low"] or row["value"]), float(row["high"] or row["value"])),
                quick_min=ours[SpeedCase.HIGH],
                central_min=ours[SpeedCase.CENTRAL],
                slow_min=ours[SpeedCase.LOW],
                unverified=row["source"] == UNVERIFIED,
                source=_both(row, "source"),
                source_url=str(row["source_url"]),
                note=_both(row, "note"),
            )
        )
    return found


def _both(row: Mapping[Any, Any], name: str) -> dict[Lang, str]:
    """A text of a row by language; where one is empty it reads the same as in Vietnamese."""
    return {lang: text_in(row, name, lang) for lang in Lang}


def _minutes(world: World, ends: list[str], case: SpeedCase) -> float | None:
    """Least minutes by car, mean of both directions."""
    nodes = world.nodes(ends)
    table = world.skim(Scenario(speeds=case), nodes, nodes).fastest_min
    minutes = float((table[0, 1] + table[1, 0]) / 2)
    return None if np.isnan(minutes) else minutes
