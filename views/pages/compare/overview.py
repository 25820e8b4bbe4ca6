"""All scenarios side by side: the main finding in a sentence, and one table of every figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import asked_for, text_digest
from views.components import Cell, Markup, downloads, guarded, plain, route_list, text
from views.state import data, scenarios
from words import Lang, finding_text, number, rounded, say, span

if TYPE_CHECKING:
    import pandas as pd

    from analysis.measures import Metric, MetricTable
    from analysis.scenarios import ScenarioSet
    from views.state import Columns, View

_HEIGHT: Final = 470  # pixels
_RANGES: Final = "overview-ranges"
_OF_DISTRICTS: Final = frozenset({"districts", "gate", "airport", "port"})


def show(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the part with the central figures; what is returned adds their ranges."""
    lang = view.lang
    if columns.left_out:
        st.warning(plain(scenarios.told(columns, lang)[0]))
    known = st.session_state.get(_RANGES)
    digest = columns.digest
    table = known[1] if known and known[0] == digest else _central(columns.scenario_set)
    subject, said, place = columns.subject(view).key, st.empty(), st.empty()
    with said.container():
        _finding(table, subject, lang)
    with place.container():
        _draw(table, lang)
    if table.with_ranges:
        return None

    def ranges() -> None:
        with guarded("compare.ranges", lang=lang):
            full = _with_ranges(columns.scenario_set, lang)
            st.session_state[_RANGES] = (digest, full)
            with said.container():  # what the assumptions can undo is not significant
                _finding(full, subject, lang)
            with place.container():
                _draw(full, lang)

    return ranges


def _central(scenario_set: ScenarioSet) -> MetricTable:
    from analysis.measures import metric_table

    return metric_table(data.world(), scenario_set)


def _with_ranges(scenario_set: ScenarioSet, lang: Lang) -> MetricTable:
    """The table under every case of the assumptions; a choice made meanwhile ends it and loses nothing."""
    from analysis.measures import metric_table

    working = say("compare.ranges_working", lang)
    bar = st.progress(0.0, text=working)

    def tell(done: int, total: int) -> None:
        bar.progress(done / max(total, 1), text=working)

    try:
        return metric_table(
            data.world(), scenario_set, ranges=True,
            progress=tell,
        )  # fmt: skip
    finally:
        bar.empty()


def _finding(table: MetricTable, subject: str, lang: Lang) -> None:
    from analysis.measures import finding

    found = finding(table, subject)
    st.html(f'<div class="lt-verdict lt-{found.case.value}" role="status">{text(finding_text(found, lang))}</div>')


def _draw(table: MetricTable, lang: Lang) -> None:
    with st.container(height=_HEIGHT, border=False):
        st.html(as_html(table, lang).html)
        for line in notes(table, lang):
            st.html(f'<p class="lt-note">{text(line)}</p>')
    with st.expander(say("compare.as_numbers", lang)):
        frame = as_frame(table, lang)
        st.html(f'<p class="lt-note">{text(say("compare.as_numbers_note", lang))}</p>')
        st.dataframe(frame, hide_index=True, height=240)
        downloads.frame(
            frame,
            name="overview_ranges" if table.with_ranges else "overview",
            digest=text_digest([table.digest(v.key) for v in table.variants]),
            lang=lang,
        )


def as_html(table: MetricTable, lang: Lang) -> Markup:
    """The table to read: one column a scenario, its difference to the baseline under each figure."""
    world = data.world()
    codes = {v.key: text(say("compare.digest", lang, digest=table.digest(v.key))) for v in table.variants}
    heads = "".join(
        f'<th scope="col" class="n">{text(v.title(lang))}<br><small>{codes[v.key]}</small></th>' for v in table.variants
    )
    body, group = [], ""
    for metric in table.metrics:
        if metric.group != group:
            group = metric.group
            body.append(
                f'<tr><th colspan="{len(table.variants) + 1}" scope="rowgroup" class="g">{text(_heading(table, group, lang))}</th></tr>'
            )
        cells = "".join(f'<td class="n">{_cell(table, v.key, metric, lang)}</td>' for v in table.variants)
        unit = metric.unit_text(lang)
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
        return text(span(figure.low, figure.high, lang, decimals=metric.decimals))
    shown = text(number(figure.value, lang, decimals=metric.decimals))
    if figure.difference is None or metric.key == "saved_person_min":
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
    projects = {p.id: p.text("name", lang) for p in data.projects()}
    ready = route_list.alternatives(asked_for(data.projects()), lang) if _has_agreement(table) else []
    said = [*ready, say("compare.table_note", lang), say("compare.baseline", lang)]
    without = dict.fromkeys(u for v in table.variants for u in table.cost(v.key).without)
    years = sorted({y for v in table.variants for y in table.cost(v.key).price_years})
    unverified = dict.fromkeys(u for v in table.variants for u in table.cost(v.key).unverified)
    if without:
        said.append(say("metrics.cost_without", lang, names="; ".join(projects.get(u, u) for u in without)))
    if len(years) > 1:
        said.append(say("metrics.cost_years", lang, years=", ".join(map(str, years))))
    if unverified:
        said.append(say("metrics.cost_unverified", lang, names="; ".join(projects.get(u, u) for u in unverified)))
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
