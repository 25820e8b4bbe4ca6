"""What each unit of the scenario contributes, and in which order to build."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers.study import study
from views import data, session_view, share_charts, takeaway
from views.choosing import from_list
from views.markup import text
from views.page_errors import guarded
from words import Lang, say
from words.errors import InputError
from words.figures import number

if TYPE_CHECKING:
    import pandas as pd

    from analysis.contribution import Contribution
    from analysis.valuation import Question
    from views.scenarios import Columns
    from views.session_view import View

_KEPT: Final = "shares-kept"


def show(view: View, columns: Columns) -> Callable[[], None] | None:
    """Draw the part: kept results at once, or the old ones in grey and what is to be computed."""
    from analysis.contribution import contribution_digest

    lang, scenario = view.lang, columns.scenario(view)
    question = _question(view, columns)
    if not scenario.projects:
        raise InputError("compare.no_units")
    digest = contribution_digest(data.world(), scenario, question)
    kept: tuple[Contribution, ...] | None = st.session_state.get(_KEPT)
    ready = kept is not None and kept[0].digest == digest
    place = st.empty()
    if kept is not None:
        with place.container():
            _draw(kept, lang, old=not ready)
    if ready:
        return None

    def later() -> None:
        with guarded("compare.shares", lang=lang):
            found = _compute(view, columns, question)
            st.session_state[_KEPT] = found
            with place.container():
                _draw(found, lang, old=False)

    return later


def _question(view: View, columns: Columns) -> Question:
    """The benefit chosen, with the weights of the assumptions."""
    from analysis.valuation import BenefitKind, Question

    from_list(
        say("shares.benefit", view.lang), [k.value for k in BenefitKind], view.study.benefit,
        names=lambda k: say(f"shares.benefit_{k}", view.lang), key="benefit",
        choose=lambda k: session_view.change_study(benefit=k),
    )  # fmt: skip
    kind, shared = BenefitKind(view.study.benefit), columns.assumptions
    # of "people within 60 minutes", where no other goal was chosen, the first of the two capitals
    place = (view.study.goal or study().first.capital) if kind is BenefitKind.PEOPLE_60 else ""
    return Question(kind, shared.weighting, shared.beta_per_min, place, shared.districts)


def _compute(view: View, columns: Columns, question: Question) -> tuple[Contribution, ...]:
    """Every feasible set valued; a choice made meanwhile ends it and the old charts stay."""
    from analysis.contribution import contributions

    bar = st.progress(0.0, text=say("shares.working", view.lang, percent=0))

    def tell(done: int, all_: int) -> None:
        bar.progress(done / all_, text=say("shares.working", view.lang, percent=100 * done // all_))

    try:
        return contributions(data.world(), columns.scenario(view), question, progress=tell)
    finally:
        bar.empty()


def _draw(found: tuple[Contribution, ...], lang: Lang, *, old: bool) -> None:
    """Each portfolio; several where units exclude each other."""
    with st.container(height=510, border=False):
        for n, one in enumerate(found, start=1):
            if len(found) > 1:
                st.html(f'<h2 class="lt-h2">{text(say("shares.choice", lang, number=n, of=len(found)))}</h2>')
            _one(one, lang, old=old, number_=n)


def _one(found: Contribution, lang: Lang, *, old: bool, number_: int) -> None:
    from analysis.contribution import unit_of

    unit, key = unit_of(found.question.kind), f"{found.digest}{number_}{old}"
    names = names_of_units(found.portfolio.players, lang)
    st.html(f'<p class="lt-note">{text(_head(found, unit, lang, old=old))}</p>')
    _chart("bars", share_charts.bars(found, names, lang, unit=unit, old=old), lang, key)
    if not found.exact:
        st.html(f'<p class="lt-note">{text(_sampled(found, lang))}</p>')
    _order(found, names, lang, old=old, key=key)
    if found.exact:  # orders drawn at random tell neither
        _chart("interactions", share_charts.interactions(found, names, lang, unit=unit, old=old), lang, key)
        _chart("front", share_charts.front(found, names, lang, unit=unit, old=old), lang, key)
    for line in _notes(found, names, lang):
        st.html(f'<p class="lt-note">{text(line)}</p>')
    with st.expander(say("compare.as_numbers", lang)):
        frame = as_frame(found, names, lang)
        st.dataframe(frame, hide_index=True, key=f"shares{key}")
        takeaway.frame(frame, name=f"dong-gop-{number_}", digest=found.digest, lang=lang)


def _order(found: Contribution, names: dict[str, str], lang: Lang, *, old: bool, key: str) -> None:
    """The steps of the best order; what adds nothing that shows has no rank and is named below."""
    from analysis.contribution import unit_of

    unit = unit_of(found.question.kind)
    count = share_charts.told(found, unit)
    _chart("waterfall", share_charts.waterfall(found.order[:count], names, lang, unit=unit, old=old), lang, key)
    if count and (rest := [names[s.player] for s in found.order[count:]]):
        st.html(f'<p class="lt-note">{text(say("slides.order_rest", lang, names="; ".join(rest)))}</p>')


def _chart(name: str, chart: Any, lang: Lang, key: str) -> None:
    """A chart under its title, with one line on how to read it."""
    st.html(f'<p class="lt-charttitle">{text(say(f"shares.{name}", lang))}</p>')
    if chart is None:
        st.html(f'<p class="lt-note">{text(say(f"shares.{name}_none", lang))}</p>')
        return
    st.altair_chart(chart, key=f"{name}{key}", width="stretch")
    st.html(f'<p class="lt-note">{text(say(f"shares.{name}_read", lang))}</p>')


def _head(found: Contribution, unit: str, lang: Lang, *, old: bool) -> str:
    scale = share_charts.SCALES[unit]
    total = f"{number(found.total / scale, lang, decimals=2)} {say(f'shares.unit_{unit}', lang)}"
    each = say(f"shares.each_{unit}", lang, value=number(found.each, lang, decimals=1)) if unit != "people" else ""
    said = say("shares.total", lang, total=total, each=each, digest=found.digest)
    return say("shares.old", lang, digest=found.digest) if old else said


def _notes(found: Contribution, names: dict[str, str], lang: Lang) -> list[str]:
    said = []
    if found.portfolio.idle:
        said.append(say("shares.idle", lang, names="; ".join(names[u] for u in sorted(found.portfolio.idle))))
    if found.exact:  # orders drawn at random do not tell the smallest set
        enough = "; ".join(names[u] for u in sorted(found.enough)) or say("shares.nothing", lang)
        said.append(say("shares.enough", lang, names=enough))
    if found.without_cost:
        said.append(say("metrics.cost_without", lang, names="; ".join(names[u] for u in found.without_cost)))
    return [*said, say("shares.note", lang)]


def _sampled(found: Contribution, lang: Lang) -> str:
    """That the shares are estimates, and from what."""
    from analysis.sampling import ORDERS

    return say("shares.sampled", lang, count=len(found.portfolio.counted), orders=ORDERS)


def names_of_units(units: Iterable[str], lang: Lang) -> dict[str, str]:
    """Names of units: projects, and sections with their project's."""
    projects = {p.id: p for p in data.projects()}
    sections = {s.section_id: s for p in projects.values() for s in p.sections}

    def one(part: str) -> str:
        if part in projects:
            return projects[part].text("name", lang)
        section = sections.get(part)
        return f"{projects[section.project_id].text('name', lang)}: {section.name(lang)}" if section else part

    return {u: " + ".join(one(part) for part in u.split("+")) for u in units}


def as_frame(found: Contribution, names: dict[str, str], lang: Lang) -> pd.DataFrame:
    """The contributions as numbers, in the best order; without a rank what adds nothing that shows."""
    import pandas as pd

    from analysis.contribution import unit_of

    told = share_charts.told(found, unit_of(found.question.kind))
    rows = [
        {
            say("shares.tip_order", lang): n if n <= told else None,
            say("shares.tip_unit", lang): names[s.player],
            say("shares.tip_share", lang): found.shapley[s.player],
            **({} if found.exact else {say("shares.tip_error", lang): found.errors[s.player]}),
            say("shares.tip_first", lang): found.first[s.player],
            say("shares.tip_last", lang): found.last[s.player],
            say("shares.tip_gain", lang): s.gain,
            say("shares.cost_low", lang): found.cost_bn_vnd.get(s.player, (None, None))[0],
            say("shares.cost_high", lang): found.cost_bn_vnd.get(s.player, (None, None))[1],
        }
        for n, s in enumerate(found.order, start=1)
    ]
    frame, order = pd.DataFrame(rows), say("shares.tip_order", lang)
    return frame.astype({order: "Int64"}) if rows else frame
