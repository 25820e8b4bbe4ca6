"""What stands beside the map of critical roads: the worst of them, each project's part, several closed at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.digest import text_digest
from layers.link_layers import road_name
from views import closed_at_once, data, takeaway
from views.between_sheets import some_districts
from views.explaining import explain, note
from views.markup import Column, Markup, lines, table, tag, text
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from analysis.critical_roads import ProjectFragility
    from analysis.criticality import Criticality
    from analysis.output import Row
    from views.connectivity_critical import Both
    from views.scenarios import Columns
    from views.session_view import View

_MILLION: Final = 1_000_000
_FLAGS: Final = ("no_way_round", "on_place", "schematic")
_COMPUTED: Final = "critical-projects"  # sessions that asked for every project


def show(view: View, columns: Columns, found: Both) -> None:
    """Draw the sheet chosen, then how to read it and the files."""
    lang = view.lang
    sheets: dict[str, Callable[[View, Columns, Both], None]] = {
        "top": _top, "projects": _projects, "together": closed_at_once.show
    }  # fmt: skip
    sheets[view.linking.weak](view, columns, found)
    digest = text_digest([found[0].digest, found[1].digest])
    explain("criticality", lang, notes=[say("compare.digest", lang, digest=digest)])
    _downloads(view, found)


def top_of(found: Criticality) -> gpd.GeoDataFrame:
    """The twenty most critical roads of a result; kept."""
    from analysis.critical_roads import most_critical

    return data.kept(("most critical", found.digest), lambda: most_critical(found.demand.world, found))


def shown_of(view: View, found: Both) -> Criticality:
    """The state that the table tells: that of the map, after where the map shows the change."""
    return found[0 if view.linking.loss == "before" else 1]


def _top(view: View, columns: Columns, found: Both) -> None:
    lang, one = view.lang, shown_of(view, found)
    frame = top_of(one)
    _verdict(summary(found, lang))
    heads = [
        Column(say("criticality.column_road", lang)),
        *(Column(say(f"criticality.column_{c}", lang), figures=True) for c in ("minutes", "km")),
    ]  # fmt: skip
    rows = [
        (
            lines([f"{n}. {road_name(r['ref'], r['name'], lang)}", _where(r), *_flags(r, lang)]),
            _millions(r["lost_person_min"], lang), _millions(r["lost_person_km"], lang),
        )
        for n, r in enumerate(frame.to_dict("records"), start=1)
    ]  # fmt: skip
    if rows:
        takeaway.table(
            table(heads, rows, caption=say("criticality.top", lang) + some_districts(columns, lang), kind="tight"),
            name="xung-yeu-bang", lang=lang, digest=one.digest,
        )  # fmt: skip
    note(say("criticality.read_loss", lang))
    note(say("criticality.read_bridge", lang))


def summary(found: Both, lang: Lang) -> str:
    """The most critical road before and after."""
    before, after = (top_of(one) for one in found)
    if before.empty or after.empty:
        return say("criticality.summary_none", lang)
    was, now = before.iloc[0], after.iloc[0]
    people = found[1].demand.trips.sum()
    return say(
        "criticality.summary", lang, road=road_name(now["ref"], now["name"], lang), commune=now["commune"] or "–",
        minutes=_millions(now["lost_person_min"], lang),
        mean=number(now["lost_person_min"] / people if people else None, lang, decimals=1),
        road_before=road_name(was["ref"], was["name"], lang), commune_before=was["commune"] or "–", minutes_before=_millions(was["lost_person_min"], lang),
    )  # fmt: skip


def _where(row: Row) -> Markup:
    """The commune and the rivers of a road, in small print."""
    told = "; ".join(x for x in (row["commune"], row["river"]) if x)
    return Markup(f"<small>{text(told)}</small>") if told else Markup("")


def _verdict(sentence: str) -> None:
    st.html(f'<div class="lt-verdict" role="status">{text(sentence)}</div>')


def _flags(row: Row, lang: Lang) -> list[Markup]:
    return [tag(say(f"criticality.tag_{flag}", lang), warn=flag == "no_way_round") for flag in _FLAGS if row[flag]]


def _millions(value: float, lang: Lang) -> str:
    return number(value / _MILLION, lang, decimals=2)


def _projects(view: View, columns: Columns, found: Both) -> None:
    """Every project alone on the base network; computed when asked for."""
    lang = view.lang
    asked = (view.linking.trips, found[0].digest)
    if st.session_state.get(_COMPUTED) != asked:
        note(say("criticality.projects_hint", lang))
        if not st.button(say("criticality.compute_projects", lang), key="compute-projects"):
            note(say("criticality.read_projects", lang))
            return
        st.session_state[_COMPUTED] = asked
    parts, bare = _each(view, columns), found[0]
    heads = [
        Column(say("criticality.column_project", lang)),
        *(Column(say(f"criticality.column_{c}", lang), figures=True) for c in ("fragility", "change", "trip")),
    ]
    names = {p.id: p.text("name", lang) for p in data.projects()}
    rows = [(say("criticality.baseline", lang), number(bare.fragility / 1000, lang, decimals=1), "",
             number(bare.closed_min, lang, decimals=1))]  # fmt: skip
    rows += [
        (
            names.get(f.project_id, f.project_id), number(f.fragility / 1000, lang, decimals=1),
            number(f.change / 1000, lang, decimals=1, sign=True), number(f.closed_min, lang, decimals=1),
        )
        for f in parts
    ]  # fmt: skip
    takeaway.table(
        table(heads, rows, caption=say("criticality.projects", lang), kind="tight"),
        name="du-an-xung-yeu",
        lang=lang,
        digest=bare.digest,
    )
    note(say("criticality.read_projects", lang))


def _each(view: View, columns: Columns) -> tuple[ProjectFragility, ...]:
    from analysis.critical_roads import project_fragility

    place, lang = st.empty(), view.lang

    def tell(done: int, total: int) -> None:
        words = say("criticality.computing_projects", lang, done=number(done, lang), all=number(total, lang))
        place.progress(done / max(total, 1), text=words)

    try:
        return project_fragility(
            data.world(),
            columns.scenario(view),
            source=view.linking.trips,
            assumptions=columns.assumptions,
            progress=tell,
        )
    finally:
        place.empty()


def _downloads(view: View, found: Both) -> None:
    """Every link with its loss, as a layer and as the rows that the command line prints."""
    from analysis.critical_roads import critical_links
    from analysis.link_rows import COLUMNS, link_rows, road_rows

    lang, one = view.lang, shown_of(view, found)

    def frame() -> gpd.GeoDataFrame:
        return critical_links(one.demand.world, one)

    with st.container(horizontal=True, gap="small"):
        takeaway.layer(frame, name="tuyen-xung-yeu", digest=one.digest, lang=lang)
        takeaway.rows(
            lambda: road_rows(top_of(one)), COLUMNS["roads"], name="tuyen-xung-yeu-nhat", digest=one.digest, lang=lang
        )
        takeaway.rows(
            lambda: link_rows(frame()), COLUMNS["links"], name="moi-doan-duong", digest=one.digest, lang=lang,
            label="criticality.rows_links",
        )  # fmt: skip
