"""The tabs of ties and of critical roads without a browser: the figures of the analysis, every choice, bad input."""

from __future__ import annotations

import re
from itertools import product

import pandas as pd
import pytest
from opening import map_arguments, opened, words_of

from analysis.choices import Known
from analysis.measures.mends import mending_projects
from analysis.measures.province_links import connectivity
from analysis.resilience.closures import close_jointly
from analysis.resilience.critical_roads import critical_stretches, most_critical
from analysis.resilience.link_losses import criticality
from analysis.resilience.missing_roads import missing_links
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.variants import Assumptions, Variant
from briefing.content import LINKS_LISTED
from layers.symbology.link_layers import (
    CHANGE_BREAKS_MIN,
    LOSS_BREAKS_MIN,
    critical_layer,
    in_language,
    loss_class_names,
    road_name,
)
from views.pages.connectivity import between, critical
from views.state import connectivity_settings, data
from words import Lang, say
from words.figures import number

ROUTES = "ring-road-4~dt794"
AFTER = Variant("own-6", units=frozenset(ROUTES.split("~"))).scenario(Assumptions())


@pytest.fixture(scope="module")
def world():
    """The world of the pages: what they computed is not computed again."""
    return data.world()


@pytest.fixture(scope="module")
def ties(world):
    return connectivity(world, before=Scenario(), after=AFTER)


def page(**choices):
    at = opened("connectivity", lang="vi", routes=ROUTES, **choices)
    assert not at.exception
    assert [e.value for e in at.error] == []
    return at


def test_crossings_are_those_of_the_analysis_and_numbered_on_the_map(ties):
    at = page(tab="between")
    said = words_of(at)
    counts = {
        f"{w}_{s}": len(getattr(ties, w)[i].found)
        for w in ("boundary", "river")
        for i, s in enumerate(("before", "after"))
    }
    assert say("connectivity.summary_crossings", Lang.VI, **counts) in said
    assert ties.digest in said
    sent = map_arguments(at)["drawn"]
    assert all(f'"crossing-{n}"' in sent for n in range(1, counts["boundary_after"] + counts["river_after"] + 1))


KEYED = {
    "between": ({"ties": ["crossings", "routes", "detours", "missing"]}, r"(?:crossing|cut|pair):"),
    "critical": ({"weak": ["top"], "loss": ["before", "after"]}, "link:"),
    "access": ({"sheet": ["communes"], "look": ["after", "saved"]}, "commune:"),
    "tourism": ({}, "leg:"),
}


@pytest.mark.parametrize(
    ("tab", "chosen"),
    [
        (tab, dict(zip(choices, values, strict=True)))
        for tab, (choices, _) in KEYED.items()
        for values in product(*choices.values())
    ],
)
def test_every_row_that_speaks_of_a_thing_finds_it_on_the_map(tab, chosen):
    at = page(tab=tab, **chosen)
    rows = re.findall(r'data-map-feature="([^"]+)"', " ".join(h.proto.body for h in at.get("html")))
    mine = [key for key in rows if re.match(KEYED[tab][1], key)]
    assert mine
    drawn = set(re.findall(r'"key": ?"([^"]+)"', map_arguments(at)["drawn"]))
    assert set(mine) <= drawn


def test_routes_of_the_capitals_and_of_a_pair(ties):
    said = words_of(page(tab="between", ties="routes"))
    counts = {w: str(c.count) for w, c in zip(("before", "after"), ties.capitals, strict=True)}
    name = say("connectivity.routes_capitals", Lang.VI)
    assert say("connectivity.summary_routes", Lang.VI, name=name, **counts) in said
    at = page(tab="between", ties="routes", pair="dist-bu-gia-map~dist-go-dau", when="before")
    row = ties.pairs[(ties.pairs["origin"] == "dist-bu-gia-map") & (ties.pairs["destination"] == "dist-go-dau")].iloc[0]
    assert f"Bù Gia Mập – Gò Dầu: {row['routes_before']} " in words_of(at)
    assert map_arguments(at)["drawn"].count('"cut-') >= row["routes_before"]


def test_detours_and_missing_links(world, ties):
    said = words_of(page(tab="between", ties="detours", when="before"))
    for r in ties.worst(3).to_dict("records"):
        name = " – ".join(world.places[r[end]].name_vi for end in ("origin", "destination"))
        assert re.search(
            rf"{name}\s+{number(r['geodesic_km'], Lang.VI, decimals=1)}\s+{number(r['detour_before'], Lang.VI, decimals=2)}",
            said,
        )
    assert re.search(
        rf"{say('connectivity.share_national', Lang.VI)}\s+{number(100 * ties.shares[0][1], Lang.VI, decimals=1)}", said
    )
    best = missing_links(world, Scenario()).found[0]
    said = words_of(page(tab="between", ties="missing", when="before"))
    assert (
        f"{world.places[best.origin].name_vi} – {world.places[best.destination].name_vi}, giảm {number(best.saved_min, Lang.VI, decimals=1)}"
        in said
    )


def test_each_missing_link_names_the_proposal_that_mends_it_which_the_map_draws(world):
    pairs = [(m.origin, m.destination) for m in missing_links(world, Scenario()).found[:LINKS_LISTED]]
    mends = mending_projects(world, Scenario(), pairs)
    for lang in Lang:
        at = opened("connectivity", lang=lang.value, routes=ROUTES, tab="between", ties="missing", when="before")
        html = " ".join(h.proto.body for h in at.get("html"))
        named = re.findall(r'<small data-map-feature="project:([^"]+)"', html)
        assert named == [m.project_id for m in mends.values() if m is not None]
        drawn = map_arguments(at)["drawn"]
        for mend in filter(None, mends.values()):
            assert f'"project:{mend.project_id}"' in drawn
            after = number(mend.comparison.after.fastest_min, lang, decimals=1)
            assert between.proposal(mend, lang) in words_of(at)
            assert f"→ {after} " in words_of(at)
        assert words_of(at).count(say("connectivity.mended_none", lang)) == sum(m is None for m in mends.values())


def test_the_most_critical_roads_are_those_of_the_analysis(world):
    before, after = (criticality(world, s) for s in (Scenario(), AFTER))
    at = page(tab="critical", loss="before")
    said = words_of(at)
    assert critical.summary((before, after), Lang.VI) in said
    for n, r in enumerate(most_critical(world, before).head(5).to_dict("records"), start=1):
        minutes = number(r["lost_person_min"] / before.demand.trips.sum(), Lang.VI, decimals=2)
        assert re.search(
            rf"{n}\. {re.escape(road_name(r['ref'], r['name'], Lang.VI, joins=r['joins']))}.*?{minutes}",
            said,
            re.DOTALL,
        )
    assert f'"{most_critical(world, before)["id"].iloc[0]}"' in map_arguments(at)["drawn"]


@pytest.mark.parametrize("lang", Lang)
def test_rows_of_critical_roads_can_be_told_apart(world, lang):
    """Two rows read "đường không tên, Phường Lộc Ninh"; "Hồ Chí Minh" was a road; English rows bore Vietnamese projects."""
    for scenario in (Scenario(), AFTER):
        frame = in_language(most_critical(world, criticality(world, scenario)), world.projects, lang)
        names = [road_name(r["ref"], r["name"], lang, joins=r["joins"]) for r in frame.to_dict("records")]
        assert len({*zip(names, frame["commune"], strict=True)}) == len(frame)
        assert say("connectivity.unnamed", lang) not in names
        assert not [n for n in names if n.startswith("Hồ Chí Minh") and lang is Lang.VI]
        bare = frame[(frame["ref"] == "") & (frame["name"] == "")]
        assert (bare["joins"] != "").all()
        projects = {p.name_vi for p in world.projects.values()}
        assert lang is Lang.VI or not projects & set(names)


@pytest.mark.parametrize(("loss", "weak"), [("after", "projects"), ("change", "together")])
def test_every_look_and_sheet_of_critical_roads_draws(loss, weak):
    said = words_of(page(tab="critical", loss=loss, weak=weak))
    assert say(f"criticality.read_{weak}", Lang.VI) in said
    assert say("criticality.limits", Lang.VI) in said


def test_roads_chosen_close_at_once(world):
    frame = most_critical(world, criticality(world, Scenario()))
    ids = frame["id"].iloc[:2].tolist()
    at = page(tab="critical", loss="before", weak="together", blocked=f"{ids[0]}~{ids[1]}~999999999")
    assert at.multiselect(key="blocked").value == ids
    one = close_jointly(world, Scenario(), frozenset(map(int, ids)))
    people = criticality(world, Scenario()).demand.trips.sum()
    told = [number(x / people, Lang.VI, decimals=2) for x in (one.lost_person_min, one.alone_person_min)]
    assert re.search(rf"{say('criticality.set_chosen', Lang.VI)}\s+{told[0]}\s+{told[1]}\s+0", words_of(at))


def test_an_address_with_nonsense_is_told_and_an_unknown_pair_gives_way():
    at = opened("connectivity", lang="en", tab="between", ties="nonsense")
    assert "ties=nonsense" in at.warning[0].value
    at = page(tab="between", ties="routes", pair="a~b")
    assert at.selectbox(key="ties-pair").value == connectivity_settings.CAPITALS


def test_choices_of_the_tabs_go_to_the_address_and_come_back():
    chosen = connectivity_settings.ConnectivitySettings(
        tab=connectivity_settings.Tab.CRITICAL,
        between_sheet="routes",
        route_pair="a~b",
        critical_look="change",
        critical_sheet="projects",
        critical_trips="communes",
        closed_links=("7", "12"),
    )
    assert connectivity_settings.read(connectivity_settings.write(chosen), Known()) == (chosen, [])
    assert connectivity_settings.read({"pair": "<script>"}, Known())[1] == ["pair=<script>"]


@pytest.mark.parametrize("lang", Lang)
def test_the_layer_of_losses_has_one_sign_a_class(world, lang):
    frame = critical_stretches(world, criticality(world, Scenario()))
    layer = critical_layer(frame, people=2e6, key="k", lang=lang)
    assert [row.text for row in layer.rows][: len(LOSS_BREAKS_MIN) + 1] == loss_class_names(LOSS_BREAKS_MIN, lang)
    widths = [row.sign.width_px for row in layer.rows][: len(LOSS_BREAKS_MIN) + 1]
    assert widths == sorted(set(widths))
    assert len(layer.shapes) >= len(frame)
    assert len(loss_class_names(CHANGE_BREAKS_MIN, lang)) == len(CHANGE_BREAKS_MIN) + 1


def test_projects_among_the_critical_roads_bear_their_name_in_the_language_of_the_page(world):
    project = world.projects["hcm-chon-thanh-duc-hoa"]
    section, road = project.sections[0].section_id, "Đường Lê Duẩn"
    frame = pd.DataFrame({"name": [project.name_vi, road, road], "section_id": [section, section, ""]})
    assert critical.named(frame, Lang.EN)["name"].tolist() == [project.name_en, road, road]
    assert critical.named(frame, Lang.VI)["name"].tolist() == [project.name_vi, road, road]
