"""Figures that an office stands by: those published, and publishing those of the scenario at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from views.components import Column, plain, table, text
from views.state import data, scenarios, session_view
from words import MISSING, Lang, moment, number, say

if TYPE_CHECKING:
    from analysis.measures import Metric
    from store import Desk, Figure


_MONEY: Final = ("bn_vnd", "per_bn")  # ends of the units of what costs are in


def show(desk: Desk, lang: Lang) -> None:
    """Draw the table, and for owners the button."""
    from analysis.measures import metrics_of
    from store import Role, SharedStore, figures

    world = data.world()
    known = {metric.key: metric for metric in metrics_of(world)}
    columns = [
        Column(say(f"store.column_{name}", lang)) for name in ("scenario", "figure", "value", "digest", "who", "when")
    ]
    rows = []
    for one in figures.published(desk):
        metric = known.get(one.figure.metric)
        rows.append(
            (
                _title(one.figure.scenario, lang),
                metric.title(lang, world) if metric else one.figure.metric,
                _value(one.figure, metric, lang),
                one.figure.digest,
                one.name,
                moment(one.at, lang),
            )
        )
    st.html(f'<p class="lt-note">{text(say("store.figures_about", lang))}</p>')
    st.html(table(columns, rows).html if rows else f'<p class="lt-note">{text(say("store.no_figures", lang))}</p>')
    role = SharedStore(desk).role()
    if role is None or not role.covers(Role.OWNER):
        return
    title = scenarios.columns(session_view.current()).subject(session_view.current()).title(lang)
    if st.button(plain(say("store.publish", lang, name=title)), key="office-publish"):
        figures.publish(desk, _of_scenario(), title=title)
        st.rerun()


def _title(name: str, lang: Lang) -> str:
    """A ready scenario in the language of the page; any other by its name."""
    from analysis.scenarios import Variant, ready_keys

    return Variant(name).title(lang) if name in ready_keys() else name


def _value(figure: Figure, metric: Metric | None, lang: Lang) -> str:
    if figure.value is None:
        return MISSING
    shown = number(figure.value, lang, decimals=metric.decimals if metric else 1)
    return f"{shown} {metric.unit_text(lang) if metric else figure.unit}".strip()


def _of_scenario() -> list[Figure]:
    """All metrics of the scenario looked at, as the page of comparison has them, but money: a cost never stands without its scope and source."""
    from analysis.measures import metric_table
    from store import Figure

    view, world = session_view.current(), data.world()
    columns = scenarios.columns(view)
    found, subject = metric_table(world, columns.scenario_set), columns.subject(view)
    cells = [(m, found.cell(subject.key, m.key)) for m in found.metrics if not m.unit.endswith(_MONEY)]
    return [
        Figure(
            subject.name or subject.key,
            metric.key,
            cell.value,
            cell.low,
            cell.high,
            metric.unit,
            found.digest(subject.key),
            world.data_digest,
            world.data.study.data_date,
        )
        for metric, cell in cells
    ]
