"""Who may do what in the shared database: roles, scenarios handed on, comments, keys, published figures, and the record of it."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import shutil
import subprocess
from dataclasses import replace

import pytest
from opening import PAGES, opened, words_of
from test_interface import served
from test_store import OWN, migrated, running, url  # noqa: F401 - fixtures
from visitor import ask

from store import Desk, Figure, Kind, Role, SharedStore, Who, comments, figures, keys, members, sharing
from store.audit import acts, told
from store.cli import main
from views.pages.office import menu, office_page
from words import InputError, Lang, say

LAN, MINH, HOA = (Who(f"{name.lower()}@so.example", name) for name in ("Lan", "Minh", "Hoa"))


def refused(act, key: str) -> None:
    with pytest.raises(InputError) as caught:
        act()
    assert caught.value.key == key


@pytest.fixture
def at(url):  # noqa: F811
    """A desk of each person: Lan owns the workspace, Minh edits, Hoa may look."""
    assert main(["member", "--database", url, "--account", "LAN@so.example ", "--role", "owner"]) == 0
    members.set_role(Desk(url, LAN), "minh@so.example", Role.EDITOR)
    members.set_role(Desk(url, LAN), "Hoa@SO.example", Role.VIEWER)
    return {who.name: Desk(url, who) for who in (LAN, MINH, HOA)}


def test_each_role_may_what_those_before_it_may_and_no_more(at):
    assert [SharedStore(desk).role() for desk in at.values()] == [Role.OWNER, Role.EDITOR, Role.VIEWER]
    work = SharedStore(at["Minh"]).save("A", OWN, opened=None)
    assert work.saved_by == "Minh"
    refused(lambda: SharedStore(at["Hoa"]).save("A", OWN.without("own-zone-1"), opened=work.version), "store.read_only")
    refused(lambda: members.set_role(at["Minh"], "x@so.example", Role.OWNER), "store.owners_only")
    refused(lambda: members.members(at["Hoa"]), "store.owners_only")
    refused(lambda: sharing.share(at["Hoa"], work=work.name, scenario="x"), "store.read_only")
    assert list(members.members(at["Lan"])) == ["hoa@so.example", "lan@so.example", "minh@so.example"]


def test_a_role_taken_away_ends_with_the_next_act(at):
    store = SharedStore(at["Minh"])
    store.save("A", OWN, opened=None)
    members.set_role(at["Lan"], "minh@so.example", None)
    refused(store.listed, "store.no_member")


def test_a_workspace_keeps_an_owner_and_knows_its_people_alone(at):
    refused(lambda: members.set_role(at["Lan"], "lan@so.example", None), "store.last_owner")
    refused(lambda: members.set_role(at["Lan"], "lan@so.example", Role.EDITOR), "store.last_owner")
    refused(lambda: members.set_role(at["Lan"], "không phải", Role.EDITOR), "store.no_account")
    name = members.add_workspace(at["Lan"], "Đường <Vành đai> 4")
    assert members.workspaces(at["Lan"])[name] == ("Đường <Vành đai> 4", Role.OWNER)
    assert name not in members.workspaces(at["Minh"])
    refused(lambda: members.add_workspace(at["Minh"], "B"), "store.owners_only")
    refused(lambda: members.add_workspace(at["Lan"], "duong vanh dai 4"), "store.title_taken")
    other = Desk(at["Minh"].url, MINH, name)
    refused(SharedStore(other).listed, "store.no_member")
    SharedStore(Desk(at["Lan"].url, LAN, name)).save("A", OWN, opened=None)
    assert SharedStore(at["Lan"]).listed() == ()


def test_a_scenario_is_handed_to_a_person_with_its_own_routes_and_nothing_else(at):
    work = SharedStore(at["Minh"]).save("A", OWN, opened=None)
    scenario = json.loads(OWN.scenarios)["scenarios"][1]["name"]
    stranger = Desk(at["Lan"].url, Who("an@tinh.example", "An"))
    assert sharing.share(at["Minh"], work=work.name, scenario=scenario, account="An@tinh.example") == ""
    (share,) = sharing.shared_with(stranger)
    found = sharing.open_shared(stranger, number=share.number)
    assert [route.id for route in found.own.routes] == ["own-route-1"]
    assert (found.own.places, found.own.zones, found.own.brought) == ((), (), ())
    held = json.loads(found.own.scenarios)
    assert [s.get("name", s["key"]) for s in held["scenarios"]] == ["baseline", scenario]
    assert "story" not in held
    refused(lambda: sharing.open_shared(at["Hoa"], number=share.number), "store.no_share")
    refused(lambda: sharing.open_shared(Desk(stranger.url, Who()), number=share.number), "store.no_share")
    refused(SharedStore(stranger).listed, "store.no_member")
    sharing.end(at["Minh"], share.number)
    assert sharing.shared_with(stranger) == ()
    refused(lambda: sharing.open_shared(stranger, number=share.number), "store.no_share")


def test_a_link_opens_for_who_holds_it_until_it_is_ended_and_the_database_does_not_know_the_key(at):
    work = SharedStore(at["Minh"]).save("A", OWN, opened=None)
    scenario = json.loads(OWN.scenarios)["scenarios"][1]["name"]
    refused(lambda: sharing.share(at["Minh"], work=work.name, scenario="none such"), "store.no_scenario")
    refused(lambda: sharing.share(at["Minh"], work="none.gpkg", scenario=scenario), "own.library_missing")
    key = sharing.share(at["Minh"], work=work.name, scenario=scenario)
    stranger = Desk(at["Lan"].url, Who("an@tinh.example", "An"))
    assert sharing.open_shared(stranger, key=key).work.title == scenario
    refused(lambda: sharing.open_shared(stranger, key=key[:-1]), "store.no_share")
    refused(lambda: sharing.open_shared(stranger, key=sharing.key_digest(key)), "store.no_share")
    (share,) = sharing.shares(at["Minh"])
    SharedStore(at["Minh"]).remove(work.name, opened=work.version)
    refused(lambda: sharing.open_shared(stranger, key=key), "store.no_share")
    SharedStore(at["Minh"]).put_back(work.name)
    sharing.end(at["Minh"], share.number)
    refused(lambda: sharing.open_shared(stranger, key=key), "store.no_share")


def test_an_answer_stands_below_what_it_answers_and_is_about_the_same(at):
    view, other = "compare?lang=vi", "compare?lang=en"
    for words in ("một", "hai"):
        comments.say_of(at["Hoa"], Kind.VIEW, view, words)
    first, _ = comments.comments(at["Lan"], Kind.VIEW, view)
    comments.say_of(at["Lan"], Kind.VIEW, other, "trả lời", answers=first.number)
    answer = comments.comments(at["Minh"], Kind.VIEW, view)[1]
    comments.say_of(at["Minh"], Kind.VIEW, view, "trả lời nữa", answers=answer.number)
    said = comments.comments(at["Minh"], Kind.VIEW, view)
    assert [(c.body, c.answers) for c in said] == [
        ("một", None), ("trả lời", first.number), ("trả lời nữa", first.number), ("hai", None),
    ]  # fmt: skip
    assert answer.subject == view
    comments.take_back(at["Hoa"], first.number)
    left = comments.comments(at["Minh"], Kind.VIEW, view)
    assert [(c.body, c.answers) for c in left] == [("hai", None), ("trả lời", None), ("trả lời nữa", None)]
    refused(lambda: comments.say_of(at["Lan"], Kind.VIEW, view, "x", answers=first.number), "store.comment_gone")


def test_whoever_may_look_may_speak_and_takes_back_what_is_theirs(at):
    view = "compare?routes=ring-road-4&lang=vi"
    comments.say_of(at["Hoa"], Kind.VIEW, view, "Xem lại <b>số liệu</b>\ndòng 2")
    comments.say_of(at["Lan"], Kind.ROUTE, "ring-road-4", "Tuyến này")
    (said,) = comments.comments(at["Minh"], Kind.VIEW, "compare?lang=en")
    assert (said.body, said.name, said.subject) == ("Xem lại <b>số liệu</b>\ndòng 2", "Hoa", view)
    assert comments.comments(at["Minh"], Kind.VIEW, "comp?") == ()
    assert [c.body for c in comments.comments(at["Minh"], Kind.ROUTE, "ring-road-4")] == ["Tuyến này"]
    refused(lambda: comments.take_back(at["Minh"], said.number), "store.owners_only")
    comments.take_back(at["Hoa"], said.number)
    assert comments.comments(at["Minh"], Kind.VIEW, view) == ()
    refused(lambda: comments.say_of(at["Hoa"], Kind.VIEW, view, " \n "), "store.empty_comment")
    refused(lambda: comments.say_of(at["Hoa"], Kind.VIEW, view, "x" * 2001), "store.long_comment")
    stranger = Desk(at["Lan"].url, Who("an@tinh.example", "An"))
    refused(lambda: comments.comments(stranger, Kind.VIEW, view), "store.no_member")


def test_a_key_names_its_holder_until_the_next_one(at):
    first = keys.make_key(at["Hoa"])
    assert keys.holder(at["Hoa"].url, first).account == HOA.account
    second = keys.make_key(at["Hoa"])
    assert keys.holder(at["Hoa"].url, first) is None
    assert keys.holder(at["Hoa"].url, second).account == HOA.account
    assert keys.holder(at["Hoa"].url, "") is None


def test_figures_are_published_by_owners_and_stay(at):
    one = Figure("A", "saved_person_min", 12.5, None, 14.0, "person_min", "d1", "d2", dt.date(2026, 8, 1))
    refused(lambda: figures.publish(at["Minh"], [one], title="A"), "store.owners_only")
    figures.publish(at["Lan"], [one], title="A")
    (found,) = figures.published(at["Hoa"])
    assert (found.figure, found.name) == (one, "Lan")


def test_the_record_names_every_act_in_both_languages(at):
    work = SharedStore(at["Minh"]).save("A", OWN, opened=None)
    sharing.share(at["Minh"], work=work.name, scenario=json.loads(OWN.scenarios)["scenarios"][1]["name"])
    comments.say_of(at["Hoa"], Kind.ROUTE, "ring-road-4", "x")
    members.set_role(at["Lan"], "hoa@so.example", None)
    keys.make_key(at["Hoa"])
    found = acts(at["Lan"].url)
    assert [a.act for a in found] == ["key", "role", "comment", "share_link", "save", "role", "role", "role"]
    assert [a.account for a in found[:5]] == ["hoa@so.example", LAN.account, HOA.account, MINH.account, MINH.account]
    for lang in Lang:
        assert all(told(act, lang) for act in found)


@pytest.fixture
def office(at, monkeypatch):
    """The interface of an office whose people sign in; a work whose scenario has a road of the data and one of its own."""
    content = json.loads(OWN.scenarios)
    content["scenarios"][1] |= {"name": "Ưu tiên", "units": ["own-route-1", "ring-road-4"]}
    SharedStore(at["Minh"]).save("A", replace(OWN, scenarios=json.dumps(content)), opened=None)
    monkeypatch.setenv("LIEN_TINH_DATABASE", at["Lan"].url)
    monkeypatch.setenv("LIEN_TINH_LOGIN", "on")
    with served() as found:
        yield found


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"any:{key}".encode()).decode()


def read(address: str, path: str, key: str):
    answer = ask(address, path, Authorization=basic(key))
    return answer.status, json.loads(answer.body)


def test_programs_see_with_a_persons_key_what_the_person_may_see(at, office):
    hoa, stranger = keys.make_key(at["Hoa"]), keys.make_key(Desk(at["Lan"].url, Who("an@tinh.example", "An")))
    for path in ("/ogc", "/ogc/collections/places/items", "/ogc/collections/own_routes/items", "/api/openapi.json"):
        for key in ("", "x" * 32):
            assert read(office, path, key)[0] == 401
    status, found = read(office, "/ogc/collections/own_routes/items", hoa)
    assert (status, [f["properties"]["item"] for f in found["features"]]) == (200, ["own-route-1", "own-route-3"])
    assert found["features"][0]["geometry"]["coordinates"][1] == [106.2, 11.4]
    roads = read(office, "/ogc/collections/scenario_roads/items?limit=1000", hoa)[1]["features"]
    assert {f["properties"]["project_id"] for f in roads} == {"own-route-1", "ring-road-4"}
    assert {f["properties"]["scenario"] for f in roads} == {"Ưu tiên"}
    one = read(office, f"/ogc/collections/scenario_roads/items/{roads[-1]['id']}", hoa)
    assert (one[0], one[1]["id"]) == (200, roads[-1]["id"])
    listed = {c["id"] for c in read(office, "/ogc/collections", hoa)[1]["collections"]}
    assert {"own_routes", "own_places", "own_zones", "scenario_roads", "roads"} <= listed
    items = read(office, "/ogc/api", hoa)[1]["paths"]["/ogc/collections/{collectionId}/items"]["get"]["parameters"]
    assert "scenario_roads" in next(p for p in items if p["name"] == "collectionId")["schema"]["enum"]
    for name in ("own_routes", "own_places", "scenario_roads"):
        assert read(office, f"/ogc/collections/{name}/items", stranger)[1]["features"] == []
        assert read(office, f"/ogc/collections/{name}", stranger)[0] == 200
    members.set_role(at["Lan"], "hoa@so.example", None)
    assert read(office, "/ogc/collections/own_routes/items", hoa)[1]["features"] == []


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="no ogrinfo on this machine: apt install gdal-bin")
def test_gdal_reads_shared_scenarios_as_qgis_does(at, office):
    env = os.environ | {"GDAL_HTTP_USERPWD": f"any:{keys.make_key(at['Hoa'])}", "NO_PROXY": "127.0.0.1"}
    command = ["ogrinfo", "-ro", "-al", "-q", f"OAPIF:{office}/ogc", "scenario_roads"]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=60)
    assert "Ưu tiên" in done.stdout, done.stdout + done.stderr
    assert "ring-road-4" in done.stdout


def test_the_page_of_an_office_does_what_its_owner_asks_and_says_what_cannot_be(url, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LIEN_TINH_DATABASE", url)
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "on")
    desk = Desk(url, Who(name="máy", role=Role.OWNER))
    SharedStore(desk).save("A <b>", OWN, opened=None)
    monkeypatch.setitem(PAGES, "office", office_page.show)
    at = opened("office", lang="vi")
    assert not at.exception
    assert [e.value for e in at.error] == []
    account = next(t for t in at.text_input if t.label == say("store.account", Lang.VI))
    account.set_value("không phải")
    press(at, "store.add_member")
    assert any("không phải" in error.value for error in at.error)
    next(t for t in at.text_input if t.label == say("store.account", Lang.VI)).set_value("Minh@so.example")
    press(at, "store.add_member")
    assert members.members(desk) == {"minh@so.example": Role.VIEWER}
    at.selectbox("office-role-minh@so.example-viewer").set_value("editor").run()
    assert members.members(desk) == {"minh@so.example": Role.EDITOR}
    press(at, "store.share")
    (link,) = [code.value for code in at.code if "?shared=" in code.value]
    assert sharing.open_shared(Desk(url, MINH), key=link.partition("shared=")[2]).own.routes
    at.button("office-publish").click().run()
    assert {one.figure.digest for one in figures.published(desk)} != set()
    assert not at.exception
    at.button(f"office-end-{sharing.shares(desk)[0].number}").click().run()
    assert sharing.shares(desk) == ()
    assert "Minh@" not in words_of(at)
    act = next(act for act in acts(url) if act.act == "publish")
    assert told(act, Lang.VI) in words_of(at)
    assert [one for one in figures.published(desk) if "bn" in one.figure.unit] == [], (
        "a cost never stands without its scope"
    )


def test_an_earlier_edition_is_opened_and_saved_over_what_stands(url, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LIEN_TINH_DATABASE", url)
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "shared")
    store = SharedStore(Desk(url, Who(name="Lan", role=Role.OWNER)))
    work = store.save("A", OWN, opened=None)
    store.save("A", OWN.without("own-route-3"), opened=work.version)
    at = opened("own", lang="vi")
    at.session_state["own_part"] = "keep"
    at.run()
    at.button(f"open-{work.name}-1").click().run()
    assert [route.id for route in at.session_state["own_data"].routes] == ["own-route-1", "own-route-3"]
    at.session_state["own_part"] = "keep"
    at.run()
    press(at, "own.library_save")
    assert store.listed()[0].version == "3"
    assert len(store.load(work.name).own.routes) == 2


def press(at, key: str) -> None:
    next(b for b in at.button if b.label == say(key, Lang.VI)).click().run()


def test_what_is_said_of_a_view_stands_on_its_page_as_text(url, monkeypatch):  # noqa: F811
    monkeypatch.setenv("LIEN_TINH_DATABASE", url)
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "on")
    monkeypatch.setitem(PAGES, "menu", lambda: menu.button("browse"))
    at = opened("menu", lang="vi")
    at.text_area[0].set_value("Xem <b>lại</b>")
    press(at, "store.comment")
    assert "Xem <b>lại</b>" in words_of(at)
    assert "<b>lại" not in "".join(str(e.proto.body) for e in at.get("html"))
    assert at.text_area[0].value == ""
    press(at, "store.comment")
    assert any(say("store.empty_comment", Lang.VI) in error.value for error in at.error)


def test_a_link_opens_its_scenario_and_says_so_once(at, monkeypatch):
    work = SharedStore(at["Minh"]).save("A", OWN, opened=None)
    name = json.loads(OWN.scenarios)["scenarios"][1]["name"]
    key = sharing.share(at["Minh"], work=work.name, scenario=name)
    monkeypatch.setenv("LIEN_TINH_DATABASE", at["Lan"].url)
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "read")
    monkeypatch.setitem(PAGES, "linked", lambda: (menu.keep_link(), menu.open_link(), menu.notices()))
    page = opened("linked", lang="vi", shared=key)
    assert not page.exception
    opened_it = say("store.link_opened", Lang.VI, name=name, by="Minh")
    assert [bare(s.value) for s in page.success] == [bare(opened_it)]
    assert [route.id for route in page.session_state["own_data"].routes] == ["own-route-1"]
    assert name in [saved.name for saved in page.session_state["view"].compare.saved]
    assert "shared" not in page.query_params
    wrong = opened("linked", lang="vi", shared=key[:-1])
    assert [bare(w.value) for w in wrong.warning] == [bare(say("store.no_share", Lang.VI))]


def bare(text: str) -> str:
    """Without what markdown is escaped with."""
    return text.replace("\\", "")
