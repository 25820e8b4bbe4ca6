"""What stands beside the map of access: figures before and after, the spread, communes, all kinds."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers.digest import text_digest
from views import access_charts, connectivity_access, isochrone_sheet, session_view, takeaway
from views.choosing import from_list
from views.explaining import explain
from views.linking import BOTH, KINDS
from views.markup import Column, Markup, Table, table, text
from words import Lang, say
from words.figures import change, difference, number, saved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from analysis.accessibility import Accessibility, Group
    from views.scenarios import Columns
    from views.session_view import View

_GINI: Final = "gini"
_DECIMALS: Final = {"mean_min": 1, "median_min": 1, "ninth_tenth_min": 1, "worst_tenth_min": 1, _GINI: 3}
_TOLD_LIMIT: Final = 1  # of LIMITS_MIN: 60 minutes


def show(view: View, columns: Columns, found: Accessibility) -> None:
    """Draw the sheet chosen, then how to read it and the files."""
    sheets: dict[str, Callable[[View, Columns, Accessibility], None]] = {
        "summary": _summary, "spread": _spread, "communes": _communes, "kinds": _kinds
    }  # fmt: skip
    sheets[view.linking.sheet](view, columns, found)
    if view.linking.look == "isochrones":
        isochrone_sheet.show(isochrone_sheet.isochrones_to(columns.scenario(view), found.kind), view.lang)
    from analysis.access_commands import coverage_text

    notes = (coverage_text(found, view.lang), say("compare.digest", view.lang, digest=found.digest))
    explain("access_view", view.lang, notes=notes)
    _downloads(found, view.lang)


def _summary(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001 - as its neighbours
    """The sentence, and every figure of an area before and after."""
    lang = view.lang
    names = {g.code: g.name or say("access_view.both", lang) for g in found.groups}
    area = view.linking.area if view.linking.area in names else BOTH
    from_list(
        say("access_view.area", lang), list(names), area, names=lambda code: _area_name(found, code, lang),
        key="access-area", choose=lambda code: session_view.change_linking(area=code),
    )  # fmt: skip
    before, after = found.group(area, "before"), found.group(area, "after")
    st.html(f'<div class="lt-verdict" role="status">{text(sentence(found, area, lang))}</div>')
    heads = [
        Column(say("compare.figure", lang)),
        *(Column(say(f"compare.{w}", lang), figures=True) for w in ("before", "after", "difference")),
    ]
    takeaway.table(
        table(heads, figure_rows(before, after, lang)), name="tiep-can-so-lieu", lang=lang,
        title=sentence(found, area, lang), digest=found.digest,
    )  # fmt: skip


def _area_name(found: Accessibility, code: str, lang: Lang) -> str:
    group = found.group(code, "after")
    return say(f"access_view.level_{group.level}", lang, name=group.name)


def sentence(found: Accessibility, area: str, lang: Lang) -> str:
    """People within an hour and the mean, before and after."""
    before, after = found.group(area, "before"), found.group(area, "after")
    within = after.within[_TOLD_LIMIT]
    return say(
        "access_view.summary", lang, goal=connectivity_access.goal_name(found.kind, lang),
        before=number(before.within[_TOLD_LIMIT], lang), after=number(within, lang),
        percent=number(100 * within / after.people if after.people else None, lang, decimals=1),
        mean_before=_mean(before, lang), mean_after=_mean(after, lang),
    )  # fmt: skip


def _mean(group: Group, lang: Lang) -> str:
    known = say("access_view.minutes", lang, minutes=number(group.mean_min, lang, decimals=1))
    return say("compare.not_connected", lang) if isnan(group.mean_min) else known


def figure_rows(before: Group, after: Group, lang: Lang) -> list[tuple[str, ...]]:
    """People within each limit, minutes, and how evenly they are spread."""
    from analysis.accessibility import LIMITS_MIN

    rows: list[tuple[str, ...]] = [
        (say("access_view.within", lang, minutes=limit), *_three(was, now, lang, 0))
        for limit, was, now in zip(LIMITS_MIN, before.within, after.within, strict=True)
    ]
    rows.append((say("access_view.cut_off", lang), *_three(before.cut_off, after.cut_off, lang, 0)))
    for name, decimals in _DECIMALS.items():
        rows.append(
            (say(f"access_view.{name}", lang), *_three(getattr(before, name), getattr(after, name), lang, decimals))
        )
    return rows


def _three(before: float, after: float, lang: Lang, decimals: int) -> tuple[str, str, str]:
    shown = change(before, after, lang, decimals=decimals)
    return _reached(before, lang, decimals), _reached(after, lang, decimals), shown


def _spread(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001
    """How people spread over minutes, by province and district."""
    lang = view.lang
    st.html(f'<p class="lt-charttitle">{text(say("access_view.spread_title", lang))}</p>')
    st.html(access_charts.spread_key(lang).html)
    st.altair_chart(access_charts.spread(found, lang), key=f"spread-{found.digest}-{lang.value}")
    st.html(f'<p class="lt-note">{text(say("access_view.spread_read", lang))}</p>')


def _communes(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001
    """Communes that gain most, and those left behind."""
    lang = view.lang
    for name, rows in (("winners", found.winners()), ("left_behind", found.left_behind())):
        caption = say(f"access_view.{name}", lang)
        if rows.empty:
            st.html(
                f'<p class="lt-charttitle">{text(caption)}</p><p class="lt-note">{text(say(f"access_view.no_{name}", lang))}</p>'
            )
        else:
            takeaway.table(_commune_table(rows, caption, lang), name=f"xa-{name}", lang=lang, digest=found.digest)
    st.html(f'<p class="lt-note">{text(say("access_view.left_behind_read", lang))}</p>')


def _commune_table(rows: pd.DataFrame, caption: str, lang: Lang) -> Table:
    heads = [
        Column(say("gains_view.commune", lang)),
        *(Column(say(f"gains_view.{n}", lang), figures=True) for n in ("before", "after", "saved")),
    ]
    cells = [
        (
            name,
            _reached(before_min, lang),
            _reached(after_min, lang),
            saved(before_min, after_min, lang, decimals=1),
        )
        for name, before_min, after_min in zip(rows["full_name"], rows["before_min"], rows["after_min"], strict=True)
    ]
    return table(heads, cells, caption=caption)


def _reached(value: float, lang: Lang, decimals: int = 1) -> str:
    return say("compare.not_connected", lang) if isnan(value) else number(value, lang, decimals=decimals)


def _kinds(view: View, columns: Columns, found: Accessibility) -> None:  # noqa: ARG001
    """Every kind of place in one table: people within each limit after, and the change."""
    from analysis.accessibility import LIMITS_MIN

    lang = view.lang
    with st.spinner(say("access_view.working", lang)):
        every = [connectivity_access.access(view, columns, kind) for kind in KINDS]
    heads = [
        Column(say("access_view.nearest", lang)),
        *(Column(say("access_view.limit", lang, minutes=m), figures=True) for m in LIMITS_MIN),
        Column(say("access_view.mean_short", lang), figures=True),
    ]
    rows: list[Sequence[str | Markup]] = [
        (connectivity_access.sentence_case(say(f"access_view.to_{one.kind}", lang)), *_kind_cells(one, lang))
        for one in every
    ]
    takeaway.table(
        table(heads, rows, caption=say("access_view.kinds_title", lang)),
        name="tiep-can-cac-loai",
        lang=lang,
        digest=text_digest([one.digest for one in every]),
    )
    st.html(f'<p class="lt-note">{text(say("access_view.kinds_read", lang))}</p>')
    _all_rows(every, lang)


def _kind_cells(one: Accessibility, lang: Lang) -> list[Markup]:
    before, after = one.group(BOTH, "before"), one.group(BOTH, "after")
    people = [_changed(b / 1000, a / 1000, lang, more=True) for b, a in zip(before.within, after.within, strict=True)]
    return [*people, _changed(before.mean_min, after.mean_min, lang, more=False)]


def _changed(before: float, after: float, lang: Lang, *, more: bool) -> Markup:
    """A figure after, and the change below it, marked good where ``more`` (or less) is better."""
    by = difference(before, after, decimals=1)
    kind = "same" if not by else "good" if (by > 0) is more else "bad"
    shown = change(before, after, lang, decimals=1)
    return Markup(f'{text(number(after, lang, decimals=1))}<br><span class="d {kind}">{text(shown)}</span>')


def _all_rows(every: Sequence[Accessibility], lang: Lang) -> None:
    from analysis.access_commands import GROUP_COLUMNS, access_rows

    takeaway.rows(
        lambda: [row for one in every for row in access_rows(one, "groups")], GROUP_COLUMNS,
        name="tiep-can-moi-loai", digest=text_digest([one.digest for one in every]), lang=lang,
        label="access_view.rows_kinds",
    )  # fmt: skip


def _downloads(found: Accessibility, lang: Lang) -> None:
    """The communes as a layer, the groups as rows."""
    from analysis.access_commands import GROUP_COLUMNS, access_rows

    with st.container(horizontal=True, gap="small"):
        takeaway.layer(lambda: found.frame, name="tiep-can", digest=found.digest, lang=lang)
        takeaway.rows(
            lambda: access_rows(found, "groups"), GROUP_COLUMNS, name="tiep-can-nhom", digest=found.digest, lang=lang,
            label="access_view.rows_groups",
        )  # fmt: skip
