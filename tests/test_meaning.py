"""What headings, words and figures of office files mean: each a value that stood in such a file, and what is right."""

from __future__ import annotations

import json

import brought
import pytest

from intake import read_upload
from layers.projects import FIRST_YEAR
from layers.user_items import RouteFields
from user_data.fields import by_field, column_notations, take, understood
from user_data.meaning import STOOD, figure, guess, meaning, with_unit
from words import Notation

CLASSES = {
    "motorway": "cao tốc|Đường cao tốc|Đường bộ cao tốc Bắc – Nam|CT.31|CT31|motorway_link|Expressway|freeway",
    "trunk": "Quốc lộ|quốc lộ 22B|QL.22B|QL13|QL|trunk|trunk_link|National highway 1|Cấp I|cấp II đồng bằng|Đường cấp 2",
    "primary": "Cấp III|Đường cấp III|cấp III miền núi|Cấp kỹ thuật III|primary_link|Đường trục chính|main road",
    "secondary": "Đường tỉnh|ĐT.741|ĐT 741|DT741|tỉnh lộ 13|TL.8|Cấp IV|secondary|Provincial road|tỉnh",
    "tertiary": "Đường huyện|ĐH.501|huyện lộ|đường xã|đường liên xã|tertiary_link|Cấp V|cấp 6|commune road",
    None: "đường mòn|residential|x|cấp|Cấp VII|123|quốc|đường đô thị",
}
STATES = {
    STOOD: "Đang khai thác|hiện hữu|Hiện trạng|đang sử dụng|existing|in use",
    "open": "Đã thông xe|thông xe 12/2025|đã hoàn thành|Đã đưa vào khai thác|open|Completed 2024",
    "construction": "Đang thi công|thi công|ĐANG XÂY DỰNG|under construction|construction|Đã khởi công tháng 6",
    "planned": "Quy hoạch|đã quy hoạch|chuẩn bị đầu tư|Đang chuẩn bị thi công|Đã phê duyệt|dự kiến 2027|thông xe (dự kiến 2026)|planned",
    "proposed": "Đề xuất|đang nghiên cứu|kiến nghị|proposed|under study",
    None: "chưa thi công|chưa thông xe|hoàn thành 50%|?|không rõ",
}


@pytest.mark.parametrize(
    ("field", "told", "key"),
    [
        (field, told, key)
        for field, table in (("road_class", CLASSES), ("status", STATES))
        for key, words in table.items()
        for told in words.split("|")
    ],
)
def test_words_of_offices_mean_what_they_say_and_no_more(field, told, key):
    assert meaning(field, told) == key


@pytest.mark.parametrize(
    ("field", "cell", "right"),
    [
        ("speed_kmh", "60 km/h", 60),
        ("speed_kmh", "80km/h", 80),
        ("speed_kmh", "100 Km/giờ", 100),
        ("lanes", "4 làn xe", 4),
        ("lanes", "2 lanes", 2),
        ("cost_low_bn", "12.500 tỷ đồng", 12500),
        ("cost_low_bn", "850,5 triệu đồng", 0.8505),
        ("cost_low_bn", "1,2 nghìn tỷ", 1200),
        ("year", "12/2027", 2027),
        ("year", "Quý IV năm 2027", 2027),
        ("year", "2027-12-31T00:00:00", 2027),
        ("year", "2027", 2027),
    ],
)
def test_a_figure_is_read_with_its_unit(field, cell, right):
    assert figure(field, cell, Notation.COMMA) == pytest.approx(right)


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("speed_kmh", "60 mph"),
        ("year", "2025–2027"),
        ("cost_low_bn", "500 USD"),
        ("lanes", "nhiều"),
        ("speed_kmh", "60 làn"),
    ],
)
def test_a_figure_with_a_strange_unit_or_two_meanings_is_none(field, cell):
    with pytest.raises(ValueError, match=r".*"):
        figure(field, cell, Notation.COMMA)


def test_headings_with_units_in_both_languages_are_known():
    right = {
        "Tên tuyến đường": "name",
        "Cấp kỹ thuật": "road_class",
        "Vận tốc thiết kế (km/h)": "speed_kmh",
        "Hiện trạng": "status",
        "Năm hoàn thành": "year",
        "Tổng mức đầu tư (triệu đồng)": "cost_low_bn",
        "Số làn xe": "lanes",
        "Ghi chú": "note",
    }
    assert {column: field for field, column in guess(tuple(right)).items() if field != "cost_high_bn"} == right
    english = {"Road name": "name", "Road type": "road_class", "Design speed [km/h]": "speed_kmh", "Stage": "status",
               "Opening year": "year", "Total investment (bn VND)": "cost_low_bn", "Number of lanes": "lanes"}  # fmt: skip
    assert {column: field for field, column in guess(tuple(english)).items() if field != "cost_high_bn"} == english
    assert "cost_low_bn" not in guess(("Cost (USD)",))
    assert guess(("chi_phi_ty_dong", "toc_do_km_h")) == {
        "cost_low_bn": "chi_phi_ty_dong",
        "cost_high_bn": "chi_phi_ty_dong",
        "speed_kmh": "toc_do_km_h",
    }


def test_a_heading_whose_words_say_nothing_known_is_not_taken():
    assert "road_class" not in guess(("type", "name"), [{"type": "Feature", "name": "A"}])
    assert guess(("type",), [{"type": "Feature"}, {"type": "Quốc lộ"}]) == {"road_class": "type"}


def test_a_heading_gives_its_unit_to_cells_without_one():
    assert figure("cost_low_bn", with_unit("cost_low_bn", "12.500", "Chi phí (triệu đồng)"), Notation.COMMA) == 12.5
    assert with_unit("cost_low_bn", 12500.0, "Chi phí (triệu đồng)") == 12.5
    assert with_unit("cost_low_bn", "3 tỷ", "Chi phí (triệu đồng)") == "3 tỷ"
    assert with_unit("lanes", "4", "Số làn (tỷ)") == "4"


def features(monkeypatch, *rows: dict):
    brought.read_here(monkeypatch)
    lines = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "LineString", "coordinates": [[106.1, 11.3], [106.5, 11.4]]},
        }
        for row in rows
    ]
    offer = read_upload("a.geojson", json.dumps({"type": "FeatureCollection", "features": lines}).encode())
    placed = offer.placed(offer.candidates[0])
    columns = {layer.name: guess(layer.columns) for layer in offer.layers}
    return placed, columns


def test_tags_of_openstreetmap_are_understood(monkeypatch):
    placed, columns = features(
        monkeypatch, {"name": "QL22B", "highway": "trunk_link", "maxspeed": "60 km/h", "lanes": "2"}
    )
    found = by_field(placed, columns)
    (route,) = take(found, {f: f for f in found[0].values}, defaults=RouteFields("–"), file_name="a").routes
    assert (route.fields.road_class, route.fields.speed_kmh, route.fields.lanes) == ("trunk", 60, 2)


def test_what_was_understood_is_counted_and_what_was_not_comes_first_and_is_mended_by_hand(monkeypatch):
    rows = [{"loai": "Quốc lộ", "tinh_trang": "Đang khai thác"}] * 3 + [{"loai": "đường mòn", "tinh_trang": "Đề xuất"}]
    placed, columns = features(monkeypatch, *rows)
    found = by_field(placed, columns)
    told = [(u.field, u.cell, u.means, u.count) for u in understood(found)]
    assert told == [
        ("road_class", "đường mòn", None, 1),
        ("road_class", "Quốc lộ", "trunk", 3),
        ("status", "Đang khai thác", "open", 3),
        ("status", "Đề xuất", "proposed", 1),
    ]
    fields = {f: f for f in found[0].values}
    taken = take(found, fields, defaults=RouteFields("–"), file_name="a")
    assert (len(taken.routes), len(taken.left_out)) == (3, 1)
    assert {r.fields.year for r in taken.routes} == {FIRST_YEAR}
    mended = by_field(placed, columns, {("road_class", "đường mòn"): "tertiary", ("status", "Đề xuất"): ""})
    taken = take(mended, fields, defaults=RouteFields("–", status="planned"), file_name="a")
    assert [(r.fields.road_class, r.fields.status) for r in taken.routes][-1] == ("tertiary", "planned")


def test_units_do_not_hide_in_which_notation_a_column_is(monkeypatch):
    placed, columns = features(monkeypatch, {"chi_phi": "12.500 tỷ"}, {"chi_phi": "9,5 tỷ"})
    found = by_field(placed, columns)
    told = column_notations(found, {f: f for f in found[0].values}, Notation.POINT)["cost_low_bn"]
    assert (told.notation, told.doubtful) == (Notation.COMMA, "")
