"""Figures that an office stands by: those published, and publishing those of the scenario at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views.components import Column, plain, table, text
from views.state import data, scenarios, session_view
from words import MISSING, Lang, number, say

if TYPE_CHECKING:
    from analysis.measures import Metric
    from store import Desk, Figure


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
                one.figure.scenario,
                metric.title(lang, world) if metric else one.figure.metric,
                _value(one.figure, metric, lang),
                one.figure.digest,
                one.name,
                f"{one.at.astimezone():%d/%m/%Y %H:%M}",
            )
        )
    st.html(table(columns, rows).html if rows else f'<p class="lt-note">{text(say("store.no_figures", lang))}</p>')
    role = SharedStore(desk).role()
    if role is None or not role.covers(Role.OWNER):
        return
    title = scenarios.columns(session_view.current()).subject(session_view.current()).title(lang)
    if st.button(plain(say("store.publish", lang, name=title)), key="office-publish"):
        figures.publish(desk, _of_scenario(lang))
        st.rerun()


def _value(figure: Figure, metric: Metric | None, lang: Lang) -> str:
    if figure.value is None:
        return MISSING
    shown = number(figure.value, lang, decimals=metric.decimals if metric else 1)
    return f"{shown} {metric.unit_text(lang) if metric else figure.unit}".strip()


def _of_scenario(lang: Lang) -> list[Figure]:
    """All metrics of the scenario looked at, as the page of comparison has them."""
    from analysis.measures import metric_table
    from store import Figure

    view, world = session_view.current(), data.world()
    columns = scenarios.columns(view)
    found, subject = metric_table(world, columns.scenario_set), columns.subject(view)
    cells = [(metric, found.cell(subject.key, metric.key)) for metric in found.metrics]
    return [
        Figure(
            subject.title(lang),
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
