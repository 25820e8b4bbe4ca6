"""The assumptions of a comparison: who travels, how fast, how trips count; what was changed is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from views import data, scenarios, session_view
from views.choosing import from_list, one_of, several, tick
from views.markup import text
from views.page_errors import plain
from views.session_view import Travel, View
from words import Lang, say
from words.figures import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from views.scenarios import Columns

_OTHERS: Final = "others"
_BETAS: Final = ("0.01", "0.015", "0.02", "0.03", "0.05")  # per minute


def show(view: View, columns: Columns) -> None:
    """Who travels, how fast, where expressways are entered, how trips are weighted."""
    from analysis.scenario_set import Assumptions

    lang, study = view.lang, view.study
    changed = columns.assumptions.changed

    def label(name: str, field: str) -> str:
        mark = say("compare.changed_mark", lang) if field in changed else ""
        return say(f"compare.{name}", lang) + mark

    one_of(
        label("travel", "mode"), [t.value for t in Travel], view.travel.value,
        names=lambda t: say(f"sources.mode_{t}", lang), key="travel", choose=lambda t: session_view.change(travel=Travel(t)),
    )  # fmt: skip
    for field, name, options in (
        ("speeds", "speeds", ("low", "central", "high")), ("access", "access", ("low", "high")),
        ("weights", "weighting", ("population", "gravity")),
    ):  # fmt: skip
        _assumption(label(field, name), options, getattr(study, field), field=field, lang=lang)
        st.html(f'<p class="lt-note">{text(say(f"compare.{field}_note", lang))}</p>')
    if study.weights == "gravity":
        beta = f"{columns.assumptions.beta_per_min!r}"
        from_list(
            label("beta", "beta_per_min"), sorted({*_BETAS, beta}, key=float), beta,
            names=lambda b: say("compare.beta_each", lang, beta=number(float(b), lang, decimals=3)), key="assume-beta",
            choose=lambda b: session_view.change_study(beta=None if float(b) == Assumptions().beta_per_min else float(b)),
        )  # fmt: skip
        st.html(f'<p class="lt-note">{text(say("compare.beta_note", lang))}</p>')
    tick(
        label("restricted", "restricted_links"), study.restricted, key="assume-restricted",
        choose=lambda on: session_view.change_study(restricted=on),
    )  # fmt: skip
    _counted(view, columns, label("counted", "districts"))
    st.button(say("compare.defaults", lang), key="defaults", on_click=scenarios.defaults, disabled=not changed)


def _assumption(label: str, options: Sequence[str], value: str, *, field: str, lang: Lang) -> None:
    """Buttons for one field of the compare page."""
    one_of(
        label, options, value, names=lambda option: say(f"compare.{field}_{option}", lang), key=f"assume-{field}",
        choose=lambda option: session_view.change_study(**{field: option}),
    )  # fmt: skip


def _counted(view: View, columns: Columns, label: str) -> None:
    """Whose trips count: a set by its name, or districts one by one."""
    from analysis.district_sets import SETS, counted, district_capitals, name_of, named_set

    lang, world = view.lang, data.world()
    chosen = columns.assumptions.districts
    name = name_of(world, chosen) or _OTHERS
    from_list(
        label, [*SETS, *([_OTHERS] if name == _OTHERS else [])], name,
        names=lambda n: say(f"compare.counted_{n}", lang, count=len(counted(world, named_set(world, n) if n in SETS else chosen))),
        key="assume-counted",
        choose=lambda n: session_view.change_study(counted=tuple(sorted(named_set(world, n)))) if n in SETS else None,
    )  # fmt: skip
    places = {i: world.places[i] for i in district_capitals(world)}
    names = {i: plain(p.name_vi if lang is Lang.VI else p.name_en) for i, p in places.items()}
    several(
        say("compare.counted_each", lang), sorted(places, key=lambda i: (places[i].province, names[i])), sorted(chosen),
        names=names.__getitem__, key="assume-districts", empty=say("compare.counted_every", lang),
        choose=lambda ids: session_view.change_study(counted=tuple(sorted(ids))),
    )  # fmt: skip
    st.html(f'<p class="lt-note">{text(say("compare.counted_note", lang))}</p>')
