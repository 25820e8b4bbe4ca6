"""What stands small on a slide or only in the speaker notes: sources, digests, the legal note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analysis.scenarios import counted
from briefing.content.project_rows import route_rows, unit_name
from layers import altered_sentence, legal_note
from words import Lang, cost_span, day, number, say

if TYPE_CHECKING:
    from briefing.content.data import ReportData

_METHOD: Final = ("network", "figures", "worth", "limits", "schematic")


def figure_notes(report: ReportData, lang: Lang, *keys: str, **values: object) -> list[str]:
    """Speaker notes: what the slide says and where its figures come from."""
    return [
        *(say(key, lang, **values) for key in keys),
        say("slides.note_data", lang, roads=_dated(report, "roads", lang), projects=_dated(report, "projects", lang)),
        assumption_line(report, lang),
        digest_line(report, lang),
        f"{say('briefing.sources', lang)} {say('briefing.credits', lang)}",
    ]


def digest_line(report: ReportData, lang: Lang) -> str:
    """The digests of scenario and data, and which layers differ from those released."""
    parts = (
        say("briefing.scenario_digest", lang, digest=report.digest),
        say("briefing.data_digest", lang, digest=report.data_digest),
        *([altered_sentence(report.altered, lang)] if report.altered else []),
    )
    return " · ".join(parts)


def assumption_line(report: ReportData, lang: Lang) -> str:
    """Who travels, how fast, where expressways are entered, how destinations count."""
    a = report.request.scenario_set.assumptions
    return say(
        "slides.assumptions",
        lang,
        mode=say(f"slides.mode_{a.mode.value}", lang),
        speeds=say(f"slides.speeds_{a.speeds.value}", lang),
        access=say(f"slides.access_{a.access.value}", lang),
        weighting=say(f"slides.weighting_{a.weighting.value}", lang, beta=number(a.beta_per_min, lang, decimals=3)),
        districts=_districts(report, lang),
        restricted=say(f"slides.restricted_{'yes' if a.restricted_links else 'no'}", lang),
    )


def _districts(report: ReportData, lang: Lang) -> str:
    """Whose trips count, by name unless all do."""
    chosen = report.request.scenario_set.assumptions.districts
    if not chosen:
        return say("slides.districts_all", lang)
    places = [report.world.places[i] for i in sorted(counted(report.world, chosen))]
    names = [p.name(lang) for p in places]
    return say("slides.districts_some", lang, names=", ".join(names))


def legal_line(report: ReportData, lang: Lang, *, scale: int, width_mm: float) -> str:
    """What every map carries: the legal note, edition, scale on a slide of that width, credits."""
    return " ".join(
        [
            legal_note(lang),
            say(
                "slides.map_facts",
                lang,
                edition=say(f"layers.edition_{report.request.edition.value}", lang),
                scale=number(scale, lang),
                width=number(width_mm / 10, lang, decimals=1),
            ),
            say("slides.map_credits", lang),
        ]
    )


def cost_notes(report: ReportData, lang: Lang, *, without: bool = True) -> list[str]:
    """What must stand beside a cost of the main scenario: units without one unless told elsewhere, price years, what is not verified."""
    cost = report.table.cost(report.request.variant.key)
    notes = []
    for key, units in (
        ("without", cost.without if without else ()),
        ("own", cost.own),
        ("unverified", cost.unverified),
    ):
        if units:
            notes.append(say(f"metrics.cost_{key}", lang, names="; ".join(unit_name(report, u, lang) for u in units)))
    if len(cost.price_years) > 1:
        notes.append(say("metrics.cost_years", lang, years=", ".join(map(str, cost.price_years))))
    return [*notes, say("metrics.cost_full", lang)] if cost.low_bn is not None else notes


def cost_amount(report: ReportData, lang: Lang) -> str:
    """The cost of the main scenario as a range in billions of đồng; empty without one."""
    cost = report.table.cost(report.request.variant.key)
    return "" if cost.low_bn is None else cost_span(cost.low_bn, cost.high_bn, lang)


def cost_sources(report: ReportData, lang: Lang) -> list[str]:
    """Where each cost was published."""
    return [
        say("slides.cost_source", lang, name=row.name(lang), scope=cost.scope(lang), url=cost.source_url)
        for row in route_rows(report.projects)
        if row.cost
        for cost in row.cost.entries
        if cost.source_url
    ]


def method_lines(report: ReportData, lang: Lang) -> list[str]:
    """What the method is, told of a portfolio by sampled orders where it is one."""
    found = report.contribution
    sampled = found is not None and not found.exact
    return [say(f"slides.method_{'worth_sampled' if k == 'worth' and sampled else k}", lang) for k in _METHOD]


def _dated(report: ReportData, layer: str, lang: Lang) -> str:
    return day(str(report.manifest.get(layer, {}).get("reference_date", "")), lang)
