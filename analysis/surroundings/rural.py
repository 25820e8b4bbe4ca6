"""Rural access after the indicator 9.1.1 of the Sustainable Development Goals: people within 2 km of a road.

The indicator asks for rural people within 2 km of a road that can be used all year. What our data can say: people of
2019 by commune of 2025; routed roads (tertiary and above), no lower ones; nothing of surface or floods. So a road
counts whatever its state, and lower roads, which most villages lie on, do not: the share is a floor for "any road"
and no value of the official indicator. Rural are communes that are no wards. Where in a commune people live is not
known: the share is told twice, people spread evenly over the commune, and over the built-up land drawn in it.

A road counts where it may be entered: no motorways, ramps, nor roads closed to through trips; of projects those that
join at every crossing. An expressway brings nobody within reach by itself. Distances are planar (VN-2000, scale error
below 0.06 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from analysis.accessibility import communes
from analysis.network import planar
from analysis.surroundings.land import land_digest
from analysis.surroundings.settlements import planar_communes, settled
from layers import text_digest

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from analysis.network import Floats
    from analysis.scenarios import Scenario, World

RURAL_M: Final = 2000.0
BOTH: Final = "both"
_WARD: Final = "Phường"  # how the full name of an urban commune begins, in the data
_SPREADS: Final = ("even", "built")
_FINE_M: Final = 5.0  # of lines that are widened by 2 km
_ARC: Final = 8  # segments of a quarter circle: at most 0.5 % short of it


@dataclass(frozen=True)
class RuralShare:
    """Rural people near a road, in one area and one state.

    Parameters
    ----------
    code
        ``both`` or a province of 2022.
    people
        Rural people of 2019.
    even, built
        Of them within 2 km, spread over the commune, and over its built-up land.
    """

    code: str
    when: str
    people: float
    even: float
    built: float

    @property
    def low(self) -> float:
        """The smaller share, 0 to 1; NaN where nobody is counted."""
        return min(self.even, self.built) / self.people if self.people else float("nan")

    @property
    def high(self) -> float:
        """The larger share."""
        return max(self.even, self.built) / self.people if self.people else float("nan")


@dataclass(frozen=True)
class RuralAccess:
    """Shares before and after.

    Parameters
    ----------
    frame
        Rural communes of the two provinces, EPSG:4326: ``code``, ``full_name``, ``province_2022``, ``people``, and for
        each of ``before`` and ``after`` the shares ``even_…`` and ``built_…`` (0 to 1); ``drawn``: built-up land is drawn.
    """

    frame: gpd.GeoDataFrame
    shares: tuple[RuralShare, ...]
    digest: str

    def share(self, code: str, when: str) -> RuralShare:
        """Of an area and a state."""
        return next(s for s in self.shares if (s.code, s.when) == (code, when))


def rural_access(world: World, *, before: Scenario, after: Scenario) -> RuralAccess:
    """Rural people within 2 km of a routed road, before and after.

    Raises
    ------
    InputError
        If a scenario is not feasible.
    """
    found = communes(world)
    ward = found.frame["full_name"].astype(str).str.startswith(_WARD).to_numpy()
    rural = found.study & ~ward & np.isfinite(found.people)
    frame = found.frame.loc[rural, ["code", "full_name", "province_2022", "geometry"]].reset_index(drop=True)
    frame["people"], frame["drawn"] = found.people[rural], settled(world).drawn[rural]
    at = np.flatnonzero(rural)
    for when, scenario in (("before", before), ("after", after)):
        shares = world.keep(("rural", scenario), partial(_shares, world, scenario, at))
        for spread, column in zip(_SPREADS, shares.T, strict=True):
            frame[f"{spread}_{when}"] = column
    digest = text_digest(["rural", land_digest(world), world.digest(before), world.digest(after)])
    frame["digest"] = digest
    groups = {BOTH: np.ones(len(frame), dtype=bool)} | {
        c: (frame["province_2022"] == c).to_numpy() for c in world.data.study.codes
    }
    told = tuple(_told(frame, code, chosen, w) for code, chosen in groups.items() for w in ("before", "after"))
    return RuralAccess(frame, told, digest)


def _told(frame: gpd.GeoDataFrame, code: str, chosen: NDArray[np.bool_], when: str) -> RuralShare:
    people = frame["people"].to_numpy()[chosen]
    near = [float(people @ frame[f"{spread}_{when}"].to_numpy()[chosen]) for spread in _SPREADS]
    return RuralShare(code, when, float(people.sum()), *near)


def _shares(world: World, scenario: Scenario, at: NDArray[np.intp]) -> Floats:
    """Shares of some communes' people within 2 km: (communes, 2), even and on built-up land."""
    lines, areas, lived = _roads(world, scenario), planar_communes(world), settled(world)
    tree = shapely.STRtree(lines)
    rows = np.zeros((len(at), 2))
    for n, commune in enumerate(at.tolist()):  # one polygon at a time: the union of all buffers is slower
        near = lines[tree.query(areas[commune], predicate="dwithin", distance=RURAL_M)]
        if len(near):
            reach = shapely.MultiLineString(near.tolist()).buffer(RURAL_M, quad_segs=_ARC)
            pieces = lived.shapes[lived.commune == commune]
            rows[n] = _covered(np.array([areas[commune]], dtype=object), reach), _covered(pieces, reach)
    return rows


def _covered(shapes: NDArray[np.object_], reach: shapely.Geometry) -> float:
    return float(shapely.area(shapely.intersection(shapes, reach)).sum() / shapely.area(shapes).sum())


def _roads(world: World, scenario: Scenario) -> NDArray[np.object_]:
    """Planar lines of the roads that may be entered anywhere."""
    roads, table = world.network.roads, world.links.sections
    open_ = world.open_roads(scenario) & (roads.road_class != "motorway") & ~roads.ramp
    built = world.built_sections(scenario) & ~table.existing
    access = {p.id: p.access for p in world.projects.values()}
    joined = np.array([access[str(i)] == "crossing" for i in table.project_id], dtype=bool)
    chosen = np.flatnonzero(built & joined)
    added = [shapely.LineString(planar(table.lines.cut(int(s), 0.0, float(table.lines.length_m[s])))) for s in chosen]
    lines = np.concatenate([roads.lines.shapes[open_], np.array(added, dtype=object)])
    return np.asarray(shapely.simplify(lines, _FINE_M))
