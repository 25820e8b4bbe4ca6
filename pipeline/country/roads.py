"""The road network of the country: as the regional one is made, from lines that are split and tied already.

Every road of the routed classes becomes a directed link between junctions; roads abroad stand apart, and
what hangs outside the largest strongly connected component is listed. A study cuts its area out of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from layers import ROAD_CLASSES, VN2000_UTM48N, WGS84, length_m
from pipeline.country.ground import abroad, border_line, urban_area
from pipeline.country.sources import OSM
from pipeline.files import Built, read_source, source_path
from pipeline.roads import BACKGROUND, KEPT, bounds, built_up, dropped, links, mending, network, normalise

if TYPE_CHECKING:
    from pipeline.files import Context

_SURE_KM: Final = 10.0  # of main roads with a bare number: it is that of a national road
_TOUCH_M: Final = 100.0  # shapes are simplified by 30 m
_EVERYWHERE: Final = shapely.box(-2e6, 0, 3e6, 4e6)  # of the plane in metres: nothing is cut
_LINK: Final = [
    "link_id",
    "from_node",
    "to_node",
    "road_class",
    "ref",
    "name",
    "ramp",
    "bridge",
    "oneway",
    "urban",
    "length_m",
    "border",
]
_BEYOND: Final = ["link_id", "road_class", "ref", "length_m"]


def build(context: Context) -> list[Built]:
    """The layers ``roads``, ``roads_abroad``, ``roads_dropped``, ``urban_area`` and ``oneway_opened``."""
    border = gpd.GeoSeries([border_line(context)], crs=WGS84).to_crs(VN2000_UTM48N)[0]
    urban = urban_area(context)
    made = network.make(_prepared(context, urban=urban))
    home = links(made, made.fate == KEPT, area=_EVERYWHERE, border=border)
    beyond = links(made, made.fate == BACKGROUND, area=_EVERYWHERE, border=border)
    lost = dropped(made)
    opened = pd.read_csv(source_path(context, "roads_oneway_fixed.csv"), encoding="utf-8")
    return [
        context.described("roads", frame=home[[*_LINK, "geometry"]], origin=OSM, sort_by=("link_id",)),
        context.described("roads_abroad", frame=beyond[[*_BEYOND, "geometry"]], origin=OSM, sort_by=("link_id",)),
        context.described("roads_dropped", frame=lost, origin=OSM, sort_by=tuple(lost.columns)),
        context.described("urban_area", frame=built_up.layer_frame(urban), origin=OSM, sort_by=("part",)),
        context.described("oneway_opened", frame=opened, origin=OSM, sort_by=("lon", "lat", "km")),
    ]


def _prepared(context: Context, *, urban: shapely.Geometry) -> gpd.GeoDataFrame:
    """The source lines with the attributes of the layer, cut where these change."""
    roads = bounds.tell_cambodian(mending.set_right(_lines(context)), beyond=abroad(context))
    roads["ref"] = _numbers(context, roads)
    roads = roads.assign(closed=False, open_2021=True, override=-1)
    return built_up.split_urban(roads, area=urban)


def _lines(context: Context) -> gpd.GeoDataFrame:
    """The lines of the routed classes; construction, rail, ferries and minor links are no part of the network."""
    raw = read_source(context, "roads_main_vn.parquet")
    raw = raw[raw["class"].isin(ROAD_CLASSES)].reset_index(drop=True)
    text = {name: raw[name].astype(object).where(raw[name].notna(), None) for name in ("ref", "name", "prov2022")}
    return gpd.GeoDataFrame(
        {
            "road_class": raw["class"].astype(str).astype(object),
            "raw_ref": text["ref"],
            "name": text["name"],
            "ramp": raw["ramp"] == 1,
            "bridge": (raw["brunnel"] == "bridge").fillna(value=False).astype(bool),
            "oneway": raw["oneway"] == 1,
            "region": text["prov2022"],
        },
        geometry=raw.geometry,
        crs=WGS84,
    )


def _numbers(context: Context, roads: gpd.GeoDataFrame) -> list[str]:
    """Road numbers in one form; a bare one is national where ``_national_in`` says so; an expressway has the number that it bears since Decision 1454 (1 September 2021), by its name."""
    told_in = _national_in(context, roads)
    new = _expressway_numbers(context)
    told = zip(roads["raw_ref"], roads["region"], roads["name"], roads["road_class"], roads["cambodian"], strict=True)
    found = []
    for ref, region, name, road_class, beyond in told:
        where = "KH" if beyond else region or ""
        main = road_class in ROAD_CLASSES[:3]
        number = normalise(ref, region=where, name=name, main=main, national=told_in.get((where, main), frozenset()))
        parts = [part for part in number.split(";") if not part.startswith("CT.")]
        found.append(number if beyond else ";".join(dict.fromkeys([*parts, *new.get(name or "", ())])))
    return found


def _national_in(context: Context, roads: gpd.GeoDataFrame) -> dict[tuple[str, bool], frozenset[str]]:
    """Numbers that are national where they stand bare, by province and by whether the road is of primary class or higher.

    Provinces number roads of their own from 1 on. A number counts where some road of the province bears it
    as "QL", by its name, or bare on ten kilometres of main roads; on main roads also where that holds of a neighbour.
    """
    known = frozenset(context.table("national_roads")["number"])
    found: dict[str, set[str]] = {}
    bare_km: dict[tuple[str, str], float] = {}
    main = roads["road_class"].isin(ROAD_CLASSES[:3])
    km = length_m(roads.geometry) / 1000
    for ref, region, name, is_main, length in zip(
        roads["raw_ref"], roads["region"], roads["name"], main, km, strict=True
    ):
        if not region or not (ref or name):
            continue
        written = normalise(ref, region=region, national=frozenset()).split(";")
        spoken = normalise(None, region=region, name=name, national=frozenset())
        found.setdefault(region, set()).update(n.removeprefix("QL") for n in (*written, spoken) if n.startswith("QL"))
        if is_main:
            for number in set(normalise(ref, region=region, national=known).split(";")) - set(written):
                if number.startswith("QL"):
                    key = region, number.removeprefix("QL")
                    bare_km[key] = bare_km.get(key, 0.0) + length
    for (region, number), length in bare_km.items():
        if length >= _SURE_KM:
            found.setdefault(region, set()).add(number)
    return _with_neighbours(context, known, found)


def _with_neighbours(
    context: Context, known: frozenset[str], found: dict[str, set[str]]
) -> dict[tuple[str, bool], frozenset[str]]:
    provinces = read_source(context, "provinces_2022.parquet").to_crs(VN2000_UTM48N)
    shapes, codes = provinces.geometry.to_numpy(), provinces["code"].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_TOUCH_M)
    always = {number for number in known if number.startswith("N")}
    told = {}
    for k, code in enumerate(codes):
        own = found.get(code, set()) | always
        around = own.union(*(found.get(near, set()) for near in codes[other[one == k]]))
        for main, numbers in ((False, own), (True, around)):
            told[code, main] = frozenset(numbers | ({"1A"} if "1" in numbers else set())) & known
    return told


def _expressway_numbers(context: Context) -> dict[str, tuple[str, ...]]:
    """The present number of each expressway by the name that the map of 2021 has for it."""
    table = pd.read_csv(source_path(context, "expressways.csv"), encoding="utf-8")
    named = table[table["osm2021_names"].notna()]
    found: dict[str, tuple[str, ...]] = {}
    for code, names in zip(named["code"], named["osm2021_names"], strict=True):
        for name in (part.strip() for part in names.split(";")):
            found[name] = tuple(dict.fromkeys([*found.get(name, ()), code]))
    return found
