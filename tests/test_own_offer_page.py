"""What the page shows of a file before it is taken over, and what is chosen there by hand."""

from __future__ import annotations

import json

import brought
import pytest
import shapely
from opening import opened, words_of

from layers.user_items import RouteFields, UserData, UserRoute
from user_data.file import read_file, write_file
from words import Lang, say

ROW = {"ten": "A", "loai": "Quốc lộ", "tinh_trang": "Đang thi công", "toc_do": "60 km/h", "chi_phi": "1.250,5"}


def collection(*rows: dict) -> bytes:
    lines = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "LineString", "coordinates": [[106.1 + i / 5000, 11.3], [106.5, 11.4]]},
        }
        for i, row in enumerate(rows)
    ]
    return json.dumps({"type": "FeatureCollection", "features": lines}).encode()


@pytest.fixture
def offered(monkeypatch):
    brought.read_here(monkeypatch)

    def bring(content: bytes, *, at=None):
        if at is None:
            at = opened("own", lang="vi")
        at.session_state["own_part"] = "upload"
        at.run()
        upload = at.session_state["own_upload"] if "own_upload" in at.session_state else 0  # noqa: SIM401 - has no get
        field = f"own_upload{upload}"
        return at.file_uploader(key=field).set_value(("a.geojson", content, "application/json")).run()

    return bring


def list_of(at, label: str):
    return next(box for box in at.selectbox if box.label.startswith(label))


def routes(at) -> list:
    return list(at.session_state["own_data"].routes)


def test_what_is_understood_is_told_and_what_is_not_is_chosen_by_hand(offered):
    at = offered(collection(ROW, ROW, ROW | {"ten": "B", "loai": "đường lâm nghiệp"}))
    said = words_of(at)
    for words in ("Quốc lộ, trục chính", "60 km/h", "1.250,5", say("own.not_understood", Lang.VI)):
        assert words in said
    assert "motorway" not in " ".join(w.value for w in at.warning), "the words of the page, not of the program"
    list_of(at, "“đường lâm nghiệp”").set_value("tertiary")
    list_of(at.run(), "“Quốc lộ”").set_value("motorway")
    at.run().button(key="own-accept").click().run()
    assert [r.fields.road_class for r in routes(at)] == ["motorway", "motorway", "tertiary"]
    assert {(r.fields.status, r.fields.speed_kmh, r.fields.cost_low_bn) for r in routes(at)} == {
        ("construction", 60, 1250.5)
    }


def test_the_same_file_again_is_noticed_and_replaces_what_came_from_it(offered):
    content = collection(ROW, ROW)
    at = offered(content)
    at.button(key="own-accept").click().run()
    again = offered(content, at=at)
    assert any("Tệp này đã được nhận ngày" in w.value for w in again.warning)
    again.button(key="own-accept").click().run()
    assert len(routes(again)) == 2
    third = offered(content, at=again)
    next(r for r in third.radio if r.key.startswith("own-same")).set_value("again")
    third.run().button(key="own-accept").click().run()
    assert len(routes(third)) == 4
    assert not any("đã được nhận" in w.value for w in offered(collection(ROW), at=third).warning)


def test_what_has_the_number_of_a_thing_that_is_gone_is_not_taken_for_it(offered):
    content = collection(ROW, ROW)
    at = offered(content)
    at.button(key="own-accept").click().run()
    line = shapely.LineString([(106.2, 11.2), (106.3, 11.3)])
    at.session_state["own_data"] = UserData().added(
        routes=[UserRoute("", RouteFields("Vẽ"), line)]
    )  # own-route-1 again
    again = offered(content, at=at)
    assert not any("đã được nhận" in w.value for w in again.warning)
    again.button(key="own-accept").click().run()
    assert [r.fields.name for r in routes(again)] == ["Vẽ", "A", "A"]


def test_a_wrong_file_leaves_what_was_there(offered):
    at = offered(collection(ROW))
    at.button(key="own-accept").click().run()
    before = at.session_state["own_data"].digest
    wrong = offered(b'{"type": "x"', at=at)
    assert wrong.error or wrong.warning
    assert wrong.session_state["own_data"].digest == before
    assert len(routes(offered(collection(ROW, ROW), at=wrong))) == 1


def test_thousands_of_features_are_sought_and_ticked_as_far_as_there_is_room(offered):
    rows = [ROW | {"ten": f"Tuyến {i}"} for i in range(1000)]
    at = offered(collection(*rows))
    assert "Đang chọn 40 trong 1.000" in words_of(at)
    at.button(key="own-tick-none").click().run()
    assert "Đang chọn 0 trong 1.000" in words_of(at)
    at.text_input(key=next(t.key for t in at.text_input if t.key.startswith("own-seek"))).set_value("tuyen 99").run()
    assert "bảng hiện 11" in words_of(at)  # 99 and 990 to 999
    at.button(key="own-tick-all").click().run()
    assert "Đang chọn 11 trong 1.000" in words_of(at)
    at.button(key="own-accept").click().run()
    assert sorted(r.fields.name for r in routes(at))[:2] == ["Tuyến 99", "Tuyến 990"]


def test_layers_with_columns_of_their_own_each_have_theirs(monkeypatch):
    brought.read_here(monkeypatch)
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        + "".join(
            f"<Folder><name>{layer}</name><Placemark><ExtendedData><Data name='{column}'><value>{value}</value></Data>"
            "</ExtendedData><LineString><coordinates>106.1,11.3 106.5,11.4</coordinates></LineString></Placemark></Folder>"
            for layer, column, value in (("mot", "ten_tuyen", "Một"), ("hai", "danh_xung", "Hai"))
        )
        + "</Document></kml>"
    )
    at = opened("own", lang="vi")
    at.session_state["own_part"] = "upload"
    at.run().file_uploader(key="own_upload0").set_value(("a.kml", kml.encode(), "application/xml")).run()
    layers = list_of(at, say("own.layer", Lang.VI))
    assert layers.options == ["mot", "hai"]
    assert list_of(at, say("own.field_name", Lang.VI)).value == "ten_tuyen"
    layers.select_index(1).run()
    list_of(at, say("own.field_name", Lang.VI)).set_value("danh_xung").run()
    list_of(at, say("own.layer", Lang.VI)).select_index(0).run()  # what was chosen of the other layer stays
    at.button(key="own-accept").click().run()
    assert sorted(r.fields.name for r in routes(at)) == ["Hai", "Một"]


def pieces(*spans: tuple[float, float], **row) -> bytes:
    """Lines of one road, each from one longitude to another."""
    lines = [
        {
            "type": "Feature",
            "properties": ROW | row,
            "geometry": {"type": "LineString", "coordinates": [[a, 11.3], [b, 11.3]]},
        }
        for a, b in spans
    ]
    return json.dumps({"type": "FeatureCollection", "features": lines}).encode()


def test_pieces_that_continue_each_other_are_joined_on_request_and_that_can_be_undone(offered):
    at = offered(pieces((106.1, 106.2), (106.3, 106.20005), (106.4, 106.5)))
    box = next(b for b in at.checkbox if b.key.startswith("own-join"))
    assert (box.value, box.label) == (False, say("own.join", Lang.VI, pieces="2", roads="1"))
    assert "3 tuyến" in words_of(at)
    box.check().run()
    assert "2 tuyến" in words_of(at)
    assert "nối 2 đoạn" in str(at.dataframe[0].value)
    at.button(key="own-accept").click().run()
    first, second = (shapely.get_coordinates(r.geometry)[:, 0] for r in routes(at))
    assert (first.min(), first.max(), second.min()) == pytest.approx((106.1, 106.3, 106.4))
    at.button(key="own-undo").click().run()
    assert routes(at) == []
    assert not any(b.key.startswith("own-join") for b in offered(collection(ROW), at=at).checkbox)


def test_short_pieces_are_offered_as_such_and_taken_on_request(offered):
    content = pieces((106.1, 106.2), (106.3, 106.3003), (106.4, 106.4003))
    at = offered(content)
    assert say(
        "own.short_pieces", Lang.VI, count="2", least="50", where="đối tượng 2; đối tượng 3", taken="0"
    ) in words_of(at)
    assert list(at.dataframe[0].value[say("own.table_kind", Lang.VI)]) == ["tuyến", *["tuyến (đoạn ngắn)"] * 2]
    assert "Sẽ nhận từ a.geojson: 1 tuyến" in words_of(at)
    at.button(key="own-tick-short").click().run()
    assert "Sẽ nhận từ a.geojson: 3 tuyến" in words_of(at)
    assert at.button(key="own-tick-short").label == say("own.short_drop", Lang.VI, count="2")
    at.button(key="own-accept").click().run()
    assert len(routes(at)) == 3
    only_short = offered(pieces((106.3, 106.3003)), at=at)
    assert "Chưa chọn gì từ a.geojson" in words_of(only_short)
    assert only_short.button(key="own-accept").disabled


def test_an_offer_left_for_another_part_is_there_again_with_what_was_chosen(offered):
    at = offered(collection(ROW, ROW | {"ten": "B", "loai": "đường lâm nghiệp"}))
    list_of(at, "“đường lâm nghiệp”").set_value("tertiary").run()
    list_of(at, say("own.field_name", Lang.VI)).set_value("tinh_trang").run()
    at.text_input(key="own-default-lanes").set_value("4").run()
    at.session_state["own_part"] = "draw"
    at.run()
    assert not at.file_uploader
    at.session_state["own_part"] = "upload"
    at.run()
    assert say("own.chosen_before", Lang.VI, file="a.geojson") in words_of(at)
    assert (list_of(at, "“đường lâm nghiệp”").value, list_of(at, say("own.field_name", Lang.VI)).value) == (
        "tertiary",
        "tinh_trang",
    )
    at.button(key="own-accept").click().run()
    assert {(r.fields.name, r.fields.lanes) for r in routes(at)} == {("Đang thi công", 4)}
    assert {r.fields.road_class for r in routes(at)} == {"trunk", "tertiary"}
    assert "own_offer" not in at.session_state


def test_a_column_that_is_called_so_and_says_nothing_known_is_not_taken_unasked_and_that_is_told(offered):
    at = offered(collection(ROW | {"loai": "residential"}))
    told = say("own.column_unused", Lang.VI, column="loai", field=say("own.field_road_class", Lang.VI))
    assert told in words_of(at)
    assert "1 tuyến" in words_of(at)
    list_of(at, say("own.field_road_class", Lang.VI)).set_value("loai").run()
    list_of(at, "“residential”").set_value("tertiary").run()
    assert told not in words_of(at)
    at.button(key="own-accept").click().run()
    assert routes(at)[0].fields.road_class == "tertiary"


def test_a_field_that_is_emptied_drops_its_file(offered):
    at = offered(collection(ROW))
    at.file_uploader(key="own_upload0").set_value(None).run()
    assert not any(b.key == "own-accept" for b in at.button)
    assert "own_offer" not in at.session_state


def test_the_same_file_is_noticed_in_a_later_session_from_the_file_of_own_data(offered):
    content = collection(ROW, ROW)
    at = offered(content)
    at.button(key="own-accept").click().run()
    kept = write_file(at.session_state["own_data"])
    later = opened("own", lang="vi")
    later.session_state["own_data"] = read_file("a.gpkg", kept).own
    again = offered(content, at=later)
    assert any("Tệp này đã được nhận ngày" in w.value and "2 đối tượng" in w.value for w in again.warning)
    again.button(key="own-accept").click().run()
    assert len(routes(again)) == 2
