"""Small files that went wrong once (``tests/cases``, invented names at real places), and what is right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import brought
import pytest
import shapely

from intake import RefusedError, read_upload
from layers.geodesy import length_m
from layers.user_items import MOST_ROUTES, RouteFields
from user_data.fields import take
from user_data.meaning import guess
from words import Lang, Lettering

CASES = Path(__file__).parent / "cases"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    brought.read_here(monkeypatch)


def offered(name: str):
    return read_upload(name, (CASES / name).read_bytes())


def taken(offer, candidate=None):
    """What is taken over, and every sentence on what is not."""
    candidate = candidate or offer.candidates[0]
    found = take(offer.placed(candidate), guess(offer.columns), defaults=RouteFields("–"), file_name=offer.name[:20])
    return found, [f.text(Lang.VI) for f in (*offer.left_out, *offer.misplaced(candidate), *found.left_out)]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("csv_typo_16_for_106.csv", "Dòng 2: Đỉnh 2 (16.2, 11.4)"),
        ("geojson_null_island_vertex.geojson", "Đối tượng 1: Đỉnh 3 (0, 0)"),
    ],
)
def test_a_wild_vertex_is_refused_with_its_place(name, told):
    with pytest.raises(RefusedError) as caught:
        taken(offered(name))
    assert caught.value.text(Lang.VI).startswith(told)


@pytest.mark.parametrize("name", ["kml_trailing_comma.kml", "kml_lost_point.kml"])
def test_a_position_with_an_empty_height_is_refused_with_its_line(name):
    with pytest.raises(RefusedError) as caught:
        offered(name)
    assert (caught.value.key, caught.value.spot.line) == ("intake.not_a_number", 1)


@pytest.mark.parametrize(
    ("name", "names", "told"),
    [
        ("g27_antimeridian_point.geojson", ["A"], "Đối tượng 2: Đỉnh 1 (200; 11)"),
        ("c13_blank_coords.csv", ["A"], "Dòng 3: Hai ô tọa độ ở cột “lon” và “lat” đều trống"),
        ("c21_lat_lon_one_bad.csv", ["A"], "Dòng 3: Đỉnh 1 (1061.7; 11.08)"),
        ("gpx_segment_of_one_point.gpx", ["Hai đoạn"], "Dòng 1: Đoạn tuyến chỉ có một điểm"),
        ("p06_with_view.gpkg", ["Đường Hồ Chí Minh – đoạn Chơn Thành"], "Bảng nhìn (view) “v”"),
    ],
)
def test_the_good_is_offered_and_what_is_left_out_or_doubtful_is_named(name, names, told):
    found, sentences = taken(offered(name))
    if names is not None:
        assert [r.fields.name for r in found.routes] + [p.name for p in found.places] == names
    assert len(sentences) == 1
    assert told in sentences[0]
    assert all(length_m([r.geometry])[0] < 100_000 for r in found.routes)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("B;;11.3", "Dòng 3: Ô tọa độ ở cột “Kinh độ” để trống nên dòng này bị bỏ. Hãy điền ô này"),
        ("B;106.2;", "Dòng 3: Ô tọa độ ở cột “Vĩ độ” để trống"),
        ("B;106.2;x", "Dòng 3: “x” ở cột “Vĩ độ” không phải tọa độ hợp lệ"),
        ("B;11.3;106.2", "(11.3; 106.2) không có vị trí trên mặt đất theo hệ WGS 84; có lẽ hai tọa độ bị ghi đổi chỗ"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_with_its_column_and_what_to_do(row, told):
    found, sentences = taken(read_upload("a.csv", f"Tên;Kinh độ;Vĩ độ\nA;106.1;11.3\n{row}\n".encode()))
    assert [place.name for place in found.places] == ["A"]
    assert [told in sentence for sentence in sentences] == [True]


@pytest.mark.parametrize(
    ("name", "lettering", "note"),
    [
        ("s13_cp1258_nocpg.zip", Lettering.CP1258, "được đọc theo Windows-1258"),
        ("s14_cp1258_cpg1258.zip", Lettering.CP1258, None),
        ("s15_tcvn3_nocpg.zip", Lettering.TCVN3, "được đọc theo TCVN3 (ABC)"),
        ("s16_cp1252.zip", Lettering.CP1252, "được đọc theo Windows-1252"),
    ],
)
def test_text_is_read_under_its_lettering_and_what_was_assumed_is_said_and_can_be_changed(name, lettering, note):
    offer = offered(name)
    right = "Route café" if lettering is Lettering.CP1252 else "Đường Hồ Chí Minh"
    assert offer.lettering is lettering
    assert [r.fields.name for r in taken(offer)[0].routes] == [right]
    assert offer.marked(most=10) == (right,)
    assert [note is not None and note in n.text(Lang.VI) for n in offer.notes] == ([] if note is None else [True])
    other = offer.read_as(Lettering.TCVN3 if lettering is Lettering.VNI else Lettering.VNI)
    assert other.letterings == offer.letterings
    assert other.marked(most=10) != (right,) or lettering is Lettering.CP1252
    again = other.read_as(lettering)
    assert (again.lettering, again.marked(most=1)) == (lettering, (right,))


@pytest.mark.parametrize(
    ("name", "spot", "told"),
    [
        ("c10_dms.csv", (106.1, 11.31), None),
        ("c25_BX.csv", (106.17, 11.07), None),
        ("c11_sep_line.csv", (106.1703, 11.0712), None),
        (
            "c19_title_rows.csv",
            (106.17, 11.07),
            "Dòng 1: Dòng nằm trên hàng tiêu đề, không phải số liệu: “BẢNG TỌA ĐỘ MỐC”.",
        ),
        ("csv_trailing_empty_cell.csv", (106.1, 11.3), None),
    ],
)
def test_a_table_as_people_make_them_is_read(name, spot, told):
    offer = offered(name)
    found, sentences = taken(offer)
    assert (found.places[0].lon, found.places[0].lat) == pytest.approx(spot)
    assert sentences == ([told] if told else [])
    assert offer.certain


@pytest.mark.parametrize("name", ["c18_toado_heading.csv", "c07_xy_vn2000_VN_axis.csv", "c09_thousand_sep.csv"])
def test_metres_with_x_to_the_north_as_in_vietnam_are_recognised_and_that_is_said(name):
    offer = offered(name)
    assert [c.swapped for c in offer.candidates[:3]] == [True] * 3
    assert offer.system.key == "intake.system_swapped"
    place = taken(offer)[0].places[0]
    assert (105.5 < place.lon < 107.5, 11 < place.lat < 11.5) == (True, True)


@pytest.mark.parametrize(
    ("headings", "row", "spot"),
    [
        ("ten;kinh độ (độ);vĩ độ (độ)", "A;106,1;11,3", (106.1, 11.3)),
        ("ten,POINT_X,POINT_Y", "A,106.1,11.3", (106.1, 11.3)),
        ("ten;N;E", "A;11°18'00\"N;106°06'00\"E", (106.1, 11.3)),
        ("ten;L;B", "A;106 06 00;11 18 00", (106.1, 11.3)),
        ("ten;E (m);N (m)", "A;538010,865;1250766,713", (538010.865, 1250766.713)),
    ],
)
def test_headings_with_and_without_units_and_angles_in_common_writings(headings, row, spot):
    offer = read_upload("a.csv", f"{headings}\n{row}\n".encode())
    assert shapely.get_coordinates(offer.layers[0].geometry)[0] == pytest.approx(spot)


@pytest.mark.parametrize("heading", ["ten,B,km", "ten,E,km", "ten,km,N"])
def test_one_letter_alone_is_no_coordinate(heading):
    with pytest.raises(RefusedError) as caught:
        read_upload("a.csv", f"{heading}\nA,1,2\n".encode())
    assert caught.value.key == "intake.csv_columns"


def test_features_keep_their_numbers_when_one_before_them_is_none():
    broken = brought.geojson().replace(b"[[106.1, 11.3], [106.5, 11.4], [106.9, 11.5]]", b"[[106.1, 11.3]]")
    offer = read_upload("a.geojson", broken)
    assert [(f.key, f.spot.feature) for f in offer.left_out] == [("intake.too_short", 1)]
    assert [f.spot.feature for f in offer.placed(offer.candidates[0])] == [2, 3, 4]
    assert offer.notes == ()


@pytest.mark.filterwarnings("ignore:invalid value encountered")
def test_a_vertex_that_is_no_number_takes_its_feature_out_alone(tmp_path):
    shapes = [shapely.from_wkt("LINESTRING (106.1 11.3, nan 11.4)"), brought.LINES[0]]
    brought.frame(shapes).to_file(tmp_path / "x.gpkg")
    offer = read_upload("x.gpkg", (tmp_path / "x.gpkg").read_bytes())
    assert [(f.key, f.spot.feature) for f in offer.left_out] == [("intake.not_a_number", 1)]
    assert [f.values["ten"] for f in offer.placed(offer.candidates[0])] == ["Tuyến hai"]
    assert offer.notes == ()
    table = f"ten,wkt\nA,{shapes[0].wkt.replace(', ', ' , ')}\n".replace("wkt\nA,", 'wkt\nA,"').rstrip() + '"\n'
    offer = read_upload("x.csv", (table + f'B,"{brought.LINES[0].wkt}"\n').encode())
    assert [(f.key, f.spot.line) for f in offer.left_out] == [("intake.not_a_number", 2)]
    assert offer.notes == ()


def test_a_whole_number_too_large_for_the_driver_is_text():
    offer = offered("g11_hugeint.geojson")
    values = offer.placed(offer.candidates[0])[0].values
    assert values["id"] == "1" + "0" * 30
    assert values["mdt"] == "9223372036854775808"


def test_swapped_columns_are_put_right_and_that_is_said():
    offer = offered("c12_swapped.csv")
    assert offer.system.key == "intake.note_swapped"
    assert taken(offer)[0].places[0].lon == 106.1703


def test_metres_with_heights_are_offered_as_those_without():
    offer = offered("geojson_3d_vn2000_metres.geojson")
    assert offer.system.key == "intake.note_not_degrees"
    assert {9209, 9212, 9210} <= {c.epsg for c in offer.candidates}
    assert not offer.certain
    assert len(taken(offer)[0].routes) == 1


def test_limits_told_are_limits_kept_and_some_can_be_chosen():
    offer = offered("geojson_41_lines.geojson")
    features = offer.placed(offer.candidates[0])
    assert len(features) == MOST_ROUTES + 1
    with pytest.raises(RefusedError) as caught:
        taken(offer)
    assert caught.value.key == "own.too_many_routes"
    assert len(take(features[1:], {}, defaults=RouteFields("–"), file_name="x").routes) == MOST_ROUTES


def test_the_document_of_an_archive_is_read_and_not_another():
    assert [r.fields.name for r in taken(offered("z03_other_first.kmz"))[0].routes] == [
        "Đường Hồ Chí Minh – đoạn Chơn Thành"
    ]


@pytest.mark.parametrize(("name", "epsg"), [("v_9217.csv", 9217), ("v_9218.csv", 9218)])
def test_every_zone_of_three_degrees_is_offered_and_one_guess_is_never_certain(name, epsg):
    offer = offered(name)
    assert epsg in {c.epsg for c in offer.candidates}
    assert not offer.certain
    assert not replace(offer, candidates=offer.candidates[:1]).certain
    right = offer.candidates[0]
    assert right.epsg == epsg
    assert all(106 < p.lon < 107 for p in taken(offer, right)[0].places)


@pytest.mark.parametrize(
    ("name", "meridian", "spot"),
    [
        ("shp_prj_tm3_on_wgs84.zip", 9209, None),
        ("s21_esri_tm_on_wgs84_datum.zip", 9210, (106.1, 11.31)),
    ],
)
def test_what_a_file_says_of_its_system_goes_before_all_guesses(name, meridian, spot):
    offer = offered(name)
    first, second = offer.candidates[:2]
    assert (first.epsg, second.epsg) == (meridian, 0)
    assert second.wkt
    assert second.text(Lang.VI).startswith("hệ ghi trong tệp: VN2000")
    assert not offer.certain
    if spot:
        start = shapely.get_coordinates(taken(offer, first)[0].routes[0].geometry)[0]
        assert start == pytest.approx(spot, abs=1e-6)
