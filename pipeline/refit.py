"""What else changes when the base network alone is replaced: distances to it, and what runs along it.

Places and gates keep their points; how far each lies from the network is measured anew. A project
drawn as new road may by now be a road of the network: the step tells which, with their km, because
such a project would count twice. Only a build with the sources can divide projects into sections anew.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from layers import read
from pipeline.files import Built, Origin, read_manifest
from pipeline.places import snap_m
from pipeline.projects import LEAST_EXPRESSWAY_M, LEAST_M, BaseSegments, along_base

if TYPE_CHECKING:
    from pipeline.files import Context

LAYERS = ("places", "gates")
_TELL_KM = 1.0  # a shorter stretch beside a road proves nothing


def build(context: Context) -> list[Built]:
    """Places and gates with ``snap_m`` to the network of ``context``; prints the projects that lie on it."""
    for project, km in on_base(context).items():
        print(f"  project {project}: {km:.1f} km drawn as new road now lie along the network")
    return [_measured(context, name) for name in LAYERS if context.has(name)]


def on_base(context: Context) -> dict[str, float]:
    """Kilometres of each project's new road that run along a link of the network, where it is 1 km or more."""
    if not context.has("projects"):
        return {}
    sections = read("projects", folder=context.out)
    new = sections[~sections["upgrade"].astype(bool) & (sections["status"] != "existing")]
    base = BaseSegments(context.read("roads"))
    found: dict[str, float] = {}
    for row in new.itertuples():  # some two hundred lines
        least_m = LEAST_EXPRESSWAY_M if row.road_class == "motorway" else LEAST_M
        spells = along_base(shapely.get_coordinates(row.geometry), base, least_m=least_m)
        found[row.project_id] = found.get(row.project_id, 0.0) + sum(b - a for a, b, along in spells if along) / 1000
    return {project: km for project, km in found.items() if km >= _TELL_KM}


def _measured(context: Context, name: str) -> Built:
    """The layer as it stands with its distances to the network measured anew."""
    row = read_manifest(context.out)[name]
    frame = _whole_numbers(read(name, folder=context.out))
    frame = frame.assign(snap_m=snap_m(context, frame.geometry))
    return Built(
        name=name,
        file=row["file"],
        title_vi=row["title_vi"],
        title_en=row["title_en"],
        origin=_origin(row),
        steps=tuple(row["steps_en"]),
        steps_vi=tuple(row["steps_vi"]),
        quality=row["quality_en"],
        quality_vi=row["quality_vi"],
        frame=frame,
        sort_by=("id",),
    )


def _whole_numbers(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame with counts as whole numbers again, which missing values had turned into fractions."""
    floats = frame.select_dtypes("float").columns
    counts = [name for name in floats if (frame[name].dropna() % 1 == 0).all()]
    return frame.astype(dict.fromkeys(counts, "Int64"))


def _origin(row: dict[str, Any]) -> Origin:
    known = {field.name for field in fields(Origin)}
    return Origin(**{name: value for name, value in row.items() if name in known})
