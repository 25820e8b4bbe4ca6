"""Sections of projects as a table of lines, and which of them make up a unit of a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from analysis.lines import MeasuredLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.lines import Floats
    from layers.projects import Project, Section

SHORT_M: Final = 500.0  # as the longest joint that need not be listed


@dataclass(frozen=True)
class SectionTable:
    """All sections of all projects; every array has one entry a section.

    Parameters
    ----------
    crossing
        Whether the project joins other roads at every crossing (else at interchanges only).
    upgrade
        Runs along roads of the base network and makes them faster.
    existing
        Already open in August 2021: part of the base network, adds nothing.
    design_kmh
        Design speed, NaN if unknown.
    upgrade_of
        Id of the project that the section's project upgrades, or empty.
    lines
        Geometry with mileage.
    """

    section_id: NDArray[np.object_]
    project_id: NDArray[np.object_]
    crossing: NDArray[np.bool_]
    upgrade: NDArray[np.bool_]
    existing: NDArray[np.bool_]
    road_class: NDArray[np.object_]
    design_kmh: Floats
    upgrade_of: NDArray[np.object_]
    lines: MeasuredLines

    @classmethod
    def from_projects(cls, projects: Sequence[Project]) -> SectionTable:
        """From the projects of ``layers``, in their order."""
        rows: list[tuple[Project, Section]] = [(p, s) for p in projects for s in p.sections]
        lines = MeasuredLines.from_geometries(_objects([s.geometry for _, s in rows]))
        speeds = [np.nan if s.design_speed_kmh is None else float(s.design_speed_kmh) for _, s in rows]
        return cls(
            section_id=_objects([s.section_id for _, s in rows]),
            project_id=_objects([p.id for p, _ in rows]),
            crossing=np.array([p.access == "crossing" for p, _ in rows], dtype=bool),
            upgrade=np.array([s.upgrade for _, s in rows], dtype=bool) & ~_carried_over(rows, lines.length_m),
            existing=np.array([s.status == "existing" for _, s in rows], dtype=bool),
            road_class=_objects([s.road_class for _, s in rows]),
            design_kmh=np.array(speeds, dtype=np.float64),
            upgrade_of=_objects([p.upgrade_of or "" for p, _ in rows]),
            lines=lines,
        )

    @property
    def new(self) -> NDArray[np.bool_]:
        """Sections that are new road."""
        return ~self.upgrade & ~self.existing


def _carried_over(rows: Sequence[tuple[Project, Section]], length_m: Floats) -> NDArray[np.bool_]:
    """Short stretches of an expressway over or beside a road, between two stretches of new road.

    An expressway that crosses a road at a narrow angle is no upgrade of it: nobody can change over
    there. In the network such a stretch stays part of the expressway; its kilometres count as the
    data say.
    """
    carried = np.zeros(len(rows), dtype=bool)
    along = [p.access == "interchange" and s.upgrade and s.status != "existing" for p, s in rows]
    for _, group in groupby(range(len(rows)), key=lambda i: (rows[i][0].id, along[i])):
        run = list(group)
        before, after = run[0] - 1, run[-1] + 1
        inside = before >= 0 and after < len(rows) and rows[before][0] is rows[run[0]][0] is rows[after][0]
        if along[run[0]] and inside and length_m[run].sum() < SHORT_M:
            carried[run] = True
    return carried


def _objects(values: list[object]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
