"""Charts of the projects: kilometres by status, and years of opening; the house's look for charts drawn by Altair, offline.

Status hangs on words, order and lightness, never on colour alone; figures stand as text, at any width of the page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from layers import STATUSES
from views.components.markup import Markup, text
from words import Lang, Notation, day, notation, number, say

if TYPE_CHECKING:
    from layers import Project, Section

T = TypeVar("T")

_COLOURS: Final = {
    "existing": "#0f3b57",
    "open": "#2f7ea8",
    "construction": "#e0a030",
    "planned": "#b9c6cf",
    "proposed": "#e3e6e8",
}
_KINDS: Final = {  # colour, shape
    "opened": ("#2f7ea8", "●"),
    "expected": ("#ffffff", "◆"),
    "unconfirmed": ("#e0a030", "▲"),
}
_FIRST_YEAR, _LAST_YEAR = 2022, 2030
_ROW, _AXIS = 28, 26  # pixels: a row, the axis below all of them
_NAME: Final = 44  # letters of a line of a name beside a chart
_LINE, _GAP = 14, 8  # pixels: such a line, the air between two names
INK: Final = "#1d2a35"
_FONT: Final = "Source Sans, sans-serif"


def status_bars(projects: Sequence[Project], lang: Lang) -> Markup:
    """One bar a project, its kilometres side by side by status on one scale, and in words below it."""
    most = max((sum(p.status_km().values()) for p in projects), default=0.0) or 1.0

    def row(project: Project) -> str:
        km = project.status_km()
        parts = "".join(
            f'<i style="width:{100 * km[s] / most:.1f}%;background:{_COLOURS[s]}"></i>' for s in STATUSES if km.get(s)
        )
        said = "; ".join(
            f"{say(f'layers.status_{s}', lang)} {say('app.km', lang, value=number(km[s], lang, decimals=1))}"
            for s in STATUSES
            if km.get(s)
        )
        return f'<li><b>{text(project.text("name", lang))}</b><span class="lt-parts" aria-hidden="true">{parts}</span><small>{text(said)}</small></li>'

    name = text(say("agreement.bar_alt", lang))
    return Markup(f'<ul class="lt-rows" aria-label="{name}">{"".join(map(row, projects))}</ul>')


def status_key(lang: Lang) -> Markup:
    """What the colours of ``status_bars`` mean."""
    items = (
        f'<span><span class="lt-box" style="background:{colour}"></span>{text(say(f"layers.status_{status}", lang))}</span>'
        for status, colour in _COLOURS.items()
    )
    return Markup(f'<p class="lt-key">{"".join(items)}</p>')


def timeline(projects: Sequence[Project], lang: Lang) -> Markup:
    """The projects with a year of opening, had or expected: a mark and its kilometres in the column of the year."""
    years = range(_FIRST_YEAR, _LAST_YEAR + 1)
    heads = "".join(f'<th scope="col">{year}</th>' for year in years)
    body = ""
    for project in projects:
        if not (found := _openings(project, lang)):
            continue
        cells = "".join(f"<td>{''.join(shown for at, shown in found if at == year)}</td>" for year in years)
        name = text(project.text("name", lang))
        body += f'<tbody><tr><th scope="rowgroup" colspan="{len(years)}">{name}</th></tr><tr>{cells}</tr></tbody>'
    name = text(say("agreement.timeline_alt", lang))
    return Markup(f'<table class="lt years" aria-label="{name}"><thead><tr>{heads}</tr></thead>{body}</table>')


def timeline_key(lang: Lang) -> Markup:
    """What the marks of ``timeline`` mean."""
    items = (
        f'<span><span class="lt-shape" style="color:{colour}">{shape}</span>{text(_kind(kind, lang))}</span>'
        for kind, (colour, shape) in _KINDS.items()
    )
    return Markup(f'<p class="lt-key">{"".join(items)}</p>')


def _openings(project: Project, lang: Lang) -> list[tuple[int, str]]:
    """Years in which sections of a project opened, are expected, or were due without a confirmation; each as a mark."""
    found: dict[tuple[int, str], list[Section]] = {}
    for section in project.sections:
        if (key := _opening(section)) is not None and _FIRST_YEAR <= key[0] <= _LAST_YEAR:
            found.setdefault(key, []).append(section)

    def mark(kind: str, sections: Sequence[Section]) -> str:
        colour, shape = _KINDS[kind]
        told = f"{_kind(kind, lang)}: {'; '.join(dict.fromkeys(_part(s, lang) for s in sections))}"
        km = number(sum(s.length_km for s in sections), lang, decimals=1)
        sign = (
            f'<b class="lt-shape" role="img" aria-label="{text(_kind(kind, lang))}" style="color:{colour}">{shape}</b>'
        )
        return f'<span title="{text(told)}">{sign}{text(km)}</span>'

    return [(year, mark(kind, found[year, kind])) for year, kind in sorted(found)]


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


def in_lines(names: Iterable[str]) -> str:
    """Names of an axis as lines that fit beside a chart, parted by line breaks: :func:`name_axis` writes them so."""
    return "\n".join(line for name in names for line in textwrap.wrap(name, _NAME) or [name])


def name_axis() -> Any:
    """An axis of names that stand whole, in as many lines as they need."""
    import altair as alt

    return alt.Axis(
        labelExpr="split(datum.label, '\\n')", labelLimit=_NAME * 9, labelFontSize=12, labelLineHeight=_LINE
    )


def name_row(labels: Iterable[str], *, least: int = 0) -> int:
    """Pixels of a row of such an axis."""
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    return max(least or _ROW, lines * _LINE + _GAP)


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
