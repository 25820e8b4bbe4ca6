"""The page of own data, and own data on the other pages: marked, escaped, and of one session only."""

from __future__ import annotations

import io
import json
import os
import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import brought
import openpyxl
import pytest
import shapely
import streamlit
from opening import map_arguments, opened, words_of

from analysis.scenarios import Slide, Variant
from layers.user_items import RouteFields, UserData, UserPlace, UserRoute, UserZone
from user_data import autosave, library, link
from user_data.file import read_file, write_file
from views.components import downloads
from views.pages.user_data import draw, route_fields
from views.state import connectivity_settings, data, keeping, user_data
from webmap import drawn_shape
from words import Lang, say
from words.errors import InputError

CASES = Path(__file__).parent / "cases"
LINE = shapely.LineString([(106.1, 11.3), (106.5, 11.4), (106.88, 11.53)])
NAME = "Tuyến <b>của ai</b>"


def sample(*, drawn: bool = True) -> UserData:
    route = UserRoute("", RouteFields(NAME, speed_kmh=80), LINE, drawn=drawn)
    zone = UserZone("", "Vùng <i>x</i>", "", shapely.box(106.1, 11.1, 106.2, 11.2))
    return UserData().added(routes=[route], places=[UserPlace("", "Chợ <i>x</i>", "", 106.4, 11.35)], zones=[zone])


def with_own(page: str, own: UserData):
    at = opened(page, lang="vi")
    at.session_state["own_data"] = own
    at.session_state["view"] = replace(at.session_state["view"], routes=("own-route-1",))
    return at.run()


def test_own_things_are_on_the_map_escaped_and_marked_and_in_no_other_session():
    at = with_own("browse", sample())
    sent = map_arguments(at)["drawn"]
    for item in ("own-route-1", "own-place-1", "own-zone-1"):
        assert f'"id":"{item}"' in sent
    told = json.loads(sent)
    named = {row[2].replace("\n", " "): row[3] for row in told.pop("labels")}  # written as text, never as markup
    assert {name: named.get(name) for name in ("Chợ <i>x</i>", "Vùng <i>x</i>")} == {
        "Chợ <i>x</i>": "own",
        "Vùng <i>x</i>": "own",
    }
    assert "project lt-g-own" in named.values()
    assert "<b>của ai" not in json.dumps(told, ensure_ascii=False)
    assert "&lt;b&gt;của ai" in sent.replace("\\u0026", "&")
    assert say("layers.project_group_own", Lang.VI) in words_of(at)
    other = opened("browse", lang="vi")
    assert "own-route-1" not in map_arguments(other)["drawn"]
    assert "của ai" not in words_of(other)
    assert say("layers.project_group_own", Lang.VI) not in words_of(other)


def test_what_is_computed_from_own_data_serves_its_own_session_alone(monkeypatch):
    """Two users with the same data: what a cache shared by all keeps for one is never handed to the other."""
    own = UserData().added(places=[UserPlace("", "Chợ", "", 106.4, 11.35)])
    first, second = {}, {}
    asked = []
    for session in (first, second, first):
        monkeypatch.setattr(streamlit, "session_state", session)
        if not user_data.current():
            user_data.put(own)
        asked.append(data.kept(("figure of own data",), object))
    assert asked[0] is asked[2]
    assert asked[0] is not asked[1]


def test_the_address_carries_the_digest_and_never_the_data():
    at = with_own("browse", sample())
    at.run()
    address = {name: str(value) for name, value in at.query_params.items()}
    assert sample().digest in str(address["mydata"])
    assert "drawn" not in address
    assert "106.5" not in str(address)
    receiver = opened("browse", lang="vi", mydata=sample().digest)
    assert any(sample().digest in warning.value for warning in receiver.warning)
    assert [w.value for w in opened("browse", lang="vi", mydata="../../x").warning] == []


@pytest.fixture
def personal(monkeypatch, tmp_path):
    """A machine that keeps a library, here in a folder of the test."""
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "on")
    monkeypatch.setattr(autosave, "FOLDER", tmp_path / "auto")
    return tmp_path / "auto"


def test_a_reloaded_page_has_the_data_again_on_a_personal_machine(personal, monkeypatch):
    at = with_own("browse", sample())
    address = {name: "~".join(v) if isinstance(v, list) else v for name, v in at.query_params.items()}
    assert [path.stem for path in personal.glob("*.gpkg")] == [sample().digest]
    again = opened("browse", **address)
    assert again.session_state["own_data"] == sample()
    assert again.session_state["view"].routes == ("own-route-1",)
    assert not again.warning
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "shared")  # everybody in the network could ask
    assert any(sample().digest in warning.value for warning in opened("browse", **address).warning)


def test_only_the_latest_states_are_kept_and_a_damaged_one_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(autosave, "KEPT", 3)
    states = [UserData().added(places=[UserPlace("", f"Chợ {n}", "", 106.4, 11.35)]) for n in range(5)]
    for n, own in enumerate(states):
        autosave.keep(own, tmp_path)
        os.utime(tmp_path / f"{own.digest}.gpkg", (1e9 - n, 1e9 - n))  # the clock goes backwards
    assert [autosave.kept(own.digest, tmp_path) for own in states] == [None, None, *states[2:]]
    (tmp_path / f"{states[3].digest}.gpkg").write_bytes((tmp_path / f"{states[4].digest}.gpkg").read_bytes())
    assert autosave.kept(states[3].digest, tmp_path) is None
    (tmp_path / f"{states[4].digest}.gpkg").write_bytes(b"SQLite format 3")
    assert autosave.kept(states[4].digest, tmp_path) is None
    assert autosave.kept("../../x", tmp_path) is None


def test_a_chosen_file_is_kept_whole_and_a_damaged_one_is_none(tmp_path):
    digests = [autosave.keep_brought(f"tệp {n}.csv", b"a\nb" * n, tmp_path) for n in range(1, 5)]
    assert autosave.brought(digests[-1], tmp_path) == ("tệp 4.csv", b"a\nb" * 4)
    assert len(list((tmp_path / "brought").iterdir())) == 3
    (tmp_path / "brought" / digests[-1]).write_bytes(b'{"name": "x"}\n')
    assert autosave.brought(digests[-1], tmp_path) is None
    assert autosave.brought("../../x", tmp_path) is None
    assert autosave.keep_brought("x", b"y", tmp_path / "brought" / digests[-1]) == ""  # a file where a folder should be


@pytest.mark.parametrize(("key", "words"), [("own.disk_full", "ổ đĩa đã đầy"), ("own.not_written", "không ghi được")])
def test_the_page_promises_nothing_that_was_not_kept(personal, monkeypatch, key, words):
    monkeypatch.setattr(autosave, "keep", lambda *_: (_ for _ in ()).throw(InputError(key, file="x")))
    at = opened("own", lang="vi")
    at.session_state["own_data"] = sample()
    at.session_state["own_changed"] = True
    at.session_state["own_part"] = "keep"
    at.run()
    assert say("own.unsaved", Lang.VI) in words_of(at)
    assert say("own.unsaved_kept", Lang.VI) not in words_of(at)
    assert say("own.autosaved", Lang.VI) not in words_of(at)
    assert any(words in warning.value for warning in at.warning)
    monkeypatch.undo()
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "on")
    monkeypatch.setattr(autosave, "FOLDER", personal)
    monkeypatch.setattr(keeping, "_AGAIN_S", 0.0)  # the disk was cleared meanwhile
    at.run()
    assert say("own.unsaved_kept", Lang.VI) in words_of(at)
    assert not at.warning


def test_removing_from_the_library_asks_first_and_can_be_undone(personal, monkeypatch):
    monkeypatch.setattr(library, "FOLDER", personal)
    library.save("a.gpkg", b"x", opened=None, folder=personal)
    at = opened("own", lang="vi")
    at.session_state["own_part"] = "keep"
    at.run()
    at.button("drop-a.gpkg").click().run()
    assert [kept.file for kept in library.listed(personal)] == ["a.gpkg"]
    at.button("keep-drop-a.gpkg").click().run()
    assert not [b for b in at.button if b.key == "sure-drop-a.gpkg"]
    at.button("drop-a.gpkg").click().run()
    at.button("sure-drop-a.gpkg").click().run()
    assert library.listed(personal) == ()
    at.button("library-back").click().run()
    assert [kept.file for kept in library.listed(personal)] == ["a.gpkg"]
    with pytest.raises(KeyError):
        at.button("library-back")


def test_a_file_changed_elsewhere_opens_and_what_is_wrong_stands_on_the_page(personal, monkeypatch):
    brought.read_here(monkeypatch)
    path = personal.parent / "a.gpkg"
    path.write_bytes(write_file(sample()))
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE routes SET road_class = 'đường mòn', along_m = '[[NaN, 1]]'")
    database.close()
    monkeypatch.setattr(library, "FOLDER", personal.parent)
    at = opened("own", lang="vi")
    at.session_state["own_part"] = "keep"
    at.run()
    at.button("open-a.gpkg").click().run()
    assert [route.fields.road_class for route in at.session_state["own_data"].routes] == ["primary"]
    (told,) = [warning.value for warning in at.warning]
    assert "Loại đường" in told
    assert "đường mòn" in told
    assert "nan, 1" in told


def test_a_click_that_opens_a_part_takes_no_choice_back_with_the_address_from_before():
    at = with_own("own", sample())
    at.session_state["own_part"] = "items"
    at.run()
    at.query_params["routes"] = "-"  # what a slow browser still shows
    at.button("edit-own-place-1").click().run()
    assert at.session_state["own_part"] == "draw"
    assert at.session_state["view"].routes == ("own-route-1",)


def test_what_is_taken_from_the_list_comes_back_with_its_ticks():
    at = with_own("own", sample())
    at.session_state["own_part"] = "items"
    at.run()
    at.button("remove-own-route-1").click().run()
    assert at.session_state["own_data"] == sample()  # it asks first
    at.button("sure-remove-own-route-1").click().run()
    assert at.session_state["own_data"].routes == ()
    at.button("own-undo").click().run()
    assert at.session_state["own_data"] == sample()
    assert "own-route-1" in at.session_state["view"].routes


def test_all_own_data_go_after_a_question_and_come_back():
    at = with_own("own", sample())
    at.session_state["own_part"] = "items"
    at.run()
    at.button("clear-own").click().run()
    at.button("clear-own").click().run()  # pressed again it asks no more
    assert not [b for b in at.button if b.key == "sure-clear-own"]
    at.button("clear-own").click().run()
    at.button("sure-clear-own").click().run()
    assert not at.session_state["own_data"]
    assert "own-route-1" not in at.session_state["view"].routes
    at.button("own-undo").click().run()
    assert at.session_state["own_data"] == sample()
    assert "own-route-1" in at.session_state["view"].routes
    assert not [b for b in at.button if b.key == "own-undo"]


def test_drawn_routes_go_into_the_link_only_on_a_tick_and_arrive_whole():
    at = with_own("browse", sample())
    at.session_state["own_in_link"] = True
    at.run()
    text = at.query_params["drawn"]
    text = text[0] if isinstance(text, list) else text
    assert len(text) <= link.LONGEST
    receiver = opened("own", lang="vi", drawn=text)
    got = receiver.session_state["own_data"]
    assert [r.fields for r in got.routes] == [r.fields for r in sample().routes]
    assert shapely.equals_exact(got.routes[0].geometry, LINE, tolerance=1e-5)
    assert not got.places
    uploaded = with_own("browse", sample(drawn=False))
    uploaded.session_state["own_in_link"] = True
    uploaded.run()
    assert "drawn" not in uploaded.query_params


def test_who_copies_a_link_is_told_what_of_the_own_data_it_does_not_carry():
    def told(at) -> list[str]:
        (shell,) = (
            found
            for element in at.get("bidi_component")
            if "words" in (found := json.loads(element.proto.json)) and "without" in found["words"]
        )
        return shell["words"]["without"]

    at = with_own("browse", sample())
    part = say("own.part_keep", Lang.VI)
    assert told(at) == [say("own.link_without", Lang.VI, routes=1, places=1, zones=1, part=part)]
    at.session_state["own_in_link"] = True  # drawn routes then travel with it
    assert told(at.run()) == [say("own.link_without", Lang.VI, routes=0, places=1, zones=1, part=part)]
    at.session_state["own_data"] = UserData().added(routes=sample().routes)
    assert told(at.run()) == []
    assert told(opened("browse", lang="vi")) == []


def test_a_link_that_is_too_long_or_damaged_is_refused():
    many = [
        UserRoute("", RouteFields(f"Tuyến {i}", note=random.Random(i).randbytes(300).hex()), LINE, drawn=True)
        for i in range(40)
    ]
    with pytest.raises(InputError, match="own-data file"):
        link.write_link(many)
    whole = link.write_link(sample().routes)
    for text in ("x", "", whole[:-9], whole[::-1], whole * 200, "eJyLjgUAARUAuQ", whole.replace(whole[20], "?")):
        with pytest.raises(InputError):
            link.read_link(text)
    assert not opened("own", lang="vi", drawn=whole[:-9]).exception


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("part", ["draw", "upload", "items", "keep"])
def test_every_part_opens_in_both_languages(part, lang):
    at = opened("own", lang=lang.value)
    at.session_state["own_data"] = sample()
    at.session_state["own_part"] = part
    at.session_state[f"own-part-{lang.value}"] = say(f"own.part_{part}", lang)
    at.run()
    assert not at.exception
    assert [e.value for e in at.error] == []
    assert all("<b>của ai" not in str(element.proto.body) for element in at.get("html"))


def test_the_library_is_off_on_a_network_unless_asked_for(monkeypatch):
    for state, allowed, shared in (
        ("on", True, False),
        ("off", False, False),
        ("read", True, True),
        ("shared", True, True),
    ):
        monkeypatch.setenv("LIEN_TINH_LIBRARY", state)
        assert (keeping.library_allowed(), keeping.library_open_to_all()) == (allowed, shared)


def test_saved_scenarios_go_into_the_file_and_come_back(monkeypatch):
    at = with_own("own", sample())
    view = at.session_state["view"]
    saved = Variant("own-1", "Của tôi", frozenset({"own-route-1", "ring-road-3"}))
    at.session_state["view"] = replace(view, compare=replace(view.compare, saved=(saved,)))
    at.session_state["own_part"] = "keep"
    at.session_state["own-part-vi"] = say("own.part_keep", Lang.VI)
    at.run()
    assert not at.exception
    content = at.session_state["own_written"][2]
    brought.read_here(monkeypatch)
    kept = read_file("a.gpkg", content).own
    assert kept.digest == sample().digest
    assert "own-route-1" in kept.scenarios
    assert "Của tôi" in kept.scenarios


@pytest.mark.parametrize("lang", list(Lang))
def test_a_doubtful_number_is_asked_about_at_the_button_that_takes_it_over(personal, lang):
    at = opened("own", lang=lang.value)
    content = (CASES / "cost_thousand_dot.csv").read_bytes()
    at.session_state["own_brought"] = autosave.keep_brought("a.csv", content, personal)
    at.session_state["own_part"] = "upload"
    at.session_state[f"own-part-{lang.value}"] = say("own.part_upload", lang)
    at.run()
    assert not at.exception
    keys = [str(getattr(element, "key", "") or "") for element in at.main]
    asked = next(n for n, key in enumerate(keys) if key.startswith("own-notation-"))
    button = keys.index("own-accept")
    assert 0 < button - asked <= 3  # between them at most the ticks that belong to the button
    assert next(n for n, key in enumerate(keys) if key.startswith("own-snap-")) > asked


def _told_in(content: bytes, name: str) -> str:
    """What a file tells, as text; a workbook is packed."""
    if not name.endswith(".xlsx"):
        return content.decode("utf-8", errors="replace")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_files_asked_for_later_know_the_own_data_of_the_session(monkeypatch):
    """Streamlit makes a file when its button is pressed, on a thread that belongs to no session."""
    offered = {}

    def button(_label, content, name, *_, **__):
        offered[name] = content

    at = opened("connectivity", lang="vi", tab="border", edge="communes", when="before")
    monkeypatch.setattr(downloads.st, "download_button", button)
    at.session_state["own_data"] = sample()
    at.session_state["view"] = replace(at.session_state["view"], routes=("own-route-1",))
    said = ""
    for ties in ("", "missing", "routes"):
        view = at.session_state["view"]
        more = {"tab": connectivity_settings.Tab.BETWEEN, "between_sheet": ties} if ties else {}
        at.session_state["view"] = replace(view, connectivity=replace(view.connectivity, **more))
        assert [e.value for e in at.run().error] == []
        said += words_of(at)
    with ThreadPoolExecutor(1) as apart:
        made = {name: apart.submit(content).result() for name, content in offered.items()}
    assert {name.partition("_")[0] for name in made} >= {
        "xa-bien-gioi",
        "lien-ket-thieu",
        "lat-cat",
        "lo-trinh-doc-lap",
    }
    for name, content in made.items():
        digest = name.rpartition("_")[2].partition(".")[0]
        assert digest in _told_in(content, name), name
        assert digest in said or name.startswith("lat-cat"), name


def places_of_tabs(block, path=()):
    """Where in the page each row of tabs stands, as the browser is told."""
    found = []
    for index, child in getattr(block, "children", {}).items():
        if child.type == "tab_container":
            found.append((*path, index))
        found += places_of_tabs(child, (*path, index))
    return found


@pytest.mark.parametrize("page", ["own", "compare"])
def test_a_message_above_the_tabs_does_not_move_them(page):
    # the browser settles moved tabs on the one that was open and misses which one the program opened
    at = with_own(page, sample())
    before = places_of_tabs(at.main)
    at.session_state["own_said"] = ("Đã nhận", ("một", "hai"))
    at.session_state["address_refused"] = ["year=1800"]
    at.run()
    assert "year=1800" in " ".join(element.value for element in at.warning)
    assert before
    assert places_of_tabs(at.main) == before


def test_the_tick_beside_a_drawn_line_is_kept_while_another_part_is_open_and_over_a_reload(monkeypatch):
    at = opened("own", lang="vi")
    at.session_state["own_drawn"] = [drawn_shape(LINE, item_id="x")]
    at.run()
    at.checkbox(key="own-draw-0-snap").uncheck().run()
    for part in ("keep", "draw"):
        at.session_state["own_part"] = part
        at.run()
    assert at.checkbox(key="own-draw-0-snap").value is False
    told = map_arguments(at)["sheet"]["entered"]
    assert told == {"snap": "off"}
    monkeypatch.setattr(streamlit, "session_state", {})
    route_fields.bring("own-draw-0", told | {"road_class": "on", "access": ["on"], "status": "gone"})
    assert route_fields.entered("own-draw-0") == {"own-draw-0-snap": "off"}


def test_a_drawn_route_is_added_although_another_control_ended_the_run_that_added_it():
    """Laying it on the network takes seconds; who opens another tab meanwhile finds the route there."""
    at = opened("own", lang="vi")
    told = {"name": "Tuyến thử", "speed_kmh": 80}
    at.session_state["own_taking"] = draw._Wanted(None, (LINE,), told, snap=False)
    at.run()
    assert [r.fields.name for r in at.session_state["own_data"].routes] == ["Tuyến thử"]
    assert "own_taking" not in at.session_state
    at.session_state["own_taking"] = draw._Wanted(None, (LINE,), {**told, "name": ""}, snap=False)
    at.run()
    assert len(at.session_state["own_data"].routes) == 1
    assert "own_taking" not in at.session_state
    assert [e.value for e in (*at.error, *at.warning)]


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Điểm cuối của “Tuyến thử” nằm giữa Hồ Dầu Tiếng"), ("en", "“Tuyến thử” ends in")]
)
def test_a_route_drawn_into_a_lake_is_taken_with_a_word_on_it(lang, said):
    at = opened("own", lang=lang)
    into = shapely.LineString([(106.3, 11.2), (106.34, 11.42)])
    at.session_state["own_taking"] = draw._Wanted(None, (into,), {"name": "Tuyến thử", "speed_kmh": 80}, snap=False)
    at.run()
    assert [r.fields.name for r in at.session_state["own_data"].routes] == ["Tuyến thử"]
    assert said in "".join(w.value for w in at.warning)


def test_what_this_machine_kept_last_is_offered_where_nothing_is(personal, monkeypatch):
    """The program opened by its plain address knows no digest: own data and presentation are a click away all the same."""
    slides = (Slide(title="Bản đồ"), Slide(title="Tổng hợp"))
    with_own("browse", sample())
    at = opened("briefing", desk="story")
    at.session_state["story"] = slides
    at.run()
    again = opened("own", lang="vi")
    assert f"{len(sample().shapes)} đối tượng, lúc" in words_of(again)
    again.button(key="own-last").click().run()
    assert again.session_state["own_data"] == sample()
    again = opened("briefing", desk="story", lang="vi")
    assert "2 trang, lúc" in words_of(again)
    again.button(key="story-last").click().run()
    assert again.session_state["story"] == slides
    first = opened("browse", lang="vi")  # the page that opens
    assert {"own-last", "story-last"} <= {b.key for b in first.button}
    first.button(key="story-last").click().run()
    assert first.session_state["story"] == slides
    assert "own-last" in {b.key for b in first.button}
    first.button(key="own-last").click().run()
    assert first.session_state["own_data"] == sample()
    other = opened("browse", lang="vi")
    next(box for box in other.checkbox if box.key != "none").set_value(False).run()  # other work has begun
    assert not {"own-last", "story-last"} & {b.key for b in other.button}
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "shared")  # everybody in the network would have it
    assert "story-last" not in {b.key for b in opened("briefing", desk="story").button}
