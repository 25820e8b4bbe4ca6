"""Files as users bring them, made here: one good file of each format, with the same two lines, point and area."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import shapely

from intake import confine, reader

LINES = (
    shapely.LineString([(106.1, 11.3), (106.5, 11.4), (106.9, 11.5)]),
    shapely.LineString([(106.2, 11.1), (106.3, 11.2)]),
)
POINT = shapely.Point(106.4, 11.35)
AREA = shapely.box(106.1, 11.1, 106.2, 11.2)
NAMES = ("Tuyến một", "Tuyến hai", "Điểm", "Vùng")


def frame(shapes=(*LINES, POINT, AREA)) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"ten": NAMES[: len(shapes)], "km": range(len(shapes))}, geometry=list(shapes), crs=4326)


def geojson(shapes=(*LINES, POINT, AREA)) -> bytes:
    features = [
        {"type": "Feature", "properties": {"ten": n, "km": i}, "geometry": shapely.geometry.mapping(s)}
        for i, (n, s) in enumerate(zip(NAMES, shapes, strict=False))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def kml(head: str = "") -> bytes:
    marks = "".join(
        f"<Placemark><name>{n}</name><LineString><coordinates>{_xy(s)}</coordinates></LineString></Placemark>"
        for n, s in zip(NAMES, LINES, strict=False)
    )
    point = f"<Placemark><name>Điểm</name><Point><coordinates>{_xy(POINT)}</coordinates></Point></Placemark>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{marks}{point}</Document></kml>"
    ).encode()


def gpx() -> bytes:
    steps = "".join(f'<trkpt lat="{y}" lon="{x}"/>' for x, y in LINES[0].coords)
    return (
        '<?xml version="1.0"?>\n<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        f'<wpt lat="{POINT.y}" lon="{POINT.x}"><name>Điểm</name></wpt>'
        f"<trk><name>Tuyến một</name><trkseg>{steps}</trkseg></trk></gpx>"
    ).encode()


def csv() -> bytes:
    rows = [f'{n},{i},"{s.wkt}"' for i, (n, s) in enumerate(zip(NAMES, (*LINES, POINT, AREA), strict=True))]
    return "\n".join(["ten,km,wkt", *rows, ""]).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def gpkg(folder: Path, epsg: int = 4326) -> bytes:
    path = folder / f"good{epsg}.gpkg"
    if not path.is_file():
        frame().to_crs(epsg).to_file(path, layer="tuyến")
    return path.read_bytes()


def shapefile(folder: Path, epsg: int = 4326, parts=("shp", "shx", "dbf", "prj", "cpg")) -> bytes:
    path = folder / f"good{epsg}.shp"
    if not path.is_file():
        frame(LINES).to_crs(epsg).to_file(path)
    return zipped({f"thư mục/tuyến.{part}": path.with_suffix(f".{part}").read_bytes() for part in parts})


def good(folder: Path) -> dict[str, bytes]:
    """A good file of each extension."""
    return {
        "geojson": geojson(),
        "kml": kml(),
        "kmz": zipped({"doc.kml": kml()}),
        "gpx": gpx(),
        "csv": csv(),
        "gpkg": gpkg(folder),
        "zip": shapefile(folder),
    }


def _xy(shape) -> str:
    return " ".join(f"{x},{y}" for x, y in shape.coords)


def read_here(monkeypatch) -> None:
    """Read files in the process of the test, which takes a hundredth of the time."""
    monkeypatch.setattr(confine, "_run", lambda folder, _kind, _limits, _waiting: reader.work(folder) or 0)
