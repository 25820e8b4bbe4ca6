"""What is closed when a road is closed: a bridge falls with both its carriageways.

An upgrade on a closed link is closed with it because its arcs run on the link's own pieces. A bridge
mapped as two one-way links is one structure: closing one link closes the one beside it that runs the
other way. A closed stretch of a project's new road takes with it what other projects build on the same
line (``stretches``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.stretches import closed_segments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.lines import Ints
    from analysis.network import Roads
    from analysis.project_links import ProjectLinks
    from analysis.scenarios import Scenario

BESIDE_M: Final = 60.0
_OPPOSITE: Final = -0.85  # cosine of the angle between opposite headings, about 150°


@dataclass(frozen=True)
class Fallen:
    """Everything a scenario closes.

    Parameters
    ----------
    roads
        Rows of ``Roads``.
    segments
        Segments of projects, as in ``ProjectLinks``.
    """

    roads: Ints
    segments: Ints


def fallen(roads: Roads, links: ProjectLinks, scenario: Scenario) -> Fallen:
    """What a scenario closes, with all that falls with it; unknown numbers and names are left out."""
    return Fallen(closed_together(roads, scenario.closed_links), closed_segments(links, scenario.closed_stretches))


def closed_together(roads: Roads, link_ids: Iterable[int]) -> Ints:
    """Rows of ``Roads`` that close with the given ``link_id``; unknown ones are left out."""
    rows = np.flatnonzero(np.isin(roads.link_id, np.array(list(link_ids), dtype=np.int64)))
    twins = [_other_carriageway(roads, int(r)) for r in rows if roads.bridge[r] and roads.oneway[r]]
    return np.unique(np.concatenate([rows, *twins])).astype(np.int64)


def _other_carriageway(roads: Roads, row: int) -> Ints:
    """One-way bridge links beside this one's middle that run the other way."""
    middle_m = float(roads.lines.length_m[row]) / 2
    spot = roads.lines.shapes[row].interpolate(0.5, normalized=True)
    heading = roads.heading(row, middle_m)
    beside = roads.tree.query(spot, predicate="dwithin", distance=BESIDE_M)
    beside = beside[roads.bridge[beside] & roads.oneway[beside]]
    at_m = [float(roads.lines.locate(int(b), np.array([[spot.x, spot.y]]))[0]) for b in beside]
    opposite = [heading @ roads.heading(int(b), m) < _OPPOSITE for b, m in zip(beside, at_m, strict=True)]
    return np.asarray(beside[np.array(opposite, dtype=bool)], dtype=np.int64)
