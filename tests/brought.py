"""Files as users bring them, made here: one good file of each format, with the same two lines, point and area."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import ezdxf
import geopandas as gpd
import openpyxl
import pyogrio
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


def written(folder: Path, ending: str, driver: str, *, epsg: int = 4326, shapes=(*LINES, POINT, AREA)) -> bytes:
    """The same features as a driver of GDAL writes them; without columns where the format has its own."""
    path = folder / f"written{epsg}.{ending}"
    if not path.is_file():
        table = frame(shapes).to_crs(epsg)
        pyogrio.write_dataframe(table[["geometry"]] if driver == "DGN" else table, path, driver=driver)
    return path.read_bytes()


def tab(folder: Path) -> bytes:
    """A MapInfo table, packed."""
    written(folder, "tab", "MapInfo File", shapes=LINES)
    return zipped(
        {f"tuyến.{part}": (folder / f"written4326.{part}").read_bytes() for part in ("tab", "dat", "map", "id")}
    )


def workbook(*sheets: tuple[str, list[list]]) -> bytes:
    """Sheets of rows as openpyxl writes them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def drawing(version: str = "R2010", *, names=("Tuyến một",)) -> bytes:
    """The lines and the point as ezdxf writes them, in VN-2000 of the zone 105°30'; texts beside."""
    paper = ezdxf.new(version)
    space = paper.modelspace()
    for shape in gpd.GeoSeries(LINES, crs=4326).to_crs(9209):
        space.add_polyline2d(list(shape.coords), dxfattribs={"layer": "TIM"})
    for n, name in enumerate(names):
        space.add_text(name, dxfattribs={"layer": "CHU"}).set_placement((600_000 + n, 1_250_000))
    stream = io.StringIO()
    paper.write(stream)
    return stream.getvalue().encode("utf-8" if version >= "R2007" else "cp1252")


def further(folder: Path) -> dict[str, bytes]:
    """A good file of each format that another program writes."""
    rows = [["Tên", "Kinh độ", "Vĩ độ"], *([n, 106.1 + i / 10, 11.3] for i, n in enumerate(NAMES))]
    return {
        "gml": written(folder, "gml", "GML"),
        "fgb": written(folder, "fgb", "FlatGeobuf"),
        "dgn": written(folder, "dgn", "DGN", epsg=9209),
        "mif": written(folder, "mif", "MapInfo File", shapes=LINES),
        "dxf": drawing(),
        "xlsx": workbook(("Mốc", rows), ("Ghi chú", [["x"]])),
        "xls": (Path(__file__).parent / "cases" / "table.xls").read_bytes(),  # LibreOffice made it
    }


def _xy(shape) -> str:
    return " ".join(f"{x},{y}" for x, y in shape.coords)


def read_here(monkeypatch) -> None:
    """Read files in the process of the test, which takes a hundredth of the time."""
    monkeypatch.setattr(confine, "_run", lambda folder, _kind, _limits, _waiting: reader.work(folder) or 0)
