"""In which commune a road lies and which rivers it meets, so that people find it by a name they know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from words import street_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Dataset

_RIVERS: Final = frozenset({"river", "canal", "stream"})


def joined_roads(data: Dataset, lines: Sequence[shapely.Geometry]) -> list[str]:
    """By what the mapped roads nearest to both ends of each line are known: one number or name, or two parted by a semicolon.

    Parameters
    ----------
    lines
        In degrees.
    """
    roads = data.read("roads")
    known = roads["ref"].where(roads["ref"] != "", roads["name"].fillna("").map(street_name))
    roads = roads.assign(known=known)[known != ""]
    ends = shapely.boundary(np.asarray(lines, dtype=object))
    found, names = shapely.STRtree(roads.geometry.to_numpy()), roads["known"].to_numpy(dtype=object)
    parts, line = shapely.get_parts(ends, return_index=True)
    told: list[list[str]] = [[] for _ in lines]
    for n, nearest in zip(line.tolist(), found.nearest(parts).tolist(), strict=True):
        told[n].append(str(names[nearest]))
    return ["; ".join(sorted(set(one))) for one in told]


def whereabouts(
    data: Dataset, lines: Sequence[shapely.Geometry], wholes: Sequence[np.ndarray]
) -> list[tuple[str, str, str]]:
    """Commune and its province of 2022 at the middle of each line, and the rivers its whole stretch meets; empty if none.

    Parameters
    ----------
    lines
        In degrees.
    wholes
        All lines of the stretch of each.
    """
    areas, rivers = data.read("communes_2025"), data.read("rivers")
    rivers = rivers[rivers["name"].notna() & rivers["kind"].isin(_RIVERS)]
    middle = shapely.line_interpolate_point(np.asarray(lines, dtype=object), 0.5, normalized=True)
    commune = np.full((len(lines), 2), "", dtype=object)
    for row, area in zip(*shapely.STRtree(areas.geometry.to_numpy()).query(middle, predicate="within"), strict=True):
        commune[row] = areas["full_name"].iloc[area], areas["province_2022"].iloc[area]
    tree, names = shapely.STRtree(rivers.geometry.to_numpy()), rivers["name"].to_numpy(dtype=object)
    met = [sorted({str(names[i]) for i in np.unique(tree.query(whole, predicate="intersects")[1])}) for whole in wholes]
    return [(str(c), str(p), "; ".join(m)) for (c, p), m in zip(commune.tolist(), met, strict=True)]


def provinces_at(data: Dataset, lines: Sequence[shapely.Geometry]) -> list[str]:
    """Province of 2022 at the middle of each line, which lies in degrees; empty outside of all."""
    areas = data.read("provinces_2022")
    middle = shapely.line_interpolate_point(np.asarray(lines, dtype=object), 0.5, normalized=True)
    found = [""] * len(lines)
    for row, area in zip(*shapely.STRtree(areas.geometry.to_numpy()).query(middle, predicate="within"), strict=True):
        found[row] = str(areas["name"].iloc[area])
    return found
