"""Points and tables of the country: capitals, towns, airports, ports, gates, national expressways."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers import VN2000_UTM48N, WGS84
from pipeline.country.sources import EXPRESSWAYS, GATES, OSM, PLACES, places
from pipeline.files import Built, clean, read_source, slug, source_path

if TYPE_CHECKING:
    from pipeline.files import Context

_KIND: Final = {
    "capital": "provincial_capital",
    "city": "town",
    "town": "town",
    "airport": "airport",
    "seaport": "port",
}
_PREFIX: Final = {"provincial_capital": "cap", "town": "town", "airport": "air", "port": "port"}
_OLD_UNIT: Final = re.compile(
    r"(thị trấn|thị xã|thành phố|phường|xã) ([^,;()]+?)(?= và (?:thị|thành|phường|xã)|[,;(]|$)", re.IGNORECASE
)
_URBAN: Final = frozenset({"thị trấn", "thị xã", "thành phố", "phường", "đặc khu"})
_RANK: Final = {"": 0, "commune": 1, "town": 2}
_HAMLET: Final = re.compile(r"^(?:ấp|xóm|xã|thôn|bản|khu phố|quận)\s|^(?:ấp|xóm|bản)\b", re.IGNORECASE)


def build(context: Context) -> list[Built]:
    """The layers ``places``, ``gates``, ``expressways`` and ``capitals_km``."""
    km = pd.read_csv(source_path(context, "capitals_shortest_km.csv"), dtype={"prov2022": str}, encoding="utf-8")
    km = km.rename(columns={"prov2022": "code"})
    return [
        context.described("places", frame=_places(context), origin=PLACES, sort_by=("id",)),
        context.described("gates", frame=_gates(context), origin=GATES, sort_by=("id",)),
        context.described("expressways", frame=_expressways(context), origin=EXPRESSWAYS, sort_by=("row",)),
        context.described("capitals_km", frame=km, origin=OSM, sort_by=("code",)),
    ]


def _places(context: Context) -> gpd.GeoDataFrame:
    """All places that are no hamlets, with a stable id; who lies off the coast belongs to the nearest province."""
    found = places(context)
    found = found[~found["name"].str.match(_HAMLET)].reset_index(drop=True)
    kinds = found["category"].map(_KIND)
    airports = context.table("airports").set_index("iata")
    known = found["iata"].isin(airports.index)
    names = {lang: found["name"].where(~known, found["iata"].map(airports[f"name_{lang}"])) for lang in ("vi", "en")}
    columns = {
        "id": _ids(found, kinds, names["vi"]),
        "kind": kinds,
        "name_vi": names["vi"],
        "name_en": names["en"].str.replace("TP. Hồ Chí Minh", "Hồ Chí Minh City", regex=False),
        "city": found["category"].isin(("capital", "city")),
        "unit": _units_behind(context, found),
        "capital_2022": found["capital_2022"].fillna(value=False).astype(bool),
        "capital_2025": found["capital_2025"].fillna(value=False).astype(bool),
        "province_2022": _nearest(context, found, "2022", found["prov2022"]),
        "province_2025": _nearest(context, found, "2025", found["prov2025"]),
        "commune_2025": found["commune_2025"].map(clean),
        "population_2019": found["population"].astype("Int64"),
        "civil": found["iata"].map(airports["civil"]).fillna("1") == "1",
        "iata": found["iata"],
        "locode": found["locode"],
        "note_vi": found["iata"].map(airports["note_vi"]).replace("", None),
        "note_en": found["iata"].map(airports["note_en"]).replace("", None),
        "note": found["note"],
        "source": found["source"],
    }
    return gpd.GeoDataFrame(columns, geometry=found.geometry, crs=WGS84)


def _units_behind(context: Context, found: gpd.GeoDataFrame) -> list[str]:
    """What unit bears the name of a label in its province: ``town``, ``commune`` or none, for many labels are villages.

    Units are those that the communes of 2025 were made of, as the text of the merger names them, and those communes themselves.
    """
    known: dict[tuple[str, str], str] = {}
    communes = read_source(context, "communes_2025.parquet")

    def enter(code: str, kind: str, name: str) -> None:
        rank = "town" if kind.lower() in _URBAN else "commune"
        key = code, _bare(name)
        known[key] = max(known.get(key, ""), rank, key=_RANK.__getitem__)

    for code, full, before in zip(
        communes["prov2022"], communes["full_name"].map(clean), communes["before"].fillna(""), strict=True
    ):
        kind = next((k for k in (*_URBAN, "xã") if full.lower().startswith(k)), "xã")
        enter(code, kind, re.sub(r" \d+$", "", full[len(kind) :]))
        for unit in _OLD_UNIT.finditer(clean(before) or ""):
            enter(code, unit[1], unit[2])
    sure = found["category"].isin(("capital", "city"))
    rows = zip(found["prov2022"], found["name"], sure, strict=True)
    return ["town" if certain else known.get((code, _bare(name)), "") for code, name, certain in rows]


def _bare(name: str) -> str:
    """A name without kind, marks and signs: Đắk Hà and Đăk Hà are one, M'Đrắk and Mđrăk."""
    return slug(re.sub(r"^(?:thị trấn|tt|thành phố|thị xã|tx)[. ]+", "", name.strip(), flags=re.IGNORECASE)).replace(
        "-", ""
    )


def _ids(found: gpd.GeoDataFrame, kinds: pd.Series, names: pd.Series) -> list[str]:
    """``town-cat-ba``; where several have a name, with the code of the province, then numbered from the south-west."""
    stems = [
        f"{_PREFIX[kind]}-{slug(re.sub(r'^(Cảng hàng không|Sân bay|Cảng)( quốc tế)? ', '', name))}"
        for kind, name in zip(kinds, names, strict=True)
    ]
    frame = pd.DataFrame(
        {"stem": stems, "code": found["prov2022"].fillna("x"), "x": found.geometry.x, "y": found.geometry.y}
    )
    twice = frame["stem"].duplicated(keep=False)
    frame["stem"] = frame["stem"].where(~twice, frame["stem"] + "-" + frame["code"])
    order = frame.sort_values(["stem", "x", "y"]).groupby("stem").cumcount().reindex(frame.index)
    return [f"{stem}-{n + 1}" if n else stem for stem, n in zip(frame["stem"], order, strict=True)]


def _nearest(context: Context, found: gpd.GeoDataFrame, edition: str, known: pd.Series) -> pd.Series:
    """Province codes, those missing filled with the nearest province."""
    units = read_source(context, f"provinces_{edition}.parquet").to_crs(VN2000_UTM48N)
    points = found.geometry.to_crs(VN2000_UTM48N)
    lost = known.isna()
    near = shapely.STRtree(units.geometry.to_numpy()).nearest(points.to_numpy()[lost])
    filled = known.copy()
    filled[lost] = units["code"].to_numpy()[near]
    return filled


def _gates(context: Context) -> gpd.GeoDataFrame:
    """Land, rail and river gates; one whose crossing nobody knows has no point."""
    table = pd.read_csv(source_path(context, "gates.csv"), dtype={"prov2022": str}, encoding="utf-8")
    points = gpd.points_from_xy(table["lon"], table["lat"], crs=WGS84)
    shapes = gpd.GeoSeries(points, crs=WGS84).where(table["lon"].notna(), None)
    ids = pd.Series([f"gate-{slug(name)}" for name in table["name"]])
    ids = ids.where(~ids.duplicated(keep=False), ids + "-" + table["prov2022"])
    columns = {
        "id": ids,
        "name": table["name"].map(clean),
        "class": table["class"],
        "type": table["type"],
        "neighbour": table["neighbour"],
        "opposite": table["opposite"].map(clean),
        "province_2022": table["prov2022"],
        "identification": table["position"].str.extract(r"identification (\w+)", expand=False),
        "source": table["source"],
    }
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=WGS84)
    twice = frame["id"].duplicated(keep=False)  # a road gate and a railway gate of one name
    frame["id"] = frame["id"].where(~twice, frame["id"] + "-" + frame["type"])
    return frame


def _expressways(context: Context) -> pd.DataFrame:
    """The national list, each section with the provinces of 2022 that it passes, as far as is known.

    Raises
    ------
    ValueError
        If the list is another than the one whose provinces, and later openings, were entered by hand.
    """
    table = pd.read_csv(source_path(context, "expressways.csv"), encoding="utf-8")
    passed = context.table("expressway_provinces")
    if not (passed["code"].eq(table["code"]).all() and passed["name"].eq(table["name"].fillna("")).all()):
        raise ValueError("expressway_provinces.csv: another list of expressways")
    later = context.table("expressway_openings").set_index(["code", "name"])
    rows = pd.MultiIndex.from_frame(table[["code", "name"]])
    if not later.index.isin(rows).all():
        raise ValueError("expressway_openings.csv: another list of expressways")
    later = later.reindex(rows).fillna("").reset_index(drop=True)
    return pd.DataFrame(
        {
            "row": np.arange(len(table)),
            "code": table["code"],
            "name": table["name"].map(clean),
            "from": table["from"].map(clean),
            "to": table["to"].map(clean),
            "length_km": table["length_km"],
            "length_note": table["length_note"],
            "network_km": table["osm2021_open_km"].fillna(0.0),
            "network_names": table["osm2021_names"],
            "status": table["status"],
            "status_date": table["status_date"],
            "status_source": table["status_source"],
            **{column: later[column] for column in ("opened", "opened_km", "opened_source")},
            "provinces_2022": passed["provinces_2022"],
            "source": table["source"],
        }
    )
