"""Towns of the two provinces, the communes around each, and all places of a study.

The national sources hold no districts of 2022. What stands in their place is the area around a town: every commune
counts with the nearest town of its province that the network reaches, and a town its people. They are named after
their town, said to be approximate, and communes nearest to a town no road leads to are left out of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from country.pack import shapes
from layers import VN2000_UTM48N, Edition, area_m2
from words import Lang, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from country.area import Area

APART_M: Final = 4_000  # two labels nearer than this are one town
MOST: Final = 24  # areas of a province: those with the fewest people join their neighbours
REACH_M: Final = 5_000
_COUNTED: Final = "Tổng điều tra dân số và nhà ở 01/4/2019, cộng các xã quanh đô thị"


@dataclass(frozen=True)
class Towns:
    """The seats of the areas and the communes around them.

    ``seats``: code of the area by place id; ``area_of``: code by commune, None where it has none.
    """

    seats: dict[str, str]
    area_of: dict[str, str | None]


def settled(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The places of the pack without the labels of towns that are villages: no unit of their province bears their name."""
    return places[(places["kind"] != "town") | (places["unit"] != "")].reset_index(drop=True)


def home(area: Area, frame: gpd.GeoDataFrame, edition: Edition) -> pd.Series:
    """The province of rows of the pack as the study calls it in an edition: provinces of 2025 alone in a study of 2025."""
    column = "province_2025" if area.pair.edition is Edition.Y2025 else f"province_{edition.value}"
    codes: pd.Series = frame[column]
    return codes


def towns_of(area: Area, places: gpd.GeoDataFrame, snap_m: NDArray[np.float64], communes: gpd.GeoDataFrame) -> Towns:
    """The towns of the provinces. ``places`` and ``communes`` are those of the study, in the pack's columns."""
    column = f"province_{area.pair.edition.value}"
    seats: dict[str, str] = {}
    area_of: dict[str, str | None] = {}
    for unit in area.pair.units:
        here = places[(places[column] == unit.code) & places["kind"].isin(("provincial_capital", "town"))]
        chosen = _apart(here, area.pair.edition)
        reached = pd.Series(snap_m, index=places.index).reindex(chosen.index) <= REACH_M
        own = communes[communes[column] == unit.code]
        near = _fewest_joined(chosen, reached.to_numpy(), own)
        used = np.unique(near[near >= 0])
        codes = {int(k): f"{unit.code}{n:02d}" for n, k in enumerate(used, start=1)}
        seats |= {chosen["id"].iloc[k]: code for k, code in codes.items()}
        area_of |= dict(zip(own["code"], [codes.get(int(k)) for k in near], strict=True))
    return Towns(seats, area_of)


def _apart(towns: gpd.GeoDataFrame, edition: Edition) -> gpd.GeoDataFrame:
    """The towns without those close to one of more weight: the capital first, then cities, towns by law, by people and name."""
    capital = towns[f"capital_{edition.value}"]
    order = towns.assign(capital=capital, urban=towns["unit"] == "town", people=towns["population_2019"].fillna(0))
    order = order.sort_values(
        ["capital", "city", "urban", "people", "id"], ascending=[False, False, False, False, True]
    )
    points = shapely.get_coordinates(order.to_crs(VN2000_UTM48N).geometry.to_numpy())
    kept: list[int] = []
    for k, point in enumerate(points):  # some forty towns
        if not kept or np.hypot(*(points[kept] - point).T).min() >= APART_M:
            kept.append(k)
    return order.iloc[kept]


def _fewest_joined(
    towns: gpd.GeoDataFrame, reached: NDArray[np.bool_], communes: gpd.GeoDataFrame
) -> NDArray[np.int64]:
    """For each commune the row of its town, -1 if no road leads there; towns with the fewest people give way, never the first."""
    points = shapely.get_coordinates(towns.to_crs(VN2000_UTM48N).geometry.to_numpy())
    centres = gpd.points_from_xy(communes["centre_lon"], communes["centre_lat"], crs="EPSG:4326").to_crs(VN2000_UTM48N)
    away = np.hypot(*(np.array([[p.x, p.y] for p in centres])[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    people = communes["population_2019"].fillna(0).to_numpy(dtype=float)
    counts = np.ones(len(towns), dtype=bool)
    while True:
        near = np.where(counts, away, np.inf).argmin(axis=1)
        held = np.bincount(near, weights=people, minlength=len(towns))
        open_ = np.flatnonzero(counts & reached)
        if len(open_) <= MOST and (held[open_] > 0).all():
            return np.where(reached[near], near, -1)
        candidates = open_[open_ > 0]
        if not len(candidates):
            return np.where(reached[near], near, -1)
        counts[candidates[held[candidates].argmin()]] = False


def areas(towns: Towns, communes: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer ``districts_2022`` of a study: the areas around towns."""
    code = communes["code"].map(towns.area_of)
    known = communes.assign(area=code)[code.notna()]
    shaped = known[["area", "population_2019", "geometry"]].dissolve(by="area", aggfunc="sum")
    names = dict(zip(places["id"], places["name_vi"], strict=True))
    named = {area_code: names[place] for place, area_code in towns.seats.items()}
    frame = gpd.GeoDataFrame(
        {
            "code": shaped.index,
            "name": [named[c] for c in shaped.index],
            "kind_vi": "vùng quanh",
            "province_code": [c[:2] for c in shaped.index],
            "population_2019": shaped["population_2019"].astype("Int64").to_numpy(),
            "area_km2": np.round(area_m2(shaped.geometry) / 1e6, 2),
            "approximate": True,
            "min_share": 1.0,
        },
        geometry=shaped.geometry.to_numpy(),
        crs=communes.crs,
    )
    return frame.reset_index(drop=True)


def communes_layer(area: Area, communes: gpd.GeoDataFrame, towns: Towns) -> gpd.GeoDataFrame:
    """The layer ``communes_2025`` of a study."""
    own = communes["code"].map(towns.area_of)
    frame = communes.assign(
        province_2022=home(area, communes, Edition.Y2022),
        district_2022=own,
        district_2022_people=own,
        district_share=1.0,
        population_method=communes["population_2019_how"],
    )
    return frame[
        [
            "code", "name", "full_name", "province_2025", "province_2022", "district_2022", "district_2022_people", "district_share",
            "area_km2", "population_2019", "population_method", "population_2025", "population_2025_quality", "centre_lon",
            "centre_lat", "geometry",
        ]
    ]  # fmt: skip


def places_layer(
    area: Area, places: gpd.GeoDataFrame, snap_m: NDArray[np.float64], towns: Towns, districts: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """The layer ``places`` of a study: those the network reaches, and what stands off it with no distance."""
    edition = area.pair.edition
    seat = places["id"].map(towns.seats)
    capital = places[f"capital_{edition.value}"].to_numpy()
    town = places["kind"].isin(("provincial_capital", "town")).to_numpy()
    kind = np.where(
        town,
        np.where(capital, "provincial_capital", np.where(seat.notna(), "district_capital", "town")),
        places["kind"],
    )
    people = seat.map(districts.set_index("code")["population_2019"]).astype("Int64")
    doubtful = (places["kind"] == "port") | ~places["civil"]
    note = places["note"].where(places["note_vi"].isna(), None)
    columns = {
        "id": places["id"],
        "kind": kind,
        "name_vi": places["name_vi"],
        "name_en": places["name_en"],
        "province_2022": home(area, places, Edition.Y2022),
        "district_2022": seat,
        "province_2025": places["province_2025"],
        "commune_2025": _commune_codes(area, places),
        "district_capital_of": seat,
        "capital_of_2025": places["province_2025"].where(places["capital_2025"], None),
        "speciality": None,
        "reference_vi": np.where(
            town | (places["kind"] == "airport"), say("country.town_label", Lang.VI), "Vị trí gần đúng (sai số 1–10 km)"
        ),
        "reference_en": np.where(
            town | (places["kind"] == "airport"), say("country.town_label", Lang.EN), "Approximate position (±1–10 km)"
        ),
        "confidence": np.where(doubtful, "low", np.where(seat.notna(), "high", "medium")),
        "confidence_note_vi": places["note_vi"],
        "confidence_note_en": places["note_en"].fillna(note),
        "population_2019": people,
        "population_source": [None if pd.isna(n) else _COUNTED for n in people],
        "height_m": None,
        "area_ha": None,
        "source": places["source"],
        "source_url": "https://github.com/tokenless-tiles/vietnam",
        "snap_m": pd.array(np.where(np.isfinite(snap_m), np.rint(snap_m), np.nan), dtype="Int64"),
    }
    return gpd.GeoDataFrame(columns, geometry=places.geometry, crs=places.crs).reset_index(drop=True)


def _commune_codes(area: Area, places: gpd.GeoDataFrame) -> NDArray[np.object_]:
    communes = shapes("communes_2025")
    communes = communes.iloc[np.sort(communes.sindex.query(area.box, predicate="intersects"))]
    found = shapely.STRtree(communes.geometry.to_numpy()).nearest(places.geometry.to_numpy())
    return np.asarray(communes["code"].to_numpy(dtype=object)[found], dtype=object)
