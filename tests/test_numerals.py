"""Numbers that people write are read as the page writes them, and never silently a thousand times too small."""

from __future__ import annotations

import math
from pathlib import Path

import brought
import pytest
from graphs import Road, place, roads, world
from hypothesis import given, strategies as st
from streamlit.testing.v1 import AppTest

from analysis.validation.published_figures import published_notation, published_rows, read_published
from intake import read_upload
from intake.files.csv_text import read_csv
from intake.files.limits import LIMITS
from layers.user_items import RouteFields
from user_data import fields
from user_data.meaning import guess
from views.components.widget_sync import _told
from words import Lang, read_angle
from words.errors import InputError
from words.figures import number
from words.numerals import Notation, column_notation, notation, read_number

CASES = Path(__file__).parent / "cases"
COMMA, POINT = Notation.COMMA, Notation.POINT


@pytest.mark.parametrize(
    ("text", "comma", "point"),
    [
        ("12.500", 12500.0, 12.5),
        ("12,500", 12.5, 12500.0),
        ("1.250.512,25", 1250512.25, 1250512.25),
        ("1,250,512.25", 1250512.25, 1250512.25),
        ("0.125", 0.125, 0.125),
        ("106,4", 106.4, 106.4),
        ("106.4", 106.4, 106.4),
        ("1.2345", 1.2345, 1.2345),
        ("1 250 512", 1250512.0, 1250512.0),
        ("1\u00a0250,5", 1250.5, 1250.5),
        ("\u22123,5", -3.5, -3.5),
        ("1.5e+06", 1.5e6, 1.5e6),
        ("2030", 2030.0, 2030.0),
    ],
)
def test_a_number_is_read_by_its_marks_and_else_by_the_notation(text, comma, point):
    assert (read_number(text, COMMA), read_number(text, POINT)) == (comma, point)


@pytest.mark.parametrize("text", ["", "abc", "1.25.3", "12.5,00.1", "1,2,3", "nan", "inf", "--5", "12 km"])
def test_what_is_no_number_is_none(text):
    with pytest.raises(ValueError):
        read_number(text, COMMA)


@given(st.floats(-1e9, 1e9), st.integers(0, 4), st.sampled_from(Lang))
def test_what_the_program_writes_it_reads_back(value, decimals, lang):
    assert read_number(number(value, lang, decimals=decimals), notation(lang)) == round(abs(value), decimals) * (
        1 if value >= 0 else -1
    )


def test_a_column_tells_what_one_cell_does_not():
    assert column_notation(["12.500", "9,5"], POINT).notation is COMMA
    assert column_notation(["12.500", "9,5"], POINT).doubtful == ""
    told = column_notation(["517", "12.500", "9.826"], COMMA)
    assert (told.notation, told.doubtful) == (COMMA, "12.500")
    assert told.readings() == {COMMA: 12500.0, POINT: 12.5}
    assert column_notation([12.5, None, "x", "517"], COMMA).doubtful == ""
    assert column_notation(["1,5", "1.5", "12.500"], COMMA).doubtful == "12.500"  # the cells contradict each other


def test_a_cost_with_a_mark_for_thousands_is_not_a_thousandth(monkeypatch):
    brought.read_here(monkeypatch)
    offer = read_upload("a.csv", (CASES / "cost_thousand_dot.csv").read_bytes())
    features = offer.placed(offer.candidates[0])
    columns = guess(offer.columns)
    for lang, cost in ((Lang.VI, 12500.0), (Lang.EN, 12.5)):
        told = fields.column_notations(features, columns, notation(lang))
        assert told["Tổng mức đầu tư"].doubtful == "12.500"  # asked on the page in any case
        taken = fields.take(
            features,
            columns,
            defaults=RouteFields("–"),
            file_name="a",
            notations={c: t.notation for c, t in told.items()},
        )
        assert (taken.routes[0].fields.cost_low_bn, taken.routes[0].fields.cost_high_bn) == (cost, cost)
        assert taken.routes[0].fields.price_year == 2024


def test_coordinates_with_marks_for_thousands_are_metres():
    layer = read_csv((CASES / "c09_thousand_sep.csv").read_bytes(), limits=LIMITS)
    assert sorted((layer.geometry[0].x, layer.geometry[0].y)) == [565112.33, 1250512.25]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("106.123;11.456", (106.123, 11.456)),
        ("106,123;11,456", (106.123, 11.456)),
        ("565.112;1.250.512", (565112.0, 1250512.0)),
        ("565.112;123.456", (565112.0, 123456.0)),  # 565 is no longitude
    ],
)
def test_coordinates_that_could_be_read_twice_are_degrees_where_they_can_be(rows, found):
    layer = read_csv(f"ten;x;y\nA;{rows}\n".encode(), limits=LIMITS)
    assert (layer.geometry[0].x, layer.geometry[0].y) == found


@pytest.fixture
def small():
    return world(roads(Road(((0, 0), (9, 0)))), places=[place("cap-tay-ninh", 0, 0), place("cap-dong-xoai", 9, 0)])


def test_a_published_table_of_a_vietnamese_office_is_read(small):
    content = (CASES / "published_semicolon.csv").read_bytes()
    told = published_notation(content, "a.csv", COMMA)
    assert not told.doubtful
    assert published_rows(content, "a.csv", small, notation=told.notation)["value"].tolist() == ["106.4"]
    with_line = b"sep=;\n" + content.removeprefix(b"\xef\xbb\xbf")
    assert published_rows(with_line, "a.csv", small, notation=told.notation)["value"].tolist() == ["106.4"]


def test_a_doubtful_published_figure_is_asked_about_and_never_guessed_by_the_command(small, tmp_path):
    head = "kind;subject;from_id;to_id;value;source\n"
    row = "distance;Thử;cap-tay-ninh;cap-dong-xoai;1.250;Sở\n"
    content = (head + row).encode()
    assert published_notation(content, "a.csv", COMMA).doubtful == "1.250"
    read = {mark: published_rows(content, "a.csv", small, notation=mark)["value"].tolist() for mark in Notation}
    assert read == {COMMA: ["1250.0"], POINT: ["1.25"]}
    path = tmp_path / "số liệu.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_published(path, small)
    assert caught.value.key == "analysis.published_doubtful"
    path.write_bytes(content + row.replace("1.250", "99,5").encode())
    assert read_published(path, small)["value"].tolist() == ["1250.0", "99.5"]


FIELD = """
import streamlit as st
from views.components import widget_sync
from words import Lang
st.session_state["told"] = widget_sync.field("Chi phí", {value}, key="cost", lang=Lang("{lang}"))
"""


@pytest.mark.parametrize(
    ("lang", "shown", "typed", "read"),
    [
        ("vi", "1234,5", "12.500", 12500),
        ("en", "1234.5", "12,500", 12500),
        ("vi", "1234,5", "9,5", 9.5),
        ("vi", "1234,5", "", None),
    ],
)
def test_a_field_is_written_and_read_in_the_notation_of_the_page(lang, shown, typed, read):
    at = AppTest.from_string(FIELD.format(value=1234.5, lang=lang), default_timeout=60).run()
    assert at.text_input[0].value == shown
    assert at.session_state["told"] == 1234.5
    at.text_input[0].set_value(typed).run()
    assert at.session_state["told"] == read
    assert not at.error


def test_what_is_no_number_is_said_at_its_field_and_not_lost():
    at = AppTest.from_string(FIELD.format(value=None, lang="vi"), default_timeout=60).run()
    at.text_input[0].set_value("mười tỷ").run()
    (said,) = (str(e.proto.body) for e in at.get("html"))
    assert 'role="alert"' in said
    assert "1.234,5" in said
    assert at.text_input[0].value == "mười tỷ"
    with pytest.raises(InputError) as caught:
        RouteFields("A", cost_low_bn=at.session_state["told"], cost_high_bn=at.session_state["told"])
    assert caught.value.key == "own.not_a_number"
    with pytest.raises(InputError):
        RouteFields("A", speed_kmh="nhanh")


@pytest.mark.parametrize(
    ("lang", "cell", "shown"),
    [
        ("vi", "12.500", ["12.500 (dấu “.” ngăn hàng nghìn)", "12,500 (dấu “.” là dấu thập phân)"]),
        ("vi", "12,000", ["12,000 (dấu “,” là dấu thập phân)", "12.000 (dấu “,” ngăn hàng nghìn)"]),
        ("en", "12.500", ["12.500 (“.” is the decimal mark)", "12,500 (“.” parts thousands)"]),
    ],
)
def test_both_readings_of_a_doubtful_number_say_what_its_mark_is(lang, cell, shown):
    """Without the words, 12.500 and 12,500 look like one number in two notations."""
    told = column_notation([cell], notation(Lang(lang)))
    assert [_told(cell, told.readings()[n], n, Lang(lang)) for n in (told.notation, told.notation.other)] == shown


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("11°18'36\"", 11.31),
        ("106 06 00", 106.1),
        ("11d18m36sN", 11.31),
        ("106°06′00″E", 106.1),
        ("B11°18’36”", 11.31),
        ("Đ106°6'0\"", 106.1),
        ("11°18,6'", 11.31),
        ("106-06-00", 106.1),
        ("11°18'36\"S", -11.31),
        ("11 độ 18 phút 36 giây", 11.31),
    ],
)
def test_an_angle_in_degrees_minutes_and_seconds(text, degrees):
    assert read_angle(text) == pytest.approx(degrees)


@pytest.mark.parametrize("text", ["11 75 00", "11°18'60\"", "N11°18'36\"N", "12 500", "", "106°"])
def test_what_is_no_angle(text):
    assert math.isnan(read_angle(text))
