"""Where a file lies, on the page: what it says, overriding that, a code by hand, layers to choose, two towns beside it."""

from __future__ import annotations

import brought
import pytest
from opening import opened, words_of

from words import Lang, say

VI = Lang.VI


@pytest.fixture
def offered(monkeypatch):
    brought.read_here(monkeypatch)

    def bring(name: str, content: bytes):
        at = opened("own", lang="vi")
        at.session_state["own_part"] = "upload"
        at.run()
        return at.file_uploader(key="own_upload0").set_value((name, content, "application/octet-stream")).run()

    return bring


def system_of(at):
    return next(box for box in at.selectbox if box.label == say("own.system", VI))


def test_a_named_system_is_overridden_only_after_the_map_was_looked_at(offered, tmp_path):
    brought.frame(brought.LINES).to_crs(9209).to_file(tmp_path / "a.gpkg")
    at = offered("a.gpkg", (tmp_path / "a.gpkg").read_bytes())
    assert "Tệp ghi hệ tọa độ VN-2000" in " ".join(info.value for info in at.info)
    assert not at.button(key="own-accept").disabled
    assert "cách lựa chọn đầu 27 km" in " ".join(system_of(at).options)
    system_of(at).set_value("9210").run()
    assert at.button(key="own-accept").disabled
    next(box for box in at.checkbox if box.label == say("own.system_looked", VI)).check().run()
    at.button(key="own-accept").click().run()
    (first, _) = at.session_state["own_data"].routes
    assert first.geometry.coords[0] == pytest.approx((106.35, 11.3), abs=0.002)


def test_a_code_by_hand_is_used_and_one_that_is_none_is_refused_at_its_field(offered):
    x, y = brought.gpd.GeoSeries([brought.POINT], crs=4326).to_crs(2044).iloc[0].coords[0]
    at = offered("a.csv", f"ten,x,y\nA,{x},{y}\n".encode())
    system_of(at).set_value("other").run()
    code = next(field for field in at.number_input if field.label == say("own.system_code", VI))
    code.set_value(99_998).run()
    assert say("own.system_unknown", VI, code=99_998) in words_of(at)
    code = next(field for field in at.number_input if field.label == say("own.system_code", VI))
    code.set_value(2044).run()
    next(box for box in at.checkbox if box.label == say("own.system_looked", VI)).check().run()
    at.button(key="own-accept").click().run()
    (place,) = at.session_state["own_data"].places
    assert (place.lon, place.lat) == pytest.approx(brought.POINT.coords[0], abs=1e-6)


def test_the_two_towns_beside_the_data_are_named_with_their_side(offered):
    at = offered("a.csv", b"ten,lon,lat\nA,106.88,11.63\n")
    said = words_of(at)
    assert "Đồng Xoài (dữ liệu cách 11 km về phía bắc)" in said
    assert said.count("dữ liệu cách") == 2


def test_sheets_are_chosen_and_none_is_said(offered):
    rows = [["Tên", "Kinh độ", "Vĩ độ"], ["Chợ", 106.1, 11.3]]
    at = offered("a.xlsx", brought.workbook(("Một", rows), ("Hai", rows)))
    layers = next(box for box in at.multiselect if box.label == say("own.layers", VI))
    assert layers.options == ["Một (1 đối tượng)", "Hai (1 đối tượng)"]
    layers.set_value([1]).run()
    at.button(key="own-accept").click().run()
    assert len(at.session_state["own_data"].places) == 1
    at = offered("a.xlsx", brought.workbook(("Một", rows), ("Hai", rows)))
    next(box for box in at.multiselect if box.label == say("own.layers", VI)).set_value([]).run()
    assert say("own.layers_none", VI) in [info.value for info in at.info]
