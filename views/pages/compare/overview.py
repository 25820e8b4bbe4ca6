"""All scenarios side by side: the best in a sentence, the answer in tiles, a picture and a map, then every figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import streamlit as st

import jobs
from layers import asked_for, text_digest
from views.components import (
    Cell,
    Markup,
    downloads,
    from_list,
    guarded,
    info,
    lines,
    long_work,
    plain,
    route_list,
    scenario_panel,
    text,
    unfolded,
)
from views.pages.compare import dashboard, gains
from views.pages.compare.order import SCALES
from views.state import data, scenarios
from words import Lang, best_text, cost_span, finding_text, number, rounded, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from analysis.measures import Best, Gains, Metric, MetricTable
    from analysis.scenarios import ScenarioSet, Variant
    from views.components import Progress
    from views.state import Columns, View

RANGES: Final = "overview-ranges"
_RANGES_WORK: Final = "ranges"
_SORTED: Final = "overview-sorted"
_SAVED: Final = "saved_person_min"
_ONE: Final = 2  # columns where one scenario stands beside the baseline
_OPEN: Final = "districts"  # the group that the sentence speaks of
_OF_DISTRICTS: Final = frozenset({"districts", "gate", "airport", "port"})
_SLIGHT: Final = ("not_significant", "no_effect")
_LOOKS: Final = {
    "no_gain": "not_significant",
    "nothing": "no_effect",
    "undecided": "not_significant",
    "unreachable": "unreachable",
}


def show(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the part with the central figures; what is returned adds their ranges."""
    lang = view.lang
    if columns.left_out:
        st.warning(plain(scenarios.told(columns, lang)[0]))
    known = st.session_state.get(RANGES)
    digest, full = columns.digest, _ranges_of(columns)
    if not (known and known[0] == digest and known[1].with_ranges):
        long_work.begin(_RANGES_WORK, (digest,), full)  # done by the time the rest is drawn
    table = known[1] if known and known[0] == digest else _central(columns.scenario_set)
    key, place = columns.subject(view).key, _Places.made(table, gains.goal_name(view), lang)
    place.answer(table, key, None, lang)
    with place.bar:
        scenario_panel.subject(view, columns)
    who = None
    with place.map, guarded("compare.who_gains", lang=lang):
        if (who := dashboard.who_gains(view, columns)) is not None:
            dashboard.small_map(view, columns, who)
    place.draw(table, key, who, lang)
    if table.with_ranges:
        return None

    def ranges() -> None:
        with guarded("compare.ranges", lang=lang), place.bar:
            found = _with_ranges(digest, full, lang)
            if found is not None:
                st.session_state[RANGES] = (digest, found)
                place.draw(found, key, who, lang)  # what the assumptions can undo is not significant

    return ranges


@dataclass(frozen=True)
class _Places:
    """Where the answers stand; those that ranges change are drawn twice."""

    best: DeltaGenerator
    bar: DeltaGenerator
    tiles: DeltaGenerator
    bars: DeltaGenerator
    map: DeltaGenerator
    order: tuple[Variant, ...]
    groups: Mapping[str, DeltaGenerator]
    more: DeltaGenerator
    numbers: DeltaGenerator | None
    goal: str

    @classmethod
    def made(cls, table: MetricTable, goal: str, lang: Lang) -> _Places:
        """All of them, in their order."""
        best, bar, tiles = st.empty(), st.container(), st.empty()
        left, right = st.columns([0.52, 0.48], gap="medium")
        st.html(f'<h2 class="lt-h2">{text(say("dashboard.every_figure", lang))}</h2>')
        st.html(f'<p class="lt-note">{text(say("dashboard.units", lang))} {text(say("compare.table_note", lang))}</p>')
        order, groups = _order(table, lang), {}
        for group in dict.fromkeys(m.group for m in table.metrics):  # folded, but for what the sentence speaks of
            box = unfolded(_heading(table, group, lang), key=f"figures-{group}", expanded=group == _OPEN)
            if box is not None:
                groups[group] = box.empty()
        return cls(best, bar, tiles, left.empty(), right, order, groups, st.empty(), _numbers(lang), goal)

    def draw(self, table: MetricTable, key: str, who: Gains | None, lang: Lang) -> None:
        """What hangs on the table."""
        self.answer(table, key, who, lang)
        for group, place in self.groups.items():
            place.html(as_html(table, group, self.order, lang).html)
        with self.more.container():
            _more(table, lang)
        if self.numbers is not None:
            with self.numbers.container():
                _as_numbers(table, lang)

    def answer(self, table: MetricTable, key: str, who: Gains | None, lang: Lang) -> None:
        """The best scenario, and what the one looked at brings; people who gain once they are counted."""
        from analysis.measures import finding

        with self.best.container():
            _best(table, lang)
        with self.tiles.container():
            st.html(dashboard.as_html(dashboard.tiles(table, key, who, lang, goal=self.goal)).html)
            if len(table.variants) > _ONE:  # of one alone the sentence above tells it
                st.html(f'<p class="lt-note">{text(finding_text(finding(table, key), lang))}</p>')
        if len(table.variants) == 1:  # the base network alone: nothing is saved or lost
            return
        with self.bars.container():
            st.html(dashboard.savings(table, key, lang).html)
            st.html(f'<p class="lt-note">{text(say("dashboard.savings_read", lang))}</p>')


def _central(scenario_set: ScenarioSet) -> MetricTable:
    from analysis.measures import metric_table

    return jobs.recalled(metric_table, data.world(), scenario_set)


def _ranges_of(columns: Columns) -> Callable[[Progress], MetricTable]:
    """Gives the table under every case of the assumptions, whoever calls it."""
    from analysis.measures import metric_table

    world, scenario_set = data.world(), columns.scenario_set
    return lambda progress: jobs.run(metric_table, world, scenario_set, ranges=True, progress=progress, lasting=True)


def _with_ranges(digest: str, make: Callable[[Progress], MetricTable], lang: Lang) -> MetricTable | None:
    """That table; ``None`` while it is worked on beside the page, or cancelled."""
    return long_work.awaited(
        _RANGES_WORK,
        (digest,),
        make,
        words="compare.ranges_working",
        lang=lang,
        former=False,
        patience=0.5,  # the answer stands already
    ).result


def _best(table: MetricTable, lang: Lang) -> None:
    """The best scenario and by what; the digests of all behind an "i"."""
    from analysis.measures import Lead, best

    found = best(table)
    look = found.leader.case.value if found.lead is Lead.ONE and found.leader else _LOOKS.get(found.lead.value, "")
    st.html(
        f'<div class="lt-verdict lt-{look}" role="status">{text(_told(found, lang))}{text(elsewhere(table, lang))}</div>'
    )


def _told(found: Best, lang: Lang) -> str:
    """In a region without any road to choose, how to bring one."""
    return best_text(found, lang) if data.projects() else say("ranking.no_roads", lang)


def elsewhere(table: MetricTable, lang: Lang) -> str:
    """Where no scenario saves notably between the districts: the largest saving of minutes in the folded tables."""
    from analysis.measures import finding

    shown = table.variants[1:]
    if any(finding(table, v.key).case.value not in _SLIGHT for v in shown):
        return ""
    rows = [m for m in table.metrics if m.unit == "min" and m.group != _OPEN]
    saved = {(v, m): table.change(v.key, m) or 0.0 for v in shown for m in rows if table.notable(v.key, m)}
    if not saved or min(saved.values()) >= 0:
        return ""
    variant, metric = min(saved, key=saved.__getitem__)
    ends = (table.cell(key, metric.key).value for key in (table.variants[0].key, variant.key))
    before, after = (number(value, lang, decimals=metric.decimals) for value in ends)
    told = {"title": variant.title(lang), "figure": metric.title(lang, data.world()), "before": before, "after": after}
    return " " + say("dashboard.elsewhere", lang, **told)


def _order(table: MetricTable, lang: Lang) -> tuple[Variant, ...]:
    """The scenarios from left to right: as they come, or by a figure, the best first; the baseline stays in front."""
    names = {"": say("dashboard.as_listed", lang)} | {
        m.key: m.title(lang, data.world()) for m in table.metrics if m.better
    }
    chosen = str(st.session_state.get(_SORTED, ""))
    from_list(
        say("dashboard.sort", lang),
        list(names),
        chosen if chosen in names else "",
        names=names.__getitem__,
        key="sort-figures",
        choose=lambda key: st.session_state.update({_SORTED: key}),
    )
    return ordered(table, chosen)


def ordered(table: MetricTable, by: str) -> tuple[Variant, ...]:
    """The variants by a metric, the best first; those without a figure last, the baseline in front of all."""
    first, *rest = table.variants
    metric = next((m for m in table.metrics if m.key == by and m.better), None)
    if metric is None:
        return (first, *rest)
    sign = -1 if metric.better == "more" else 1
    values = {v.key: table.cell(v.key, metric.key).value for v in rest}
    return (first, *sorted(rest, key=lambda v: (values[v.key] is None, sign * (values[v.key] or 0.0))))


def _more(table: MetricTable, lang: Lang) -> None:
    """What must be known to read the table, and the digests."""
    for line in notes(table, lang):
        st.html(f'<p class="lt-note">{text(line)}</p>')
    codes = [f"{v.title(lang)}: {say('compare.digest', lang, digest=table.digest(v.key))}" for v in table.variants]
    st.html(info(lines(codes), lang).html)


def _numbers(lang: Lang) -> DeltaGenerator | None:
    """Where the figures to take away stand, once they are unfolded."""
    box = unfolded(say("compare.as_numbers", lang), key="figures-numbers")
    return None if box is None else box.empty()


def _as_numbers(table: MetricTable, lang: Lang) -> None:
    """The figures to sort, copy and take away."""
    frame = as_frame(table, lang)
    st.html(f'<p class="lt-note">{text(say("compare.as_numbers_note", lang))}</p>')
    st.dataframe(frame, hide_index=True, height=240)
    downloads.frame(
        frame,
        name="overview_ranges" if table.with_ranges else "overview",
        digest=text_digest([table.digest(v.key) for v in table.variants]),
        lang=lang,
    )


def as_html(table: MetricTable, group: str, variants: Sequence[Variant], lang: Lang) -> Markup:
    """One group of figures to read: one column a scenario, its difference to the baseline under each figure."""
    world = data.world()
    heads = "".join(f'<th scope="col" class="n">{text(v.title(lang))}</th>' for v in variants)
    body = []
    for metric in (m for m in table.metrics if m.group == group):
        cells = "".join(f'<td class="n">{_cell(table, v.key, metric, lang)}</td>' for v in variants)
        unit = say("shares.whole_person_min", lang) if metric.key == _SAVED else metric.unit_text(lang)
        name = text(metric.title(lang, world)) + (f" <small>({text(unit)})</small>" if unit else "")
        body.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    head = f'<thead><tr><th scope="col">{text(say("compare.figure", lang))}</th>{heads}</tr></thead>'
    return Markup(f'<table class="lt metrics">{head}<tbody>{"".join(body)}</tbody></table>')


def _heading(table: MetricTable, group: str, lang: Lang) -> str:
    """The name of a group of rows; that of the districts says if only some count."""
    some = group in _OF_DISTRICTS and bool(table.assumptions.districts)
    return say(f"metrics.group_{group}", lang) + (say("metrics.some_districts", lang) if some else "")


def _cell(table: MetricTable, key: str, metric: Metric, lang: Lang) -> str:
    """A figure, its difference to the baseline, and the range of that difference."""
    figure = table.cell(key, metric.key)
    if figure.value is None:
        return text(say("compare.not_connected" if metric.group not in {"money", "roads"} else "compare.none", lang))
    if metric.key == "cost":
        return text(cost_span(figure.low, figure.high, lang))
    if metric.key == _SAVED:  # trips are no finer than a hundredth of a million
        told = (figure.value, figure.low, figure.high)
        value, low, high = (None if v is None else v / SCALES[metric.unit] for v in told)
        figure, metric = replace(figure, value=value, low=low, high=high), replace(metric, decimals=2)
    shown = text(number(figure.value, lang, decimals=metric.decimals))
    if figure.difference is None or metric.key == _SAVED:
        ends = None if figure.low is None or figure.high is None else (figure.low, figure.high)
        return shown + _range(ends, metric, lang)
    change = number(table.change(key, metric), lang, decimals=metric.decimals, sign=True)
    good = (figure.difference < 0) == (metric.better == "less")
    kind = "same" if not metric.better or not table.notable(key, metric) else "good" if good else "bad"
    return f'{shown}<br><span class="d {kind}">{text(change)}</span>{_range(table.change_range(key, metric), metric, lang)}'


def _range(ends: tuple[float, float] | None, metric: Metric, lang: Lang) -> str:
    if ends is None:
        return ""
    sign = metric.key != "saved_per_bn"
    low, high = (number(v, lang, decimals=metric.decimals, sign=sign) for v in ends)
    return "" if low == high else f"<br><small>{text(say('compare.range_short', lang, low=low, high=high))}</small>"


def notes(table: MetricTable, lang: Lang) -> list[str]:
    """What must be known to read the table: what the sums hold, what has no cost, years of prices."""
    ready = route_list.alternatives(asked_for(data.projects()), lang) if _has_agreement(table) else []
    said = [*ready, say("compare.baseline", lang)]
    years = sorted({y for v in table.variants for y in table.cost(v.key).price_years})
    said += dashboard.doubts_told(table, "without", lang)
    if len(years) > 1:
        said.append(say("metrics.cost_years", lang, years=", ".join(map(str, years))))
    said += dashboard.doubts_told(table, "own", lang) + dashboard.doubts_told(table, "unverified", lang)
    return [*said, say("metrics.cost_full", lang), say("metrics.trips_counted", lang)]


def _has_agreement(table: MetricTable) -> bool:
    return any(v.key == "agreement" for v in table.variants)


def as_frame(table: MetricTable, lang: Lang) -> pd.DataFrame:
    """The table as numbers, rounded as shown: one row a scenario; a click on a heading sorts, cells paste as numbers."""
    import pandas as pd

    world, rows = data.world(), []
    for variant in table.variants:
        row: dict[str, Cell | float | None] = {say("compare.subject", lang): variant.title(lang)}
        for metric in table.metrics:
            figure, unit = table.cell(variant.key, metric.key), metric.unit_text(lang)
            name = metric.title(lang, world) + (f" ({unit})" if unit else "")
            row[name] = rounded(figure.value, metric.decimals)
            if metric.group not in {"roads", "money"}:
                row[f"{name}, {say('compare.difference', lang).lower()}"] = table.change(variant.key, metric)
        row[say("compare.digest_title", lang)] = table.digest(variant.key)
        rows.append(row)
    return pd.DataFrame(rows)
