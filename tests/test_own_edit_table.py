"""The user's routes changed in a table on the page: taken over as typed, refused with the reason, taken back."""

from __future__ import annotations

import shapely
from opening import opened

from layers.user_items import RouteFields, UserData, UserRoute
from views.pages.user_data import edit_table
from words import Lang, say

LINES = [shapely.LineString([(106.1, 11.3 + i / 100), (106.5, 11.4 + i / 100)]) for i in range(40)]


def items(*fields: RouteFields):
    at = opened("own", lang="vi")
    routes = [UserRoute("", told, line, along_m=((0.0, 100.0),)) for told, line in zip(fields, LINES, strict=False)]
    at.session_state["own_data"] = UserData().added(routes=routes)
    at.session_state["own_part"] = "items"
    return at.run()


def applied(at, **rows: dict):
    """What the table makes of cells typed, by number of row: ``_0={"name": …}``."""
    drawn = at.session_state["own_table"]
    cells = {int(n[1:]): {say(f"own.field_{f}", Lang.VI): v for f, v in told.items()} for n, told in rows.items()}
    return edit_table._applied(cells, drawn, at.session_state["own_data"], Lang.VI)


def test_what_is_typed_changes_the_fields_and_never_the_line():
    at = items(RouteFields("A", speed_kmh=80, note="giữ"), RouteFields("B"))
    word = say("layers.status_construction", Lang.VI)
    own, faults = applied(at, _0={"name": "Mới", "status": word, "cost_low_bn": 1200.5, "year": 2030})
    assert not faults
    before, after = at.session_state["own_data"].routes[0], own.routes[0]
    assert (after.geometry, after.along_m, after.id) == (before.geometry, before.along_m, before.id)
    told = after.fields
    assert (told.name, told.status, told.year, told.speed_kmh, told.note) == ("Mới", "construction", 2030, 80, "giữ")
    assert (told.cost_low_bn, told.cost_high_bn) == (1200.5, 1200.5), "one cost alone is both"
    assert own.routes[1] == at.session_state["own_data"].routes[1]


def test_what_cannot_be_used_is_named_and_the_rest_is_taken():
    at = items(RouteFields("A"), RouteFields("B"))
    open_ = say("layers.status_open", Lang.VI)
    own, faults = applied(at, _0={"status": open_}, _1={"name": "C"})
    assert [(name, fault.key) for name, fault in faults] == [("A", "own.open_needs_year")]
    assert [r.fields.name for r in own.routes] == ["A", "C"]
    own, faults = applied(at, _0={"status": open_, "year": 2024})  # typed one after the other
    assert (own.routes[0].fields.status, own.routes[0].fields.year, faults) == ("open", 2024, [])
    assert [fault.key for _, fault in applied(at, _0={"name": ""})[1]] == ["own.needs_name"]
    assert [fault.key for _, fault in applied(at, _0={"cost_low_bn": 9.0, "cost_high_bn": 3.0})[1]] == ["own.bad_cost"]


def test_a_change_made_elsewhere_is_another_table():
    at = items(RouteFields("A"))
    first = at.session_state["own_table"].key
    assert at.run().session_state["own_table"].key == first
    at.session_state["own_data"] = UserData().added(routes=[UserRoute("", RouteFields("B"), LINES[0])])
    assert at.run().session_state["own_table"].key != first


def test_forty_things_have_one_list_and_not_forty_rows_of_buttons():
    at = items(*(RouteFields(f"Tuyến {i}") for i in range(40)))
    assert sum(b.key.startswith("edit-") for b in at.button) == 1
    at.selectbox(key="own-one-of-routes").set_value("own-route-7").run()
    assert [b.key for b in at.button if b.key.startswith("edit-")] == ["edit-own-route-7"]
