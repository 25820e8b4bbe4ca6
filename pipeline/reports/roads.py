"""The section of ``docs/data.md`` on the base road network, with shortest and fastest ways on the road layer as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra

from layers import ROAD_CLASSES, VN2000_UTM48N, WGS84
from pipeline.files import read_manifest
from pipeline.reports.markdown import table
from pipeline.roads import (
    BACK_M,
    BESIDE_M,
    DENSE_PER_KM2,
    KM_PER_KM2,
    ROADSIDE_M,
    SHORT_M,
    TOWN_M,
    WITHIN_M,
    doubts,
    planar,
)

if TYPE_CHECKING:
    from pipeline.files import Context


@dataclass(frozen=True)
class Trip:
    """Mean of both directions: km of the shortest way; minutes of the fastest at low, central and high speed."""

    km: float
    slow_min: float
    central_min: float
    quick_min: float


def trip(roads: gpd.GeoDataFrame, speeds: pd.DataFrame, a: tuple[float, float], b: tuple[float, float]) -> Trip:
    """The trip by car between the nodes nearest to two points (degrees) on the links given."""
    ends = tuple(nearest_node(roads, point) for point in (a, b))
    km = roads["length_m"].to_numpy() / 1000
    car = speeds[speeds["mode"] == "car"].astype({"ramp": int, "urban": int}).set_index(["road_class", "ramp", "urban"])
    keys = pd.MultiIndex.from_arrays([roads["road_class"], roads["ramp"].astype(int), roads["urban"].astype(int)])
    minutes = [
        km / car[column].astype(float).reindex(keys).to_numpy() * 60
        for column in ("low_kmh", "central_kmh", "high_kmh")
    ]
    return Trip(*(both_ways(roads, weight, *ends) for weight in (km, *minutes)))


def both_ways(roads: gpd.GeoDataFrame, weight: NDArray[np.float64], a: int, b: int) -> float:
    """The mean of the least sums of ``weight`` from ``a`` to ``b`` and back."""
    table = dijkstra(_graph(_arcs(roads, weight)), indices=[a, b])
    return float(table[0, b] + table[1, a]) / 2


def links_along(roads: gpd.GeoDataFrame, weight: NDArray[np.float64], a: int, b: int) -> NDArray[np.int64]:
    """Rows of the links of the way from ``a`` to ``b`` with the least sum of ``weight``, last link first."""
    arcs = _arcs(roads, weight)
    _, before = dijkstra(_graph(arcs), indices=a, return_predecessors=True)
    row = arcs.set_index(["tail", "head"])["row"]
    rows = []
    while b != a:
        rows.append(row[before[b], b])
        b = int(before[b])
    return np.array(rows, dtype=np.int64)


def nearest_node(roads: gpd.GeoDataFrame, point: tuple[float, float]) -> int:
    """The end of a link of secondary class or higher nearest to a point in degrees."""
    main = roads[~roads["ramp"] & ~roads["road_class"].isin(("motorway", "tertiary"))]
    lines = planar(main.geometry.to_numpy())
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, at)) for at in (0, -1)])
    here = gpd.GeoSeries([shapely.Point(point)], crs=WGS84).to_crs(VN2000_UTM48N)[0]
    nodes = np.r_[main["from_node"], main["to_node"]]
    return int(nodes[np.hypot(*(ends - [here.x, here.y]).T).argmin()])


def _arcs(roads: gpd.GeoDataFrame, weight: NDArray[np.float64]) -> pd.DataFrame:
    """One row a directed pair of nodes: the link of least weight between them."""
    back = np.flatnonzero(~roads["oneway"].to_numpy())
    tail, head = roads["from_node"].to_numpy(), roads["to_node"].to_numpy()
    row = np.r_[np.arange(len(roads)), back]
    arcs = pd.DataFrame(
        {"tail": np.r_[tail, head[back]], "head": np.r_[head, tail[back]], "weight": weight[row], "row": row}
    )
    return arcs.sort_values(["tail", "head", "weight", "row"]).drop_duplicates(["tail", "head"])


def _graph(arcs: pd.DataFrame) -> csr_matrix:
    size = int(arcs[["tail", "head"]].to_numpy().max()) + 1
    return coo_matrix((arcs["weight"], (arcs["tail"], arcs["head"])), shape=(size, size)).tocsr()


def slips_section(roads: gpd.GeoDataFrame) -> str:
    """Markdown from the layer ``roads``."""
    found = doubts(roads)
    left = roads.iloc[found.row].fillna({"name": ""})
    middle = shapely.get_coordinates(shapely.line_interpolate_point(left.geometry.to_numpy(), 0.5, normalized=True))
    rows = [
        f"| {r.road_class} | {r.ref} | {r.name} | {r.length_m:.0f} | {_back(back)} | {lon:.4f}, {lat:.4f} |"
        for r, back, (lon, lat) in zip(left.itertuples(index=False), found.back_m, middle, strict=True)
    ]
    head = (
        f"### One-way traps\n\nA one-way link under {SHORT_M} m, neither motorway nor ramp, whose way back is over "
        f"{BACK_M // 1000} km with no opposite carriageway within {BESIDE_M} m beside it is a doubt of the mapping. Where a two-way "
        "road goes on in it, it is a slip and set two-way by a row of `overrides.csv` (column `oneway`, above); longer stretches of "
        "numbered roads of which the map holds one carriageway alone were found on the way and are set two-way too. "
        f"{int(found.slip.sum())} slips are left. The other {len(left)} doubts are turning lanes, flyovers and one-way streets of "
        "towns, left as mapped:\n\n"
    )
    columns = ("class", "number", "name", "m", "way back, km", "lon, lat")
    return head + "\n".join([f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}", *rows])


def _back(metres: float) -> str:
    return "none" if np.isinf(metres) else f"{metres / 1000:.1f}"


_LARGEST: Final = 12
_REASONS: Final = {
    "island": "joined to the rest only by minor roads, by a ferry, or not at all",
    "one_way": "a one-way stretch that cannot be entered or left",
    "through_cambodia": "reached only through Cambodia",
    "behind_closed": "reached only over a road closed by an override",
    "not_open": "not open in August 2021 (override)",
}
_OFF: Final = 3  # how much dearer a road of another number is when a numbered road is followed end to end

Point = tuple[float, float]

# Points on the roads themselves; published lengths with their sources are in data/geo/published.csv.
_NUMBERED: Final[tuple[tuple[str, str, Point, Point, str], ...]] = (
    ("QL13", "Vĩnh Bình bridge – Hoa Lư gate", (106.7137, 10.8683), (106.5433, 11.9680), "140.5"),
    ("QL22", "An Sương – Mộc Bài gate", (106.6127, 10.8400), (106.1733, 11.0761), "58.5 – 59"),
    ("QL22B", "Gò Dầu – Xa Mát gate", (106.2667, 11.0850), (105.9812, 11.6678), "84 = 34 + 50"),
    ("QL14", "Chơn Thành – Bình Phước/Đắk Nông boundary", (106.6155, 11.4164), (107.3860, 11.9124), "113.1 (derived)"),
)
_TRIPS: Final[tuple[tuple[str, str, str], ...]] = (
    ("cap-tay-ninh", "cap-hcmc", 'buses 2 h to 2 h 15, "2–3 hours" (nuibatayninh.com)'),
    ("dist-go-dau", "cap-tay-ninh", "none found"),
    ("cap-dong-xoai", "cap-hcmc", "none found"),
    ("cap-tay-ninh", "cap-dong-xoai", "none found"),
    ("cap-thu-dau-mot", "cap-hcmc", "none found"),
    ("cap-hcmc", "cap-ba-ria", "none found"),
)
_MA_DA: Final = ("cap-bien-hoa", "air-long-thanh", "cap-ba-ria")


def roads_section(context: Context) -> str:
    """Markdown: kilometres, what was mended and dropped, overrides, checks against published figures."""
    roads = context.read("roads")
    parts = (
        _kilometres(roads),
        _urban(roads),
        _mended(context),
        _dropped(context),
        _overrides(context, roads),
        slips_section(roads),
        _published(roads),
        _trips(context, roads),
        _ma_da(context, roads),
        _not_checked(context, roads),
    )
    return "## Base road network of August 2021\n\n" + "\n\n".join(parts)


def centreline_km(roads: gpd.GeoDataFrame) -> pd.Series:
    """Km of each link, one-way links by half: a pair of carriageways counts once."""
    km: pd.Series = roads["length_m"] / 1000 / (1 + roads["oneway"])
    return km


def _kilometres(roads: gpd.GeoDataFrame) -> str:
    km, all_km = centreline_km(roads), roads["length_m"] / 1000
    rows = [
        (
            name,
            f"{own.sum():,}",
            f"{all_km[own].sum():,.0f}",
            f"{km[own & ~roads['ramp']].sum():,.0f}",
            f"{all_km[own & roads['ramp']].sum():,.0f}",
            f"{all_km[own & roads['urban']].sum() / all_km[own].sum():.0%}",
        )
        for name in ROAD_CLASSES
        if (own := roads["road_class"] == name).any()
    ]
    nodes = pd.concat([roads["from_node"], roads["to_node"]]).nunique()
    return (
        f"{len(roads):,} links, {nodes:,} nodes, {all_km.sum():,.0f} km of carriageway lines; {roads['closed'].sum()} links "
        f"({all_km[roads['closed']].sum():.0f} km) closed to through trips; {roads['cut'].sum()} cut at the study edge; "
        f"{roads['border'].sum()} touch the border.\n\n"
        + table(("class", "links", "km of lines", "centreline km without ramps", "km of ramps", "urban"), rows)
    )


def _urban(roads: gpd.GeoDataFrame) -> str:
    share = roads.loc[roads["urban"], "length_m"].sum() / roads["length_m"].sum()
    return (
        f"**Urban** ({share:.0%} of all km) is a rule of ours, not a sign on the road: a stretch lies in a residential area "
        f"of the map widened by {ROADSIDE_M} m, in a commune with at least {DENSE_PER_KM2:,} inhabitants per km² (2019), where "
        f"minor streets reach {KM_PER_KM2} km per km² within {WITHIN_M} m, or within {TOWN_M} m of the mapped "
        "centre of a town or city. Looked at on the map: all district towns, the ribbons along QL22, QL13, QL51 and QL1 and the "
        "cities are urban, plantations and rice fields are not. The area is the layer `urban_area`; new roads of projects are asked "
        "the same.  Minor streets are known in 105.7–107.4 E, 10.5–12.3 N only, so "
        "ribbons beyond are missed."
    )


def _mended(context: Context) -> str:
    mended = read_manifest(context.out)["roads"]["steps_en"][-1]
    return f"### Faults of the source mended by rule\n\n{mended}. No road was mended by hand."


def _dropped(context: Context) -> str:
    pieces = pd.read_csv(context.path("roads_dropped"), keep_default_na=False, encoding="utf-8")
    sums = pieces.pivot_table(index="reason", columns="road_class", values="length_km", aggfunc="sum", fill_value=0)
    rows = [
        (reason, _REASONS[str(reason)], *(f"{own.get(name, 0):.1f}" for name in ROAD_CLASSES), f"{own.sum():.1f}")
        for reason, own in sums.iterrows()
    ]
    largest = pieces.sort_values("length_km", ascending=False).head(_LARGEST)
    named = [
        (r.reason, r.road_class, r.ref, f"{r.length_km:.1f}", f"{r.lon:.3f}, {r.lat:.3f}") for r in largest.itertuples()
    ]
    return (
        f"### Left out\n\n{pieces['length_km'].sum():.0f} km (`roads_dropped.csv` lists each):\n\n"
        + table(("reason", "meaning", *ROAD_CLASSES, "km"), rows)
        + "\n\nThe largest pieces:\n\n"
        + table(("reason", "class", "number", "km", "lon, lat"), named)
        + "\n\nMost islands lie in the Mekong delta, on Cần Giờ (reached by the Bình Khánh ferry; ferries are off) and in Đắk Nông. "
        "The largest of the seven provinces is the road on the left bank of the Đồng Nai at Hiếu Liêm (17.7 km, a dead end), which "
        "meets the others over 200 m of minor road."
    )


def _overrides(context: Context, roads: gpd.GeoDataFrame) -> str:
    changes = pd.read_csv(context.path("overrides"), keep_default_na=False, encoding="utf-8")
    km = roads.groupby("override")["length_m"].sum() / 1000
    rows = [
        (r.row, r.ref, f"{r.column} = {r.value}", f"{km.get(r.row, 0):.1f}", r.reason_en, r.source)
        for r in changes.itertuples()
    ]
    return "### Changes to what the map says\n\n" + table(
        ("row", "number", "change", "km in the layer", "reason", "source"), rows
    )


def _published(roads: gpd.GeoDataFrame) -> str:
    rows = [(ref, what, f"{on:.1f}", f"{km:.1f}", said) for ref, what, (on, km), said in _numbered_lengths(roads)]
    return (
        "### Numbered roads end to end\n\nThe way between two points that keeps to the number (mean of both directions; a pair "
        "of carriageways counts once).\n\n"
        + table(("road", "from – to", "km on the number", "km in all", "published km"), rows)
    )


def _numbered_lengths(roads: gpd.GeoDataFrame) -> list[tuple[str, str, tuple[float, float], str]]:
    """For each numbered road: km on links that carry the number, and km in all."""
    km = roads["length_m"].to_numpy() / 1000
    found = []
    for ref, what, a, b, said in _NUMBERED:
        on = (roads["ref"].str.split(";").apply(lambda refs, ref=ref: ref in refs) & ~roads["ramp"]).to_numpy()
        ends = [nearest_node(roads[on], point) for point in (a, b)]
        weight = np.where(on, km, km * _OFF)
        ways = [links_along(roads, weight, *way) for way in (ends, ends[::-1])]
        found.append((ref, what, (sum(km[w][on[w]].sum() for w in ways) / 2, sum(km[w].sum() for w in ways) / 2), said))
    return found


def _trips(context: Context, roads: gpd.GeoDataFrame) -> str:
    speeds = pd.read_csv(context.path("speeds"), encoding="utf-8")
    where = _places(context)
    rows = []
    for a, b, said in _TRIPS:
        found = trip(roads[~roads["closed"]], speeds, where[a][1], where[b][1])
        clock = " / ".join(_clock(minutes) for minutes in (found.slow_min, found.central_min, found.quick_min))
        rows.append((f"{where[a][0]} – {where[b][0]}", f"{found.km:.1f}", clock, said))
    return (
        "### Speeds held against known trips\n\nBy car, from node to node without connectors, means of both directions. The speeds "
        "are assumptions (`speeds.csv`) by class and setting; on 27 November 2026 the rows of primary roads, and the urban rows of "
        "trunk and secondary roads, were raised because ways to Hồ Chí Minh City took 10–15 minutes more than people need "
        "(unverified). No speed is set for one road. [validation.md](validation.md) holds the band of low to high against each known "
        "time.\n\n" + table(("trip", "shortest km", "fastest: low / central / high speed", "known"), rows)
    )


def _ma_da(context: Context, roads: gpd.GeoDataFrame) -> str:
    speeds = pd.read_csv(context.path("speeds"), encoding="utf-8")
    where = _places(context)
    passable = roads[~roads["closed"] | roads["override"].eq(0)]
    rows = []
    for place in _MA_DA:
        ends = where["cap-dong-xoai"][1], where[place][1]
        shut, through = trip(roads[~roads["closed"]], speeds, *ends), trip(passable, speeds, *ends)
        rows.append(
            (
                f"Đồng Xoài – {where[place][0]}",
                f"{shut.km:.1f}",
                f"{through.km:.1f}",
                _clock(shut.central_min),
                _clock(through.central_min),
            )
        )
    return (
        "### With and without the road through Mã Đà (ĐT322)\n\nClosed to through trips by override 0. If it could be driven at "
        "the speed of its class, which nobody claims:\n\n"
        + table(("trip", "shortest km, closed", "shortest km, passable", "fastest, closed", "fastest, passable"), rows)
    )


def _not_checked(context: Context, roads: gpd.GeoDataFrame) -> str:
    middle = shapely.line_interpolate_point(roads.geometry.to_numpy(), 0.5, normalized=True)
    km = centreline_km(roads)
    rows = []
    for road in context.table("roads_unchecked").to_dict("records"):
        west, south, east, north = (float(road[side]) for side in ("west", "south", "east", "north"))
        box = shapely.box(west, south, east, north)
        mask = shapely.within(middle, box) & ~roads["closed"].to_numpy()
        for column, wanted in (("ref", road["ref"]), ("road_class", road["road_class"])):
            if wanted:
                mask &= (roads[column] == wanted).to_numpy()
        rows.append((road["what_en"], road["what_vi"], f"{km[mask].sum():.1f}"))
    return (
        "### Roads nobody could check\n\nForest, dam, border and park roads that the map shows as ordinary ones, and one that "
        "it shows as one-way. No source at hand says otherwise, so they are left as mapped and open; surface and access are not "
        "carried by the source.\n\n" + table(("road", "đường", "km"), rows)
    )


def _places(context: Context) -> dict[str, tuple[str, Point]]:
    """Name and position of each place by its id."""
    places = context.read("places")
    return {p.id: (p.name_vi, (p.geometry.x, p.geometry.y)) for p in places.itertuples()}


def _clock(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d}"
