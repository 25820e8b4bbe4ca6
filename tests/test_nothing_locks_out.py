"""No choice, file or address of a user's leaves a page without its controls, and none loses what was there."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from graphs import real_world
from hypothesis import HealthCheck, example, given, settings, strategies as st
from opening import open_panel, opened, words_of
from tiers import examples, some

from analysis.network import Mode, SpeedCase
from analysis.scenarios.scenario_set import MOST_CLOSED, MOST_VARIANTS, ScenarioSet, read_set, write_set
from analysis.scenarios.supply import known_stretch, segment_of, stretch_name
from analysis.scenarios.variants import DRAFT, Assumptions, Variant, Weighting, ready_keys
from layers.projects import asked_for, read_projects
from views.components.signs import class_of
from views.state import address as url, compare_settings, scenario_codec, scenarios, session_view
from views.state.session_view import View
from words import Lang, say
from words.errors import InputError

PAGES = ("compare", "connectivity", "briefing")
DRAFT_TITLE = say("scenarios.title_draft", Lang.VI, count=2)  # two roads ticked
PROJECTS = read_projects()
SECTIONS = [s.section_id for p in PROJECTS for s in p.sections]
UNITS = [*(p.id for p in PROJECTS), *SECTIONS[::7], "+".join(SECTIONS[:3]), "gone", "ring-road-3/99"]


def controls(at) -> set[str]:
    """Keys of what a person can act on."""
    kinds = ("checkbox", "selectbox", "button", "text_input", "select_slider", "multiselect", "file_uploader")
    return {str(e.key) for kind in kinds for e in at.get(kind)}


def held(at, page: str) -> None:
    """A page with its controls: those that choose routes and scenarios, or the file."""
    assert not at.exception
    found = controls(at)
    if page == "briefing":
        assert {"subject", "meeting-kind"} <= found
    else:
        assert {class_of("ring-road-3"), "year", "routes-none"} <= found


def tick(at, project_id: str):
    at.checkbox(key=class_of(project_id)).check().run()
    return at


def file_of(at) -> str:
    """The file that the page offers for download."""
    view = at.session_state["view"]
    columns = scenarios.columns(view)
    return write_set(columns.scenario_set, data_digest="x", subject=columns.subject(view).key)


def open_file(at, content: str):
    open_panel(at, "columns").file_uploader(key="scenario-file").set_value(
        ("phuong-an.json", content.encode(), "application/json")
    ).run()
    return at


def everywhere(at) -> None:
    """The state of a page opens on all pages from its address, as after a reload."""
    address = {name: texts[0] if isinstance(texts, list) else texts for name, texts in at.query_params.items()}
    for page in some(PAGES):
        held(opened(page, **address), page)


def test_a_draft_saved_opened_and_gone_on_with_keeps_every_control():
    first = tick(opened("compare", lang="vi", part="overview"), "dt794")
    content = file_of(first)
    assert "Phương án gồm" not in content
    second = open_file(opened("compare", lang="vi", part="overview"), content)
    assert [v.key for v in scenarios.columns(second.session_state["view"]).scenario_set.variants][-1] == DRAFT
    tick(open_panel(second, "routes"), "dt795")
    held(second, "compare")
    assert len(second.error) == 0
    draft = scenarios.columns(second.session_state["view"]).scenario_set.variants[-1]
    assert draft.title(Lang.VI) == say("scenarios.title_draft", Lang.VI, count=len(draft.units))
    assert draft.title(Lang.VI) in words_of(second)
    everywhere(second)


@pytest.mark.parametrize("key", ["own-6", "own-1"])
def test_a_file_that_bears_the_reserved_name_opens(key):
    """Files of before hold the draft under its title; opened and saved again, as one of the user's."""
    title = say("scenarios.title_draft_old", Lang.VI) if key == "own-6" else DRAFT_TITLE
    old = {"key": key, "name": title, "units": ["ring-road-3"], "year": None, "closed_links": []}
    content = json.loads(write_set(ScenarioSet(), data_digest="x")) | {"scenarios": [{"key": "baseline"}, old]}
    at = open_file(opened("compare", lang="vi", part="overview"), json.dumps(content))
    tick(open_panel(at, "routes"), "dt795")
    held(at, "compare")
    variants = scenarios.columns(at.session_state["view"]).scenario_set.variants
    if key == "own-6":
        assert [v.key for v in variants] == ["baseline", DRAFT]
    else:
        assert variants[1].title(Lang.VI) == f"{DRAFT_TITLE} (2)"
        assert [v.key for v in variants[2:]] == [DRAFT]
        assert f"“{DRAFT_TITLE} (2)”" in words_of(open_panel(at, "columns"))
    everywhere(at)


@pytest.mark.parametrize(
    "own",
    [
        f"{DRAFT_TITLE}*ring-road-3**",
        f"{Variant(DRAFT).title(Lang.EN)}*ring-road-3**!a*ring-road-4**!A*ring-road-4**",
        f"{Variant('agreement').title(Lang.VI)}*ring-road-3**",
        "x*ql14c-border-line~ql14c-existing-roads*2090*1~2~3*hcm-chon-thanh-duc-hoa/13@1~nowhere/1@5",
    ],
)
def test_an_address_with_names_that_cannot_stay_opens_and_says_so(own):
    address = {"lang": "vi", "own": own, "routes": "hcm-chon-thanh-duc-hoa", "part": "pair"}
    at = opened("compare", **address)
    held(at, "compare")
    for _, new in scenario_codec.renamed({"own": own}):
        assert f"“{new}”" in words_of(at)
    everywhere(at)


@pytest.mark.parametrize("name", [DRAFT_TITLE, DRAFT_TITLE.upper(), Variant("plan-2030").title(Lang.EN)])
def test_a_reserved_name_is_refused_at_the_field(name):
    at = open_panel(opened("compare", lang="vi", routes="ring-road-3", part="pair"), "columns")
    at.text_input(key="new-name").set_value(name).run()
    at.button(key="save").click().run()
    assert [e.value for e in at.error]
    assert at.session_state["view"].compare.saved == ()
    assert at.text_input(key="new-name").value == name


@pytest.mark.parametrize("fault", [InputError("scenarios.same_name", name="x"), RuntimeError("a fault of the program")])
@pytest.mark.parametrize("page", PAGES)
def test_the_controls_stay_whatever_fails_between_the_choices_and_the_figures(page, fault, monkeypatch):
    def fails(*_: object) -> None:
        raise fault

    monkeypatch.setattr("views.state.scenarios._columns", fails)
    at = opened(page, lang="vi", routes="ring-road-3", own="a*ring-road-4**")
    held(at, page)
    assert len(at.error) == 1
    if page == "compare":
        open_panel(at, "columns").button(key="remove-0").click().run()
        at.button(key="sure-remove-0").click().run()
        assert at.session_state["view"].compare.saved == ()


@pytest.mark.parametrize("content", ["{", "[]", '{"format": "lien-tinh-scenarios", "version": 9}', "\x00"])
def test_a_file_that_cannot_be_used_changes_nothing_and_says_so_at_the_field(content):
    at = opened("compare", lang="vi", routes="ring-road-3", own="a*ring-road-4**", part="pair")
    before = at.session_state["view"]
    open_file(at, content)
    assert at.session_state["view"].compare == before.compare
    assert at.warning
    held(open_panel(at, "routes"), "compare")


def test_a_file_of_nothing_but_faults_is_told_in_few_words(world):
    odd = {"key": "own-1", "name": "\ud800a", "units": ["\ud800" + str(n) for n in range(300)]}
    odd |= {"closed_links": list(range(10**12, 10**12 + 300)), "closed_stretches": ["x"] * 5 + [7]}
    content = json.loads(write_set(ScenarioSet(), data_digest="x")) | {"scenarios": [odd], "subject": ["x"]}
    content |= {"data_date": "\ud800"}
    at = open_file(opened("compare", lang="vi", part="pair"), json.dumps(content))
    assert not at.exception
    assert 0 < len(at.warning) < 20
    assert say("compare.more_told", Lang.VI, count=0)[-12:] in words_of(at)
    held(open_panel(at, "routes"), "compare")


def test_what_a_file_replaces_can_be_brought_back():
    at = opened("compare", lang="vi", routes="ring-road-3", own="Của tôi*ring-road-4**", speeds="low", part="pair")
    before = at.session_state["view"]
    open_file(at, write_set(ScenarioSet(), data_digest="x"))
    assert at.session_state["view"].compare.saved == ()
    assert at.session_state["view"].routes is None
    at.button(key="bring-back").click().run()
    assert at.session_state["view"] == before
    assert "bring-back" not in controls(at)
    open_panel(at, "columns").button(key="remove-0").click().run()
    at.button(key="sure-remove-0").click().run()
    at.button(key="bring-back").click().run()
    assert at.session_state["view"].compare.saved == before.compare.saved


def test_the_draft_once_saved_stands_in_the_table_under_its_name():
    at = open_panel(opened("compare", lang="vi", routes="ring-road-3~ring-road-4", part="overview"), "columns")
    assert DRAFT_TITLE in words_of(at)
    at.text_input(key="new-name").set_value("Vành đai trước").run()
    at.button(key="save").click().run()
    assert not at.error
    assert words_of(at).count("Vành đai trước") >= 2  # the finding and the column
    assert f"“{DRAFT_TITLE}”" not in words_of(at)
    at.text_input(key="name-0-Vành đai trước").set_value("Tên khác").run()
    assert "Vành đai trước" not in words_of(at)


def test_a_closure_opened_to_be_edited_stays_in_the_scenario():
    own = "Đóng*ring-road-3**4831*hcm-chon-thanh-duc-hoa/13@6871"
    at = open_panel(opened("compare", lang="vi", own=own, part="pair"), "columns")
    at.button(key="edit-0").click().run()
    columns = scenarios.columns(at.session_state["view"])
    assert columns.working == "own-1"  # nothing is changed yet: no column of its own
    tick(open_panel(at, "routes"), "dt795")
    draft = scenarios.columns(at.session_state["view"]).scenario_set.variants[-1]
    assert (draft.key, draft.closed_links) == (DRAFT, frozenset({4831}))
    assert draft.closed_stretches == frozenset({"hcm-chon-thanh-duc-hoa/13@6871"})
    open_panel(at, "columns").text_input(key="new-name").set_value("Cả hai").run()
    at.button(key="save").click().run()
    kept = at.session_state["view"].compare.saved[1]
    assert (kept.units, kept.closed_links) == ({"ring-road-3", "dt795"}, {4831})
    everywhere(at)


def test_the_draft_that_equals_another_column_takes_none_and_pushes_none_out():
    own = tuple(Variant("", f"S{n}", frozenset({"ring-road-3", f"ring-road-4/{n}"})) for n in range(1, 3))
    view = View(compare=compare_settings.CompareSettings(saved=own))
    keys = [v.key for v in scenarios.columns(view).scenario_set.variants]
    assert keys == ["baseline", "current", "plan-2030", "agreement", "own-1", "own-2"]
    same = replace(view, routes=tuple(own[1].units))
    columns = scenarios.columns(same)
    assert [v.key for v in columns.scenario_set.variants] == keys
    assert (columns.working, columns.left_out) == ("own-2", ())
    assert columns.subject(same).key == "own-2"
    assert scenarios.columns(replace(view, routes=asked_for(PROJECTS).kept)).working == "agreement"
    assert scenarios.columns(replace(view, routes=())).working == "baseline"
    more = scenarios.columns(replace(view, routes=("dt795",)))
    assert [v.key for v in more.left_out] == ["current"]
    assert more.working == DRAFT
    assert Variant("current").title(Lang.VI) in scenarios.told(more, Lang.VI)[0]


def test_reference_scenarios_are_never_left_out_in_silence():
    own = "!".join(f"S{n}*ring-road-4/{n}**" for n in range(1, 5))
    for tab in ("routes", "columns", "assumptions"):
        at = open_panel(opened("compare", lang="vi", own=own, routes="ring-road-3", part="overview"), tab)
        assert sum(Variant("plan-2030").title(Lang.VI) in w.value for w in at.warning) == 1
        assert words_of(at).count("Hiện không hiển thị") == 2  # above the table, and where one can be removed


def test_one_place_for_both_ends_is_refused_beside_the_list():
    at = opened("compare", lang="vi", routes="ring-road-3", part="pair")
    before = at.session_state["view"]
    at.selectbox(key="place-origin").set_value(before.destination).run()
    assert at.session_state["view"] == before
    assert at.selectbox(key="place-origin").value == before.origin
    assert len(at.warning) == 1
    assert not at.error
    at.selectbox(key="place-origin").set_value("gate-moc-bai").run()
    assert not at.warning
    everywhere(at)


# ---- every state that the interface can reach -------------------------------------------------------------------

_NAMES = st.sampled_from(
    ["a", "A", "b", DRAFT_TITLE, say("scenarios.title_draft", Lang.EN, count=2), "Phương án 2", "x" * 80]
)
_CHOSEN = st.lists(st.sampled_from(UNITS), max_size=6, unique=True).map(tuple)
_STRETCHES = st.sampled_from(["hcm-chon-thanh-duc-hoa/13@6871", "ring-road-3/1@100", "gone/1@1"])
_SAVED = st.builds(
    Variant,
    key=st.just("own-1"),  # the settings give each its own
    name=_NAMES,
    units=_CHOSEN.map(frozenset),
    year=st.none() | st.integers(2021, 2100),
    closed_links=st.frozensets(st.sampled_from([4831, 100, 10**11]), max_size=2),
    closed_stretches=st.frozensets(_STRETCHES, max_size=2),
)
_VIEWS = st.builds(
    View,
    lang=st.sampled_from(Lang),
    routes=st.none() | _CHOSEN,
    year=st.none() | st.integers(2021, 2050),
    compare=st.builds(
        compare_settings.CompareSettings,
        ready=st.lists(st.sampled_from(ready_keys()), unique=True).map(
            lambda x: tuple(k for k in ready_keys() if k in x)
        ),
        saved=st.lists(_SAVED, max_size=scenario_codec.MOST_SAVED).map(tuple),
        closed=st.sampled_from([(), (100, 4831)]),
        stretches=st.sampled_from([(), ("hcm-chon-thanh-duc-hoa/13@6871",)]),
        shut=st.booleans(),
        subject=st.sampled_from(["", "baseline", "current", "agreement", "own-1", "own-4", DRAFT]),
        assumptions=st.builds(
            Assumptions,
            mode=st.sampled_from(Mode),
            speeds=st.sampled_from(SpeedCase),
            weighting=st.sampled_from(Weighting),
            beta_per_min=st.sampled_from([0.0, 0.02, 0.035, 1.0]),
            districts=st.sampled_from([frozenset(), frozenset({"dist-go-dau"}), frozenset({"gone"})]),
        ),
    ),
)


@settings(max_examples=examples(150, short=50), deadline=None, suppress_health_check=list(HealthCheck))
@example(View(routes=("hcm-chon-thanh-duc-hoa", "hcm-chon-thanh-duc-hoa/1")))  # a road and a part of it: one road
@given(_VIEWS)
def test_any_view_has_columns_that_can_stand_and_a_file_that_gives_them_again(view):
    world = real_world()
    columns = scenarios.columns(view)
    found, subject = columns.scenario_set, columns.subject(view)
    assert len(found.variants) <= MOST_VARIANTS
    assert subject in found.variants
    titles = [v.title(lang).casefold() for lang in Lang for v in found.variants]
    assert len({*titles}) >= len(found.variants)
    for variant in found.variants:
        world.require_feasible(variant.scenario(found.assumptions))
        assert len(variant.closed_links) <= MOST_CLOSED
    opened_ = read_set(write_set(found, data_digest=world.data_digest, subject=subject.key), world)
    assert opened_.faults == () or {f.key for f in opened_.faults} <= {"scenarios.empty", "scenarios.many_units"}
    session_view.put(View(lang=view.lang))  # a draft of one route goes by its name in the page's language
    assert scenarios.adopt(opened_) == ()
    again = scenarios.columns(session_view.current())
    assert [_plain(v) for v in again.scenario_set.variants] == [_plain(v) for v in found.variants]
    assert again.assumptions == found.assumptions
    assert again.subject(session_view.current()).title(Lang.VI) == subject.title(Lang.VI)
    known = url.Known(routes={*UNITS, *SECTIONS, *(p.id for p in PROJECTS)}, places=set(world.places))
    assert url.read(url.write(session_view.current()), known=known) == (session_view.current(), [])


def _plain(variant: Variant) -> tuple[object, ...]:
    """A column by what a person sees of it."""
    return (variant.title(Lang.VI), variant.units, variant.year, variant.closed_links, variant.closed_stretches)


def test_every_stretch_keeps_its_name(world):
    segments = world.links.segments
    for segment in np.flatnonzero(segments.to_m - segments.from_m > 2).tolist():
        name = stretch_name(world.links, segment)
        assert known_stretch(world.links, name) == name
        assert segment_of(world.links, name) == segment
