"""Files that lie in an office, each written by another program (GDAL, ezdxf, openpyxl, LibreOffice), and what is read from them."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings

import brought
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from pyproj import CRS

from intake import ANSWERED, EXTENSIONS, LIMITS, RefusedError, read_upload
from intake.described import zone_areas
from intake.files.xml_check import check_xml
from intake.zones import Candidate, plane_systems
from words import Lang, Lettering, plain, say

ROWS = [["Tên", "Kinh độ", "Vĩ độ"], ["Chợ", 106.1, 11.3], ["Cầu", 106.4, 11.35]]
ROAD = "Đường Hồ Chí Minh"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


@pytest.fixture(autouse=True)
def in_this_process(request, monkeypatch):
    if "apart" not in request.keywords:
        brought.read_here(monkeypatch)


def placed(offer, candidate=None):
    return offer.placed(candidate or offer.candidates[0])


def under(offer, epsg):
    return next(c for c in offer.candidates if c.epsg == epsg)


def sentences(offer) -> str:
    return " ".join(f.text(Lang.VI) for f in offer.left_out)


def refused(name: str, content: bytes) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        read_upload(name, content)
    assert all(caught.value.text(lang) for lang in Lang)
    return caught.value


# ---- formats


@pytest.mark.parametrize("ending", ["gml", "fgb"])
def test_what_gdal_writes_is_read_with_its_columns(ending, folder):
    offer = read_upload(f"a.{ending}", brought.further(folder)[ending])
    found = {f.values["ten"]: f for f in placed(offer)}
    assert offer.columns == ("ten", "km")
    assert shapely.equals_exact(found["Tuyến một"].geometry, brought.LINES[0], tolerance=1e-9)
    assert found["Vùng"].kind == "polygon"
    assert offer.epsg == 4326


@pytest.mark.parametrize("ending", ["gml", "fgb"])
def test_what_gdal_writes_in_a_zone_is_read_in_it(ending, folder):
    driver = {"gml": "GML", "fgb": "FlatGeobuf"}[ending]
    offer = read_upload(f"a.{ending}", brought.written(folder, ending, driver, epsg=9209, shapes=brought.LINES))
    assert offer.candidates[0].epsg == 9209
    lines = [f.geometry for f in placed(offer)]
    assert min(shapely.hausdorff_distance(line, brought.LINES[0]) for line in lines) < 1e-6


def test_a_gml_names_a_schema_that_nobody_looks_for(folder, tmp_path):
    content = brought.further(folder)["gml"]
    assert b"schemaLocation" in content
    offer = read_upload("a.gml", content.replace(b"http://ogr.maptools.org/ ", f"x file://{tmp_path}/".encode()))
    assert len(placed(offer)) == 4
    assert b"schemaLocation" not in check_xml(content, root="FeatureCollection", limits=LIMITS).content
    assert (
        refused("a.gml", content.replace(b"<ogr:Feature", b"<!DOCTYPE x><ogr:Feature", 1)).key == "intake.xml_entities"
    )
    cut = refused("a.gml", content.replace(b"11.3 106.1 11.4", b"11.3 106,1 11.4"))
    assert (cut.key, cut.values["found"]) == ("intake.not_a_number", "106,1")


def test_a_design_file_of_version_7_is_read_by_its_levels(folder):
    content = brought.further(folder)["dgn"]
    offer = read_upload("a.dgn", content)
    line = placed(offer, under(offer, 9209))[0].geometry
    assert shapely.hausdorff_distance(line, brought.LINES[0]) < 1e-6
    assert [layer.name for layer in offer.layers] == ["0"]
    assert refused("a.dgn", content[:-200]).key == "intake.drawing_cut"
    assert refused("a.dgn", b"\xd0\xcf\x11\xe0" + content).key == "intake.save_as_dgn7"
    assert refused("a.dgn", b"x" * 100).key == "intake.other_content"


def test_a_drawing_that_ends_before_its_end_is_refused():
    content = brought.drawing()
    assert refused("a.dxf", content[: len(content) // 2]).key == "intake.drawing_cut"


@pytest.mark.parametrize("ending", list(ANSWERED))
def test_what_is_not_read_is_answered_with_how_to_save_it(ending):
    fault = refused(f"a.{ending}", b"x")
    assert fault.key == ANSWERED[ending]


@pytest.mark.apart
def test_every_format_is_read_in_a_process_of_its_own(folder):
    for ending in ("gml", "dgn", "xlsx"):
        assert len(placed(read_upload(f"a.{ending}", brought.further(folder)[ending]))) == 4


# ---- workbooks


def test_a_sheet_with_title_numbered_columns_and_degrees_is_read_and_what_was_skipped_is_said():
    rows = [
        ["BẢNG TỌA ĐỘ MỐC"],
        [],
        ["STT", "Tên mốc", "Kinh độ", "Vĩ độ", "km"],
        [1, 2, 3, 4, 5],
        [1, "A", 106.1, 11.3, 12],
        [2, "B", "106°30'00\"", "11:24:00", 3.5],
        ["Người lập biểu"],
    ]
    offer = read_upload("a.xlsx", brought.workbook(("Tọa độ", rows)))
    found = {f.values["Tên mốc"]: f for f in placed(offer)}
    assert {name: f.geometry.coords[0] for name, f in found.items()} == {"A": (106.1, 11.3), "B": (106.5, 11.4)}
    assert (found["A"].values["km"], found["B"].values["km"], found["B"].spot.line) == (12, 3.5, 6)
    told = [fault.text(Lang.VI) for fault in offer.left_out]
    assert [t.partition(":")[0] for t in told] == ["Dòng 1", "Dòng 4", "Dòng 7"]
    assert "đều trống" in told[2]


def test_headings_on_two_rows_as_joined_cells_make_them():
    rows = [["STT", "Tên", "Tọa độ (m)", None], [None, None, "X", "Y"], [1, "M1", 1250766.713, 538010.865]]
    offer = read_upload("a.xlsx", brought.workbook(("Mốc", rows)))
    assert offer.columns == ("STT", "Tên")
    assert offer.candidates[0].swapped
    assert placed(offer, under(offer, 9210))[0].geometry.coords[0] == pytest.approx((106.1, 11.31), abs=1e-5)


def test_sheets_are_layers_each_in_its_own_system_and_can_be_chosen():
    sheets = [("Độ", ROWS), ("Mét", [["Tên", "X (m)", "Y (m)"], ["M1", 1250766.713, 538010.865]]), ("Ghi chú", [["x"]])]
    offer = read_upload("a.xlsx", brought.workbook(*sheets))
    assert [layer.name for layer in offer.layers] == ["Độ", "Mét"]
    assert sentences(offer) == "Lớp Ghi chú: Trang tính không có cột tọa độ nên không đọc."
    assert [f.values.get("Tên") for f in placed(offer, under(offer, 9210))] == ["Chợ", "Cầu", "M1"]
    lon = [f.geometry.x for f in placed(offer, under(offer, 9210))]
    assert lon == pytest.approx([106.1, 106.4, 106.1], abs=1e-5)
    assert not offer.certain
    assert offer.system.key == "intake.system_some"
    one = offer.only([0])
    assert [layer.name for layer in one.layers] == ["Độ"]
    assert one.certain
    assert len(placed(one)) == 2


def test_hidden_sheets_are_not_read():
    book = brought.workbook(("Độ", ROWS), ("Ẩn", ROWS))
    path_free = openpyxl.load_workbook(brought.io.BytesIO(book))
    path_free["Ẩn"].sheet_state = "hidden"
    out = brought.io.BytesIO()
    path_free.save(out)
    assert len(placed(read_upload("a.xlsx", out.getvalue()))) == 2


def test_a_workbook_that_would_fill_the_memory_or_is_none_is_refused():
    far = openpyxl.Workbook()
    far.active["A1"], far.active["XFD1048576"] = "x", 1
    out = brought.io.BytesIO()
    far.save(out)
    assert refused("a.xlsx", out.getvalue()).key == "intake.sheet_wide"
    assert refused("a.xls", b"<html><table></table></html>").key == "intake.workbook_damaged"
    assert refused("a.xlsx", brought.zipped({"x": b"y"})).key == "intake.workbook_damaged"
    bomb = brought.zipped({"xl/worksheets/sheet1.xml": bytes(30 << 20)})
    assert refused("a.xlsx", bomb).key == "intake.archive_bomb"
    many = [["Tên", "lon", "lat"], *([i, 106.1, 11.3] for i in range(LIMITS.features + 30))]
    assert refused("a.xlsx", brought.workbook(("x", many))).key == "intake.features"


def test_a_workbook_in_the_letters_of_an_old_font_is_read():
    rows = [
        ["Tªn ®­êng", "Kinh ®é", "VÜ ®é"],
        ["§­êng Hå ChÝ Minh", 106.1, 11.3],
        ["T©y Ninh ®Õn B×nh Ph­íc", 106.4, 11.35],
    ]
    offer = read_upload("a.xlsx", brought.workbook(("Sheet1", rows)))
    assert offer.columns == ("Tên đường",)
    assert [f.values["Tên đường"] for f in placed(offer)] == [ROAD, "Tây Ninh đến Bình Phước"]
    assert offer.lettering is Lettering.TCVN3
    assert "TCVN3 (ABC)" in offer.notes[0].text(Lang.VI)


def test_an_old_workbook_that_libreoffice_wrote_is_read(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice")
    (tmp_path / "a.xlsx").write_bytes(brought.workbook(("Độ", ROWS), ("Ghi chú", [["x"]])))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xls",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    offer = read_upload("a.xls", (tmp_path / "a.xls").read_bytes())
    assert [f.values["Tên"] for f in placed(offer)] == ["Chợ", "Cầu"]
    assert [f.geometry.coords[0] for f in placed(offer)] == [(106.1, 11.3), (106.4, 11.35)]


# ---- letters


@pytest.mark.parametrize(
    ("version", "text", "right", "lettering"),
    [
        ("R2010", ROAD, ROAD, None),
        ("R2010", "§­êng Hå ChÝ Minh", ROAD, Lettering.TCVN3),
        ("R2000", "§­êng Hå ChÝ Minh", ROAD, Lettering.TCVN3),
        ("R2010", "Ñöôøng Hoà Chí Minh", ROAD, Lettering.VNI),
        ("R2010", "Route café", "Route café", None),
    ],
)
def test_text_of_a_drawing_in_an_old_font_is_read(version, text, right, lettering):
    offer = read_upload("a.dxf", brought.drawing(version, names=(text,)))
    assert [f.values["name"] for f in placed(offer) if f.kind == "point"] == [right]
    assert offer.lettering in (lettering, Lettering.CP1252 if lettering is None else lettering)


def test_signs_written_out_by_their_number_are_read_beside_those_of_the_code_page():
    content = brought.drawing("R2000", names=("TEN-DUONG",)).replace(b"TEN-DUONG", rb"\U+0110\U+01B0\U+1EDDng C\xe2y")
    content = content.replace(rb"C\xe2y", "Cây".encode("cp1252"))
    assert "Đường Cây" in {f.values.get("name") for f in placed(read_upload("a.dxf", content))}


@pytest.mark.parametrize(
    ("said", "codec"), [("WindowsVietnamese", "cp1258"), ("WindowsLatin1", "tcvn3"), ("Neutral", "vni")]
)
def test_tables_of_mapinfo_are_read_under_the_code_page_that_fits(said, codec, folder):
    raw = {
        "cp1258": b"\xd0\xfd\xf5\xccng H\xf4\xcc Ch\xed Minh",
        "tcvn3": b"\xa7\xad\xeang H\xe5 Ch\xdd Minh",
        "vni": "Ñöôøng Hoà Chí Minh".encode("cp1252"),
    }[codec]
    head = f'Version 300\nCharset "{said}"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 1\n  ten Char(60)\nData\n\n'
    mif = head + "Pline 2\n106.1 11.3\n106.4 11.35\nPoint 106.2 11.3\n"
    files = {"a.mif": mif.encode(), "a.mid": b'"' + raw + b'"\n"' + raw + b'"\n'}
    offer = read_upload("a.zip", brought.zipped(files))
    assert [f.values["ten"] for f in placed(offer)] == [ROAD, ROAD]
    table = folder / f"{codec}.tab"
    pyogrio.write_dataframe(brought.frame(brought.LINES).assign(ten=["x" * len(raw)] * 2), table, driver="MapInfo File")
    text = table.read_text(encoding="latin-1").replace("Neutral", said).replace("UTF-8", said)
    parts = {f"a.{end}": table.with_suffix(f".{end}").read_bytes() for end in ("dat", "map", "id")}
    parts |= {"a.tab": text.encode("latin-1"), "a.dat": parts["a.dat"].replace(b"x" * len(raw), raw)}
    offer = read_upload("a.zip", brought.zipped(parts))
    assert [f.values["ten"] for f in placed(offer)] == [ROAD, ROAD]


def test_a_mif_without_its_names_says_so():
    head = 'Version 300\nCharset "Neutral"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 1\n  ten Char(60)\nData\n\n'
    offer = read_upload("a.mif", f"{head}Pline 2\n106.1 11.3\n106.4 11.35\n".encode())
    assert "không kèm tệp .mid" in sentences(offer)
    assert len(placed(offer)) == 1


def test_a_table_that_is_a_view_of_others_is_refused():
    view = b'!table\n!version 100\nOpen Table "/etc/x.tab" Hide\nCreate View a As Select * From x'
    fault = refused("a.zip", brought.zipped({"a.tab": view, "a.dat": b"x", "a.map": b"x", "a.id": b"x"}))
    assert fault.key == "intake.table_view"


# ---- archives


def test_an_archive_is_read_whole_and_a_bad_file_in_it_is_named(folder):
    good = brought.good(folder) | brought.further(folder)
    with brought.zipfile.ZipFile(brought.io.BytesIO(good["zip"])) as packed:
        shapes = {name: packed.read(name) for name in packed.namelist()}
    files = shapes | {"ban-ve.gml": good["gml"], "mốc.xlsx": good["xlsx"], "hỏng.geojson": b"{", "đọc.txt": b"Xin chao"}
    offer = read_upload("a.zip", brought.zipped(files))
    assert {layer.name for layer in offer.layers} == {"tuyến", "ban-ve", "mốc"}
    assert [(f.key, f.spot.member) for f in offer.left_out if f.spot.member] == [("intake.json_syntax", "hỏng")]
    assert len(placed(offer)) == 2 + 4 + 4
    assert len(placed(offer.only([1]))) in (4, 2)


def test_a_layer_beyond_the_limits_is_left_out_by_name_in_an_archive(folder):
    rows = [["Tên", "lon", "lat"], *([i, 106.1, 11.3] for i in range(LIMITS.features - 2))]
    files = {"nhiều.xlsx": brought.workbook(("x", rows)), "ít.gml": brought.further(folder)["gml"]}
    offer = read_upload("a.zip", brought.zipped(files))
    assert [layer.name for layer in offer.layers] == ["ít"]
    assert [(f.key, f.spot.member) for f in offer.left_out] == [("intake.layer_large", "nhiều")]


@pytest.mark.parametrize("lang", Lang)
def test_the_field_for_a_file_names_every_ending_that_is_read(lang):
    named = set(re.findall("[a-z]+", say("own.upload", lang).casefold()))
    assert [ending for ending in EXTENSIONS if ending not in named] == []


# ---- names of columns

SCHEMA = '<Schema id="d" name="d"><SimpleField name="Cấp đường" type="string"/><SimpleField name="Số làn" type="int"/></Schema>'
TYPED = '<SchemaData schemaUrl="#d"><SimpleData name="Cấp đường">Quốc lộ</SimpleData><SimpleData name="Số làn">4</SimpleData></SchemaData>'
LOOSE = '<Data name="Tên đường"><value>Đường &lt;Một&gt;</value></Data>'


def kml(*told: str, head: str = "", encoding: str = "UTF-8") -> bytes:
    line = "<LineString><coordinates>106.1,11.3 106.5,11.4</coordinates></LineString>"
    marks = "".join(f"<Placemark><ExtendedData>{one}</ExtendedData>{line}</Placemark>" for one in told)
    head = f'<?xml version="1.0" encoding="{encoding}"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{head}'
    return f"{head}{marks}</Document></kml>".encode(encoding)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
@pytest.mark.parametrize(
    ("told", "head", "values"),
    [
        ([LOOSE], "", {"Tên đường": "Đường <Một>"}),
        ([TYPED], SCHEMA, {"Cấp đường": "Quốc lộ", "Số làn": 4}),
        ([TYPED], "", {"Cấp đường": "Quốc lộ", "Số làn": "4"}),  # of a schema that is not in the document
        ([TYPED + LOOSE], SCHEMA, {"Cấp đường": "Quốc lộ", "Tên đường": "Đường <Một>"}),
        ([LOOSE, TYPED], SCHEMA, {"Cấp đường": None, "Tên đường": "Đường <Một>"}),
        (['<Data name="T"><value>a</value></Data>', LOOSE.replace("Tên", "T")], "", {"T": "a", "T đường": None}),
        (['<Data name="Name"><value>a</value></Data>', LOOSE], "", {"Name": None, "Name (2)": "a"}),
        (["<SimpleData name='đ'>x</SimpleData>"], "", {}),
        ([LOOSE + "<q:loai xmlns:q='q'>x</q:loai>"], "", {"Tên đường": "Đường <Một>"}),
    ],
)
def test_columns_of_a_kml_keep_their_names_whatever_their_letters(told, head, values, encoding):
    (layer,) = read_upload("a.kml", kml(*told, head=head, encoding=encoding)).layers
    found = dict(zip(layer.columns, layer.rows[0], strict=True))
    assert {name: found.get(name) for name in values} == values
    assert not any("lt_column" in column or "__" in column for column in layer.columns)
    kmz = brought.zipped({"doc.kml": kml(*told, head=head, encoding=encoding)})
    assert read_upload("a.kmz", kmz).columns == layer.columns


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_cells_in_utf_8_are_read_though_a_driver_cut_the_headings_byte_by_byte(folder):
    table = brought.gpd.GeoDataFrame({"Tên đường": [ROAD]}, geometry=[brought.LINES[0]], crs=4326)
    with warnings.catch_warnings(action="ignore"):  # it says nothing of its letters, and cuts the heading
        table.to_file(folder / "byte.mif", driver="MapInfo File")
    packed = {f"a.{ending}": (folder / f"byte.{ending}").read_bytes() for ending in ("mif", "mid")}
    offer = read_upload("a.zip", brought.zipped(packed))
    assert offer.lettering is Lettering.UTF8
    assert offer.layers[0].rows == ((ROAD,),)
    assert re.fullmatch("T_+n_[_]+ng", offer.columns[0])


# ---- coordinates


def in_zone(epsg: int, *, turned: bool = False) -> bytes:
    """The first line of the tests as a table of its vertices in a zone."""
    line = brought.gpd.GeoSeries(brought.LINES, crs=4326).to_crs(epsg).iloc[0]
    rows = [f"P{i},{y},{x}" if turned else f"P{i},{x},{y}" for i, (x, y) in enumerate(line.coords)]
    return "\n".join(["ten,x,y", *rows]).encode()


def test_every_zone_of_three_and_six_degrees_is_offered_whatever_the_file():
    codes = {c.epsg for c in read_upload("a.csv", in_zone(9209)).candidates}
    assert {5896, 5897, 5898, 5899, *range(9205, 9219), 3405, 3406, 32648, 32649} <= codes
    named = {c.epsg: c.text(Lang.VI) for c in plane_systems()}
    assert named[9209] == "VN-2000, EPSG:9209 – Tây Ninh (105°30')"
    assert named[5897] == "VN-2000, EPSG:5897 – Đồng Tháp (105°00')"
    assert named[9218] == "VN-2000, EPSG:9218 – Bình Thuận, Đắk Nông (108°30')"


@pytest.mark.parametrize("lang", Lang)
def test_every_zone_of_three_degrees_names_the_provinces_that_the_register_says_prescribe_it(lang):
    areas = {code: area for code, area in zone_areas().items() if code not in (3405, 3406, 5896)}
    for code, area in areas.items():
        told = Candidate(code).provinces(lang)
        said = plain(area).replace("-", " ")
        there = [plain(name).replace(" – ", " ").removeprefix("tp. ").removesuffix(" city") for name in told]
        assert [name for name in there if name not in said] == []
        left = re.sub("|".join([*there, "ha tay"]), "", said)  # part of the capital since 2008
        assert set(re.findall("[a-z]+", left)) <= set(NO_NAMES.split()), code
        meridian = Candidate(code).meridian
        assert f"EPSG:{code}, {meridian}" in Candidate(code).told(lang)
    assert Candidate(3405).provinces(lang) == ()


NO_NAMES = "vietnam onshore between and e east west of province provinces city cities municipality"


@pytest.mark.parametrize("epsg", [9209, 9212, 9216, 9217, 9218, 3405, 3406, 32648])
@pytest.mark.parametrize("turned", [False, True])
def test_a_file_of_any_zone_finds_it_among_the_first_and_its_axes_are_put_right(epsg, turned):
    offer = read_upload("a.csv", in_zone(epsg, turned=turned))
    right = next(c for c in offer.candidates[:4] if c.epsg == epsg)
    assert right.swapped == turned
    assert placed(offer, right)[0].geometry.coords[0] == pytest.approx(brought.LINES[0].coords[0], abs=1e-6)
    assert offer.system.key == ("intake.system_swapped" if turned else "intake.system_guessed")
    assert not offer.certain


def test_what_lies_nowhere_known_is_still_offered_and_a_code_can_be_given():
    offer = read_upload("a.csv", b"ten,x,y\nA,5000,1000\nB,5530,1250\n")
    assert offer.system.key == "intake.system_nowhere"
    assert not offer.fits
    far = offer.under(2044)
    assert (far.epsg, offer.under(99_998), offer.under(0)) == (2044, None, None)
    gauss = brought.gpd.GeoSeries(brought.LINES, crs=4326).to_crs(2044).iloc[0].coords[0]
    offer = read_upload("a.csv", "ten,x,y\nA,{},{}\n".format(*gauss).encode())
    assert placed(offer, offer.under(2044))[0].geometry.coords[0] == pytest.approx(brought.LINES[0].coords[0], abs=1e-6)


def test_the_distance_by_which_systems_differ_is_told():
    offer = read_upload("a.csv", in_zone(9209))
    first, second = offer.candidates[0], under(offer, 9209)
    assert first.epsg == 9210
    assert second.apart_km == pytest.approx(27.2, abs=0.3)
    assert "105°30'; cách lựa chọn đầu 27 km – Tây Ninh, Vĩnh Long, " in second.told(Lang.VI)
    assert "cách" not in first.told(Lang.VI)


SHIFT = ",TOWGS84[-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278]"
PLANE = 'PROJCS["{name}",GEOGCS["GCS_X",DATUM["D_X",SPHEROID["WGS_1984",6378137.0,298.257223563]{shift}],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["{kind}"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",{scale}],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'


@pytest.mark.parametrize(
    ("said", "epsg"),
    [
        (("VN2000_BinhPhuoc", "Transverse_Mercator", "", 106.25, 0.9999), 9212),  # its datum says WGS 84
        (("Tay Ninh", "Transverse_Mercator", SHIFT, 105.5, 0.9999), 9209),  # the shift says VN-2000
        (("VN-2000 / mui 3", "Gauss_Kruger", "", 105.75, 0.9999), 9210),  # as ESRI writes it
        (("unnamed", "Transverse_Mercator", SHIFT, 105, 0.9996), 3405),
    ],
)
def test_parameters_in_a_prj_are_matched_with_the_zone_they_mean(said, epsg, folder):
    name, kind, shift, meridian, scale = said
    prj = PLANE.format(name=name, kind=kind, shift=shift, meridian=meridian, scale=scale)
    offer = read_upload("a.zip", with_prj(folder, epsg, prj))
    assert offer.candidates[0].epsg == epsg
    assert offer.system.key == "intake.system_matched"
    assert offer.candidates[1].wkt
    assert offer.candidates[1].apart_km == pytest.approx(0 if shift else 0.22, abs=0.05)
    assert placed(offer)[0].geometry.coords[0] == pytest.approx(brought.LINES[0].coords[0], abs=1e-6)


def test_parameters_that_mean_no_zone_are_used_as_they_stand(folder):
    prj = PLANE.format(name="Cong trinh", kind="Transverse_Mercator", shift="", meridian=106, scale=1)
    offer = read_upload("a.zip", with_prj(folder, CRS.from_wkt(prj), prj))
    assert offer.system.key == "intake.system_described"
    assert offer.candidates[0].wkt
    assert placed(offer)[0].geometry.coords[0] == pytest.approx(brought.LINES[0].coords[0], abs=1e-6)


@pytest.mark.parametrize(("meridian", "scale", "epsg"), [(105.5, 0.9999, 9209), (105, 0.9996, 3405)])
def test_the_wording_of_mapinfo_is_matched_with_its_zone(meridian, scale, epsg):
    x, y = brought.gpd.GeoSeries([brought.POINT], crs=4326).to_crs(epsg).iloc[0].coords[0]
    shift = "-191.90441429, -39.30318279, -111.45032835, 0.00928836, -0.01975479, 0.00427372, 0.252906278, 0"
    mif = f'Version 300\nCharset "Neutral"\nDelimiter ","\nCoordSys Earth Projection 8, 9999, 28, {shift}, "m", {meridian}, 0, {scale}, 500000, 0\nColumns 1\n  ten Char(9)\nData\n\nPoint {x} {y}\n'
    offer = read_upload("a.mif", mif.encode())
    assert offer.candidates[0].epsg == epsg
    assert placed(offer)[0].geometry.coords[0] == pytest.approx(brought.POINT.coords[0], abs=1e-6)


def with_prj(folder, crs, prj: str) -> bytes:
    """A shapefile in a system whose file of the system says something else."""
    path = folder / "named.shp"
    brought.frame(brought.LINES).to_crs(crs).to_file(path)
    path.with_suffix(".prj").write_text(prj, encoding="ascii")
    return brought.zipped(
        {f"a.{end}": path.with_suffix(f".{end}").read_bytes() for end in ("shp", "shx", "dbf", "prj")}
    )


def test_a_named_system_that_puts_the_file_beside_the_provinces_is_doubted_and_can_be_overridden(folder):
    path = folder / "wrong.gpkg"
    right = brought.frame(brought.LINES).to_crs(9216)
    right.set_crs(9209, allow_override=True).to_file(path)
    offer = read_upload("a.gpkg", path.read_bytes())
    assert (offer.epsg, offer.system.key, offer.certain) == (9209, "intake.system_doubted", False)
    assert placed(offer, under(offer, 9216))[0].geometry.coords[0] == pytest.approx(
        brought.LINES[0].coords[0], abs=1e-6
    )
    path = folder / "named.gpkg"
    brought.frame(brought.LINES).to_crs(9209).to_file(path)
    offer = read_upload("a.gpkg", path.read_bytes())
    assert (offer.system.key, offer.certain, len(offer.candidates) > 20) == ("intake.system_named", True, True)


def test_axes_of_a_named_system_in_each_others_place_are_put_right_and_that_is_said(folder):
    path = folder / "turned.gpkg"
    turned = brought.frame(brought.LINES).to_crs(9209)
    turned["geometry"] = shapely.transform(turned.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    turned.to_file(path)
    offer = read_upload("a.gpkg", path.read_bytes())
    assert offer.system.key == "intake.system_turned"
    assert placed(offer)[0].geometry.coords[0] == pytest.approx(brought.LINES[0].coords[0], abs=1e-6)
    swapped = brought.geojson(tuple(shapely.transform(s, lambda xy: xy[:, ::-1]) for s in brought.LINES))
    offer = read_upload("a.geojson", swapped)
    assert offer.system.key == "intake.note_swapped"
    assert np.allclose(placed(offer)[0].geometry.coords[0], brought.LINES[0].coords[0])


def test_two_layers_in_two_systems_lie_each_in_its_own(folder):
    path = folder / "two.gpkg"
    brought.frame(brought.LINES[:1]).to_file(path, layer="độ")
    brought.frame(brought.LINES[:1]).to_crs(9209).to_file(path, layer="mét")
    offer = read_upload("a.gpkg", path.read_bytes())
    assert offer.system.key == "intake.system_each"
    assert offer.certain
    first, second = (f.geometry for f in placed(offer))
    assert shapely.hausdorff_distance(first, second) < 1e-6
    assert offer.only([1]).epsg == 9209 or offer.only([0]).epsg == 9209
