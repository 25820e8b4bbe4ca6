"""Charts of the projects: kilometres by status, and years of opening. Drawn by Altair, offline.

Status hangs on words, order and lightness, never on colour alone; every chart carries a
description for screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from layers import STATUSES
from views.components.markup import Markup, text
from words import Lang, Notation, day, notation, number, say

if TYPE_CHECKING:
    import altair as alt

    from layers import Project, Section

T = TypeVar("T")

_COLOURS: Final = {
    "existing": "#0f3b57",
    "open": "#2f7ea8",
    "construction": "#e0a030",
    "planned": "#b9c6cf",
    "proposed": "#e3e6e8",
}
_KINDS: Final = {  # Vega's shape, colour, the like letter
    "opened": ("circle", "#2f7ea8", "●"),
    "expected": ("diamond", "#ffffff", "◆"),
    "unconfirmed": ("triangle-up", "#e0a030", "▲"),
}
_FIRST_YEAR, _LAST_YEAR = 2022, 2030
_ROW, _AXIS, _LABEL = 28, 26, 430  # pixels: a road, the axis below all of them, the longest name
_ASIDE: Final = 0.24  # years by which two marks of one year stand apart
INK: Final = "#1d2a35"
_FONT: Final = "Source Sans, sans-serif"


def status_bars(projects: Sequence[Project], lang: Lang) -> alt.Chart:
    """One bar a project, its kilometres stacked by status."""
    import altair as alt
    import pandas as pd

    rows = [
        {
            "road": project.text("name", lang),
            "status": say(f"layers.status_{status}", lang),
            "order": STATUSES.index(status),
            "km": km,
            "figure": say("app.km", lang, value=number(km, lang, decimals=1)),
        }
        for project in projects
        for status, km in project.status_km().items()
    ]
    names = [say(f"layers.status_{s}", lang) for s in STATUSES]
    chart: alt.Chart = (
        alt.Chart(pd.DataFrame(rows, columns=["road", "status", "order", "km", "figure"]))
        .mark_bar(stroke="#7c8a94", strokeWidth=0.5, height=14)
        .encode(
            y=_roads([p.text("name", lang) for p in projects], labels=True),
            x=alt.X("km:Q", title=None, axis=alt.Axis(labelExpr=numbers_axis(lang), tickCount=6)),
            color=alt.Color("status:N", scale=alt.Scale(domain=names, range=list(_COLOURS.values())), legend=None),
            order=alt.Order("order:Q"),
            tooltip=_tips("road", "status", "figure", lang=lang),
        )
    )
    return finished(chart, say("agreement.bar_alt", lang, text=_bars_in_words(projects, lang)), len(projects))


def status_key(lang: Lang) -> Markup:
    """What the colours of ``status_bars`` mean."""
    items = (
        f'<span><span class="lt-box" style="background:{colour}"></span>{text(say(f"layers.status_{status}", lang))}</span>'
        for status, colour in _COLOURS.items()
    )
    return Markup(f'<p class="lt-key">{"".join(items)}</p>')


def timeline(projects: Sequence[Project], lang: Lang) -> alt.LayerChart:
    """One line a project, as in ``status_bars``; a mark for each year of opening, had or expected."""
    import altair as alt
    import pandas as pd

    rows = [row for project in projects for row in _openings(project, lang)]
    frame = pd.DataFrame(rows, columns=["road", "year", "at", "kind", "figure", "parts"])
    kinds = [_kind(kind, lang) for kind in _KINDS]
    base = alt.Chart(frame).encode(
        y=_roads([p.text("name", lang) for p in projects], labels=False),
        x=alt.X(
            "at:Q",
            title=None,
            scale=alt.Scale(domain=[_FIRST_YEAR - 0.5, _LAST_YEAR + 0.5], nice=False),
            axis=alt.Axis(values=list(range(_FIRST_YEAR, _LAST_YEAR + 1)), format="d"),
        ),
        tooltip=_tips("road", "year", "kind", "figure", "parts", lang=lang),
    )
    marks = base.mark_point(filled=True, size=110, opacity=1, stroke=INK, strokeWidth=1).encode(
        shape=alt.Shape("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[k[0] for k in _KINDS.values()])),
        color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[k[1] for k in _KINDS.values()])),
    )
    words = base.mark_text(dy=-11, fontSize=11, color=INK).encode(text="figure:N")
    both: alt.LayerChart = marks + words
    return finished(both, say("agreement.timeline_alt", lang, text=_openings_in_words(rows)), len(projects))


def timeline_key(lang: Lang) -> Markup:
    """What the marks of ``timeline`` mean."""
    items = (
        f'<span><span class="lt-shape" style="color:{colour}">{shape}</span>{text(_kind(kind, lang))}</span>'
        for kind, (_, colour, shape) in _KINDS.items()
    )
    return Markup(f'<p class="lt-key">{"".join(items)}</p>')


def _openings(project: Project, lang: Lang) -> list[dict[str, Any]]:
    """Years in which sections of a project opened, are expected, or were due without a confirmation."""
    found: dict[tuple[int, str], list[Section]] = {}
    for section in project.sections:
        if (key := _opening(section)) is not None:
            found.setdefault(key, []).append(section)
    shown = [(key, found[key]) for key in sorted(found) if _FIRST_YEAR <= key[0] <= _LAST_YEAR]
    years = [year for (year, _), _ in shown]
    return [
        {
            "road": project.text("name", lang),
            "year": str(year),
            "at": year + (_ASIDE if years.count(year) > 1 else 0) * (-1 if kind == "opened" else 1),
            "kind": _kind(kind, lang),
            "figure": number(sum(s.length_km for s in sections), lang, decimals=1),
            "parts": "; ".join(dict.fromkeys(_part(s, lang) for s in sections)),
        }
        for (year, kind), sections in shown
    ]


def _kind(kind: str, lang: Lang) -> str:
    from layers import study

    return say(f"agreement.kind_{kind}", lang, year=study().data_date.year)


def _opening(section: Section) -> tuple[int, str] | None:
    from layers import study

    if section.opened is not None:
        return section.opened.year, "opened"
    if section.expected_year is None or section.status == "existing":
        return None
    late = section.expected_year <= study().data_date.year
    return section.expected_year, "unconfirmed" if late else "expected"


def _part(section: Section, lang: Lang) -> str:
    return section.name(lang) + (f" ({day(section.opened, lang)})" if section.opened else "")


def _bars_in_words(projects: Sequence[Project], lang: Lang) -> str:
    return "; ".join(
        f"{p.text('name', lang)}: "
        + ", ".join(
            f"{say(f'layers.status_{s}', lang)} {number(km, lang, decimals=1)} km" for s, km in p.status_km().items()
        )
        for p in projects
    )


def _openings_in_words(rows: Sequence[dict[str, Any]]) -> str:
    return "; ".join(f"{r['road']}: {r['year']} {r['kind']} {r['figure']} km" for r in rows)


def _roads(names: Sequence[str], *, labels: bool) -> alt.Y:
    """The axis both charts share, so that their rows stand in line."""
    import altair as alt

    axis = alt.Axis(labelLimit=_LABEL, grid=True, labels=labels, ticks=labels)
    return alt.Y("road:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names)), axis=axis)


def _tips(*names: str, lang: Lang) -> list[alt.Tooltip]:
    import altair as alt

    return [alt.Tooltip(f"{name}:N", title=say(f"agreement.tip_{name}", lang)) for name in names]


@dataclass(frozen=True)
class Bar:
    """A figure as a bar in a cell of a table, and how far it may lie elsewhere.

    Parameters
    ----------
    low, high
        Ends of its range, drawn as a line with caps; ``None`` without one.
    kind
        Its look: ``own`` what is looked at, ``other``, ``slight`` what is not significant.
    """

    value: float
    low: float | None = None
    high: float | None = None
    kind: str = "own"


def bar_cells(bars: Sequence[Bar]) -> list[Markup]:
    """The bars of a column on one scale, which holds zero; the figure beside a bar says what it is in words."""
    ends = [0.0, *(v for b in bars for v in (b.value, b.low, b.high) if v is not None)]
    least, most = min(ends), max(ends)
    width = (most - least) or 1.0

    def span_of(low: float, high: float) -> str:
        return f"left:{100 * (low - least) / width:.1f}%;width:{100 * (high - low) / width:.1f}%"

    def cell(bar: Bar) -> Markup:
        drawn = f'<i class="b {bar.kind}" style="{span_of(min(0.0, bar.value), max(0.0, bar.value))}"></i>'
        if bar.low is not None and bar.high is not None:
            drawn += f'<i class="r" style="{span_of(bar.low, bar.high)}"></i>'
        return Markup(f'<span class="lt-bar" aria-hidden="true">{drawn}</span>')

    return [cell(bar) for bar in bars]


def numbers_axis(lang: Lang, *, decimals: int = 0) -> str:
    """Vega's expression for a figure on an axis with the separators of the language."""
    return (
        f"replace(replace(replace(replace(format(datum.value, ',.{decimals}f'), ',', ' '), '.', ','), ' ', '.'), ' ', '.')"
        if notation(lang) is Notation.COMMA
        else f"format(datum.value, ',.{decimals}f')"
    )


def finished(chart: T, description: str, rows: int, *, row: int = _ROW) -> T:
    """A chart in the house's look, ``rows`` of ``row`` pixels high, described for screen readers."""
    plain: Any = chart  # Altair's kinds of charts share these methods, but no type that names them
    done: T = (
        plain.properties(description=description, height=row * rows + _AXIS)
        .configure(font=_FONT)
        .configure_axis(labelColor=INK, titleColor=INK, labelFontSize=12, gridColor="#e2e8ec", domainColor="#b9c4cc")
        .configure_view(strokeWidth=0)
    )
    return done
