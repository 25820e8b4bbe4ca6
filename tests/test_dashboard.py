"""The compare page opens with the answer: tiles, bars and the order of columns say what the table says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from opening import map_arguments, open_panel, opened, words_of

from analysis.measures.gains import commune_gains
from analysis.measures.metrics import Cell, metric_table
from analysis.scenarios.districts import district_capitals
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant, ready_variants
from layers.projects import read_projects
from views.components import route_list, widget_sync
from views.components.charts import Bar, bar_cells
from views.components.markup import bare
from views.pages.browse import facts
from views.pages.compare import dashboard, overview
from views.pages.compare.overview import ordered
from views.state import scenarios
from views.state.address import write
from views.state.session_view import View
from words import Lang, cost_span, say
from words.figures import number


@pytest.fixture(scope="module")
def table(world):
    return metric_table(world, ScenarioSet(ready_variants(world)), ranges=True)


def test_the_tiles_hold_the_figures_of_the_table_and_of_the_map(world, table):
    after = next(v for v in table.variants if v.key == "plan-2030").scenario(table.assumptions)
    who = commune_gains(world, before=after.baseline(), after=after, place_ids=tuple(district_capitals(world)))
    tiles = dashboard.tiles(table, "plan-2030", who, Lang.VI)
    rows = {m.key: m for m in table.metrics}
    for tile, key in zip(tiles, ("districts_fastest_min", "capitals_fastest_min"), strict=False):
        assert tile.value == number(table.change("plan-2030", rows[key]), Lang.VI, decimals=1, sign=True)
        assert tile.kind == "good"
    gaining = who.study[who.study["saved_min"] >= 0.5]["people"].sum()
    assert tiles[2].value == number(gaining, Lang.VI)
    cost = table.cost("plan-2030")
    assert tiles[3].value == cost_span(cost.low_bn, cost.high_bn, Lang.VI)
    noted = " ".join(bare(note) for note in tiles[3].notes if note)
    assert say("dashboard.cost_without", Lang.VI, count=len(cost.without)) in noted
    assert (say("app.unverified", Lang.VI) in noted) == bool(cost.unverified)


@pytest.mark.parametrize("lang", list(Lang))
def test_a_road_that_changes_little_between_the_districts_is_told_by_its_largest_change(world, table, lang):
    """Ring Road 4 alone brings nothing between the two provinces and much to the airport: the headline says both."""
    alone = (Variant("baseline"), Variant("own-1", "A", frozenset({"ring-road-4"})))
    lone = metric_table(world, ScenarioSet(alone), ranges=True)
    told = overview.elsewhere(lone, lang)
    metric = max((m for m in lone.metrics if m.unit == "min"), key=lambda m: -(lone.change("own-1", m) or 0.0))
    assert metric.group != "districts"
    before, after = (number(lone.cell(key, metric.key).value, lang, decimals=1) for key in ("baseline", "own-1"))
    figure = metric.title(lang, world)
    assert told == " " + say("dashboard.elsewhere", lang, title="A", figure=figure, before=before, after=after)
    unsure = next(m.key for m in lone.metrics if m.unit == "min" and m != metric and m.group != "districts")
    cells = dict(lone._cells) | {("baseline", unsure): Cell(900.0), ("own-1", unsure): Cell(300.0, -600.0, -900.0, 5.0)}
    assert overview.elsewhere(replace(lone, _cells=cells), lang) == told  # what the assumptions undo is no saving
    assert overview.elsewhere(table, lang) == ""


def test_the_bars_stand_on_one_scale_that_holds_zero():
    cells = bar_cells([Bar(10.0, 5.0, 20.0), Bar(-5.0)])
    assert 'class="b own" style="left:20.0%;width:40.0%"' in cells[0].html
    assert 'class="r" style="left:40.0%;width:60.0%"' in cells[0].html
    assert 'class="b own" style="left:0.0%;width:20.0%"' in cells[1].html


def test_each_bar_tells_its_minutes_and_range_in_words(table):
    metric = next(m for m in table.metrics if m.key == "districts_fastest_min")
    rows = dashboard.savings(table, "agreement", Lang.EN).rows
    for variant, (name, _, figure) in zip(table.variants[1:], rows, strict=True):
        low, high = table.change_range(variant.key, metric)
        saved, first, last = (number(-v, Lang.EN, decimals=1) for v in (table.change(variant.key, metric), high, low))
        assert bare(figure).split() == [saved, *say("compare.range_short", Lang.EN, low=first, high=last).split()]
        assert (say("dashboard.looked_at", Lang.EN) in bare(name)) == (variant.key == "agreement")


def test_the_columns_are_ordered_by_any_figure_the_baseline_in_front(table):
    assert ordered(table, "") == table.variants
    keys = [v.key for v in ordered(table, "districts_fastest_min")]
    assert keys == ["baseline", "agreement", "plan-2030", "current"]
    assert [v.key for v in ordered(table, "capitals_fastest_min")][1] == "plan-2030"
    costs = [table.cell(v.key, "cost").value for v in ordered(table, "cost")[1:]]
    assert costs == sorted(costs)


def test_one_scenario_alone_is_told_by_its_own_finding_and_codes_stand_behind_the_sign():
    at = opened("compare", lang="vi", routes="hcm-chon-thanh-duc-hoa", cols="-")
    assert not at.exception
    name = next(p for p in read_projects() if p.id == "hcm-chon-thanh-duc-hoa").text("name", Lang.VI)
    assert f"Với “{name} (đang chọn)”, thời gian đi" in words_of(at)
    html = " ".join(str(element.proto.body) for element in at.get("html"))
    for head in html.split("<thead>")[1:]:
        assert "mã kết quả" not in head.split("</thead>")[0]
    assert "mã kết quả" in html.split('class="lt-info"')[1]


def test_what_is_folded_is_made_and_sent_only_once_it_is_unfolded(monkeypatch):
    monkeypatch.setattr(widget_sync, "FOLDED_TOO", False)

    def tables(at) -> int:
        return sum('class="lt metrics"' in str(e.proto.body) for e in at.get("html"))

    at = opened("compare", lang="vi")
    assert (tables(at), len(at.dataframe)) == (1, 0)
    for key in ("figures-people", "figures-numbers"):
        at.session_state[key] = True  # as a press on its heading
    at.run()
    assert (tables(at), len(at.dataframe)) == (2, 1)


TWO = "ring-road-3~ring-road-4"


def test_the_scenario_at_work_has_no_column_while_it_equals_a_saved_one():
    draft = say("scenarios.title_draft", Lang.VI, count=2)
    at = opened("compare", lang="vi", routes=TWO, own=f"Vành đai*{TWO}**", on="own-1")
    assert draft not in words_of(at)
    at = opened("compare", lang="vi", routes=TWO, own="Vành đai*ring-road-3**", on="own-1")
    assert draft in words_of(at)


def test_a_saved_scenario_of_the_name_of_a_route_leaves_the_one_at_work_its_own():
    name = next(p for p in read_projects() if p.id == "ring-road-3").text("name", Lang.VI)
    at = opened("compare", lang="vi", routes="ring-road-3", own=f"{name}*ring-road-4**", on="own-1")
    assert not at.exception
    assert say("scenarios.title_draft", Lang.VI, count=1) in words_of(at)


def test_a_reference_without_room_is_told_at_its_tick_box_with_what_to_do():
    own = "!".join(f"S{n}*ring-road-{3 + n % 2}~dt79{4 + n // 2}**" for n in range(4))
    at = open_panel(opened("compare", lang="vi", own=own, routes=TWO), "columns")
    assert not at.exception
    assert words_of(at).count(say("compare.no_place", Lang.VI, most=6)) == 3
    assert all(at.checkbox(key=f"column-{key}").value for key in ("current", "plan-2030", "agreement"))


def test_what_a_route_changes_is_asked_from_its_facts():
    asked = scenarios.of_one_route(View(routes=("ring-road-3", "ring-road-4"), year=2030), "ring-road-4")
    address = {name: value for name, value in write(asked).items() if name != "lang"}
    assert address["routes"] == "ring-road-4"
    at = opened("compare", lang="vi", **address)
    name = next(p for p in read_projects() if p.id == "ring-road-4").text("name", Lang.VI)
    assert f"“{name} (đang chọn)”" in words_of(at)
    bars = next(str(e.proto.body) for e in at.get("html") if 'class="lt bars' in str(e.proto.body))
    assert bars.count("<tr") == 2  # the heading and this route


def test_the_sections_of_a_route_are_folded_by_status_and_add_up():
    project = next(p for p in read_projects() if p.id == "ring-road-3")
    html = facts.facts(project, lang=Lang.EN).html
    folds = re.findall(r"<details( open)?><summary>([^<]+) \((\d+)\): ([\d.]+) km</summary>(.*?)</details>", html)
    assert [name for _, name, *_ in folds] == [say(f"layers.status_{s}", Lang.EN) for s in project.status_km()]
    assert not any(opened for opened, *_ in folds)
    for _, _, count, km, inside in folds:
        lengths = re.findall(r'</th><td class="n">([\d.]+)</td>', inside)
        assert len(lengths) == int(count) == inside.count('data-map-feature="section:')
        assert sum(map(float, lengths)) == pytest.approx(float(km))
    assert sum(float(km) for *_, km, _ in folds) == pytest.approx(project.computed_length_km, abs=0.051)


@pytest.mark.parametrize("part", ["pair", "shares", "gains"])
def test_rows_name_things_that_the_map_beside_them_draws(part):
    at = opened("compare", lang="vi", part=part, routes="hcm-chon-thanh-duc-hoa~dat-set-ben-cui")
    assert not at.exception
    named = set(re.findall(r'data-map-feature="([^"]+)"', " ".join(str(e.proto.body) for e in at.get("html"))))
    keys = re.findall(r'"key":\s*("[^"]+"|\[[^\]]+\])', map_arguments(at)["drawn"])
    drawn = {key for told in keys for key in re.findall(r'"([^"]+)"', told)}
    assert named
    assert named <= drawn


def test_a_road_computed_with_its_upgrade_is_told_beside_its_box_and_named_with_its_cost(world):
    projects = list(world.projects.values())
    base, above = world.projects["hcm-chon-thanh-duc-hoa"], world.projects["ct02-chon-thanh-duc-hoa"]
    assert route_list.with_it(base, projects, [above.id]) == [above]
    assert route_list.with_it(base, projects, [base.id, above.id]) == []
    assert route_list.with_it(above, projects, [above.id]) == []
    at = opened("compare", lang="vi", routes=above.id)
    told = words_of(at)
    assert say("browse.counted_with", Lang.VI, names=f"“{above.name_vi}”") in told
    assert say("dashboard.cost_of", Lang.VI, name=base.name_vi) in told
