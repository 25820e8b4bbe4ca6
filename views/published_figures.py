"""Published figures beside ours, with error and named exceptions; a user's table is judged alike."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import streamlit as st

from views import cache, data, reading, takeaway
from views.border_sheets import province_names
from views.markup import Cell, Column, lines, link, table, tag, text, unverified
from views.page_errors import tell
from words import Lang, say
from words.errors import InputError, LinkError
from words.figures import MISSING, as_published, number
from words.numerals import notation

if TYPE_CHECKING:
    import pandas as pd

    from analysis.known_times import KnownTime
    from analysis.output import Row
    from analysis.validation import Check

_LARGEST: Final = 500_000  # bytes
_FIGURES: Final = ("published", "ours", "error", "limit")


def show(lang: Lang) -> None:
    """Draw the part."""
    from analysis.validation import DISTANCE_PERCENT, LENGTH_PERCENT, MAPPED_SHARE, Verdict, checks

    note = say(
        "sources.published_note", lang, distance=number(DISTANCE_PERCENT, lang), mapped=number(MAPPED_SHARE * 100, lang),
        length=number(LENGTH_PERCENT, lang, decimals=1),
    )  # fmt: skip
    st.html(f'<p class="lt-note">{text(note)}</p>')
    world = data.world()
    ours = data.kept(("published", cache.stamp("published", "exceptions")), lambda: tuple(checks(world)))
    added = _added(lang)
    found = ours if added is None else tuple(checks(world, added=added))
    count = Counter(check.result for check in found)
    said = say("sources.published_summary", lang, **{v.value: number(count[v], lang) for v in Verdict})
    st.html(f'<div class="lt-verdict">{text(said)}</div>')
    known = {(check.check_id, check.source, check.published_km) for check in ours}
    columns = [
        Column(say(f"sources.published_{name}", lang), figures=name in _FIGURES)
        for name in ("subject", *_FIGURES, "result")
    ]
    columns.append(Column(say("sources.column_source", lang)))
    rows = [_row(c, lang, own=(c.check_id, c.source, c.published_km) not in known) for c in found]
    takeaway.table(
        table(columns, rows), name="doi-chieu", digest="", lang=lang, title=say("sources.tab_published", lang)
    )
    _times(lang)


def _times(lang: Lang) -> None:
    """Known travel times beside ours at high, central and low speeds."""
    from analysis.known_times import known_times

    world = data.world()
    found = data.kept(("known times", cache.stamp("published")), lambda: tuple(known_times(world)))
    st.html(f'<p class="lt-note">{text(say("sources.times_note", lang))}</p>')
    columns = [Column(say("sources.times_pair", lang))]
    columns += [
        Column(say(f"sources.times_{name}", lang), figures=True) for name in ("known", "quick", "central", "slow")
    ]
    columns += [Column(say("sources.published_result", lang)), Column(say("sources.column_source", lang))]
    takeaway.table(
        table(columns, [_time_row(t, lang) for t in found]), name="thoi-gian", digest="", lang=lang,
        title=say("sources.times_note", lang),
    )  # fmt: skip


def _time_row(time: KnownTime, lang: Lang) -> tuple[Cell, ...]:
    """One known time; what nobody could check is marked."""
    known = " – ".join(number(m, lang, decimals=int(m % 1 > 0)) for m in dict.fromkeys(time.known_min))
    ours = [
        say("sources.published_cut_off", lang) if m is None else number(m, lang)
        for m in (time.quick_min, time.central_min, time.slow_min)
    ]
    held = time.result.value == "ok"
    source = link(time.source_url, time.source[lang]) if time.source_url else time.source[lang]
    return (
        time.subject[lang],
        known,
        *ours,
        tag(say("sources.times_held" if held else "sources.times_missed", lang), warn=not held),
        lines([source, unverified(lang) if time.unverified else None, time.note[lang]]),
    )


def _added(lang: Lang) -> pd.DataFrame | None:
    """The distances of the user's own table, if one was given and can be used."""
    from analysis.published import COLUMNS, NEEDED, published_notation, published_rows

    left, right = st.columns([0.7, 0.3], vertical_alignment="center")
    with left:
        file = st.file_uploader(say("sources.published_add", lang), type="csv", key="published-own")
    with right:
        st.html(f'<p class="lt-note">{text(say("sources.published_add_note", lang, columns=", ".join(NEEDED)))}</p>')
        takeaway.rows(
            _sample,
            COLUMNS,
            name="published",
            digest="",
            lang=lang,
            label="sources.published_sample",
        )
    if file is None:
        return None
    try:
        if file.size > _LARGEST:
            raise InputError("sources.published_large", file=file.name, most=_LARGEST // 1000)
        told = published_notation(file.getvalue(), file.name, notation(lang))
        chosen = reading.ask(told, column="value", key=f"published-notation-{file.file_id}", lang=lang)
        return published_rows(file.getvalue(), file.name, data.world(), notation=chosen)
    except LinkError as fault:
        tell("published figures", fault, lang=lang)
        return None


def _sample() -> list[Row]:
    """The published figures of the product, as an example of the columns."""
    from layers.reading import read_table

    return [{str(k): v for k, v in row.items()} for row in read_table("published").to_dict("records")]


def _row(check: Check, lang: Lang, *, own: bool) -> tuple[Cell, ...]:
    """One figure; the reason of an exception under its result."""
    verdict = tag(say(f"sources.published_{check.result.value}", lang), warn=check.result.value == "breach")
    reason = check.reason_vi if lang is Lang.VI else check.reason_en
    mine = tag(say("sources.published_own", lang)) if own else None
    return (
        lines([_subject(check, lang), mine]),
        as_published(check.published_km, lang),
        say("sources.published_cut_off", lang)
        if check.computed_km is None
        else number(check.computed_km, lang, decimals=1),
        number(check.error_percent, lang, decimals=1, sign=True),
        MISSING if check.limit_percent is None else number(check.limit_percent, lang, decimals=1),
        lines([verdict, reason]),
        link(check.source_url, check.source_in(lang)) if check.source_url else check.source_in(lang),
    )


def _subject(check: Check, lang: Lang) -> str:
    """What the figure is of: a pair of places as published, or a road and, for a part of it, the province."""
    if check.check != "length":
        return check.subject_in(lang)
    project_id, _, code = check.check_id.partition("/")
    project = next(p for p in data.projects() if p.id == project_id)
    name = project.name_vi if lang is Lang.VI else project.name_en
    return say("sources.published_part", lang, name=name, province=province_names(lang)[code]) if code else name
