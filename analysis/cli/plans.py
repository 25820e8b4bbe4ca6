"""The commands ``programme`` and ``rank``: their options, their rows, as printed and as the page hands them out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from analysis.appraisal import BENEFITS, PERSON_MIN, Question, units_cost
from analysis.cli.appraise import money_options, request_and_sheet, shares_of
from analysis.cli.output import Format, column_names, write_rows
from analysis.cli.wording import Names, Row
from analysis.programme import (
    NPV,
    Asked,
    Beside,
    Money,
    MoneyAsked,
    Programme,
    ShadowPrice,
    Wishes,
    beside,
    given_programme,
    planned,
    shadow_prices,
    usual_wishes,
)
from analysis.surroundings import (
    Hazard,
    Helps,
    LandUse,
    RuralAccess,
    Scope,
    hazard,
    land_use,
    project_helps,
    rural_access,
)
from analysis.viewpoints import (
    CRITERIA,
    DRAWS,
    SEED,
    Acceptability,
    CriteriaTable,
    Ranking,
    acceptability,
    criteria_table,
    rank,
    usual_weights,
)
from intake import read_upload
from layers import added_notes, line_doubt, open_part, unit_name
from words import InputError, Lang, cost_span, plan_proof, refuse_idle, say, text_in

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    import shapely

    from analysis.scenarios import Scenario, World

COMMANDS: Final = ("programme", "rank")
PLAN_COLUMNS: Final = {
    "plan": column_names("project cost_bn build_start build_years opens adds unit proved digest"),
    "years": column_names("year budget_bn spent_bn spent_sum_bn opening worth worth_gain unit digest"),
    "shadow": column_names("year more_bn worth_more moved unit digest"),
    "beside": column_names("project start_one start_other"),
    "beside-years": column_names("year spent_bn_one spent_bn_other worth_one worth_other worth_change"),
}
RANK_COLUMNS: Final = {
    "ranking": column_names("rank project score first_share three_share behind digest"),
    "criteria": column_names("project criterion figure_value scale_worst scale_best more unit digest"),
    "stability": column_names("project rank share draws seed digest"),
    "land": column_names(
        "project line part length_km new_km protected_km forest_km built_km water near_100_km near_500_km near_100_people near_500_people digest"
    ),
    "rural": column_names("province when people near_even near_built share_low share_high digest"),
    "danger": column_names("ref road_class project under_km pieces digest"),
    "helps": column_names("project lost_min_each than_now_min cut_people under_km stands digest"),
}
_USUAL: Final = "none"
_ALONE: Final = "with the wishes"
_V = TypeVar("_V")


def add_options(made: Mapping[str, argparse.ArgumentParser], lang: Lang) -> None:
    """The options of both commands, explained in the language asked for."""
    one, other = made["programme"], made["rank"]
    one.add_argument("--show", choices=list(PLAN_COLUMNS), default="plan", help=say("programme.cli_show", lang))
    kinds = [*(b for b in BENEFITS if not BENEFITS[b].needs_place), NPV]
    one.add_argument("--benefit", choices=kinds, default=PERSON_MIN, help=say("programme.cli_benefit", lang))
    one.add_argument("--budget", default="", help=say("programme.cli_budget", lang))
    one.add_argument("--first-year", type=int, help=say("programme.cli_first_year", lang))
    one.add_argument("--last-year", type=int, help=say("programme.cli_last_year", lang))
    one.add_argument("--standing", help=say("programme.cli_standing", lang))
    one.add_argument("--discount", type=float, default=0.0, help=say("programme.cli_discount", lang))
    for name in ("cost", "years", "phases", "start", "after", "either", "against"):
        one.add_argument(f"--{name}", default="", help=say(f"programme.cli_{name}", lang))
    one.add_argument("--keep-money", action="store_true", help=say("programme.cli_keep_money", lang))
    money_options(one, lang)
    other.add_argument("--show", choices=list(RANK_COLUMNS), default="ranking", help=say("viewpoints.cli_show", lang))
    other.add_argument("--weights", default="", help=say("viewpoints.cli_weights", lang, known=", ".join(CRITERIA)))
    other.add_argument(
        "--draws", type=int, default=DRAWS, between=(100, 1_000_000), help=say("viewpoints.cli_draws", lang)
    )
    other.add_argument("--seed", type=int, default=SEED)
    other.add_argument("--zones", type=Path, help=say("surroundings.cli_zones", lang))


def text(world: World, scenario: Scenario, options: argparse.Namespace) -> str:
    """What one of the two commands prints.

    Parameters
    ----------
    scenario
        Its projects are those that may be built or are ranked; by default those still to be built.

    Raises
    ------
    InputError
        If something cannot be understood, an option would change nothing, or no programme is possible.
    """
    form, lang = Format(options.format), Lang(options.lang)
    refuse_idle("--year", options.year, unless=False, needs=_ALONE)
    of = _programme_rows if options.command == "programme" else _rank_rows
    columns = (PLAN_COLUMNS if options.command == "programme" else RANK_COLUMNS)[options.show]
    rows, notes = of(world, scenario, options, lang)
    if form is Format.TABLE:  # names of all that is better would make one cell wider than any screen
        columns = tuple(c for c in columns if c not in {"behind", "moved"} or options.show == "shadow")
    told = write_rows(rows, form=form, lang=lang, columns=columns, names=Names(lang, world))
    return told + "".join(f"{n}\n" for n in notes) if form is Format.TABLE else told


def _programme_rows(
    world: World, scenario: Scenario, options: argparse.Namespace, lang: Lang
) -> tuple[list[Row], list[str]]:
    found, best = _planned(world, scenario, options)
    if options.show.startswith("beside"):
        other = given_programme(
            found.task, found.stakes, _pairs(options.against, int, "--against"), digest=found.digest
        )
        compared = beside(best, other)
        return (beside_rows if options.show == "beside" else beside_year_rows)(compared), [plan_proof(best, lang)]
    refuse_idle("--against", options.against, unless=False, needs="--show beside")
    rows = {
        "plan": lambda: plan_rows(best, found),
        "years": lambda: year_rows(best, found),
        "shadow": lambda: shadow_rows(shadow_prices(best), best, found),
    }[options.show]()
    return rows, [plan_proof(best, lang), *plan_notes(world, found, lang), *plan_cost_notes(world, found, lang)]


def _planned(world: World, scenario: Scenario, options: argparse.Namespace) -> tuple[Asked, Programme]:
    """Task and programme of the options, for minutes or another benefit, or for money."""
    wishes, bare = wishes_of(world, scenario, options), _bare(scenario)
    if options.benefit == NPV:
        refuse_idle("--discount", options.discount or None, unless=False, needs="--set discount=…")
        return planned(world, bare, wishes, Money(*request_and_sheet(world, options)))
    for name in ("trips", "own_trips", "counts", "set", "tolls", "accidents", "carbon"):
        refuse_idle(
            f"--{name.replace('_', '-')}", getattr(options, name) or None, unless=False, needs=f"--benefit {NPV}"
        )
    return planned(world, bare, wishes, Question(options.benefit))


def plan_notes(world: World, found: Asked, lang: Lang) -> list[str]:
    """What must be known of every programme: what stays out, what is assumed, what the worth is."""
    names = "; ".join(unit_name(world.projects, u, lang) for u in found.without_cost)
    return [
        *([say("programme.without_cost", lang, names=names)] if names else []),
        (
            say("programme.npv_told", lang)
            if found.question is None
            else say(f"shares.benefit_{found.question.kind}", lang) + "."
        ),
        *_money_notes(found, lang),
        say("programme.assumed_npv" if found.question is None else "programme.assumed", lang),
    ]


def plan_cost_notes(world: World, found: Asked, lang: Lang) -> list[str]:
    """Which published costs of a programme are the end of a range, and which are not verified; those entered are not told."""
    costs = {item.unit: units_cost(world, [item.unit]) for item in found.task.items}
    taken = {i.unit: cost for i in found.task.items if (cost := costs[i.unit]).upper_bn == i.cost_bn and not cost.own}
    wide = [
        say("programme.cost_of", lang, name=unit_name(world.projects, unit, lang), cost=cost_span(*ends, lang))
        for unit, cost in taken.items()
        if (ends := (cost.low_bn, cost.high_bn)) and ends[0] != ends[1]
    ]
    doubted = [unit_name(world.projects, unit, lang) for unit, cost in taken.items() if cost.unverified]
    return [
        *([say("programme.costs_wide", lang, names="; ".join(wide))] if wide else []),
        *([say("metrics.cost_unverified", lang, names="; ".join(doubted))] if doubted else []),
    ]


def _money_notes(found: Asked, lang: Lang) -> list[str]:
    """Which trips a programme for money counts."""
    if not isinstance(found, MoneyAsked) or found.appraised is None:
        return []
    asked = found.appraised.request
    named = say("programme.trips_told", lang, trips=say(f"worth.trips_{asked.trips.value}", lang))
    return [f"{named} {say(f'worth.trips_{asked.trips.value}_note', lang)}"]


def _bare(scenario: Scenario) -> Scenario:
    return replace(scenario, projects=frozenset())


def _chosen(world: World, scenario: Scenario) -> tuple[str, ...]:
    """Units that are asked for, in the order of the projects; by default those still to be built."""
    if scenario.projects:
        order = {p: n for n, p in enumerate(world.projects)}
        return tuple(sorted(scenario.projects, key=lambda u: (order.get(u.partition("/")[0], len(order)), u)))
    when = world.data.study.data_date
    return tuple(p for p in world.projects if open_part(world.projects, p, data_date=when) != "open")


def wishes_of(world: World, scenario: Scenario, options: argparse.Namespace) -> Wishes:
    """What the options of ``programme`` ask.

    Raises
    ------
    InputError
        If an amount, a year or a unit cannot be understood.
    """
    usual = usual_wishes(world)
    first = usual.first_year if options.first_year is None else options.first_year
    budget = _amounts(options.budget) if options.budget else usual.budget_bn
    last = max(first + len(usual.budget_bn) * 2 - 1, first + len(budget) - 1)
    standing = usual.standing
    if options.standing is not None:
        standing = frozenset(u.strip() for u in options.standing.split(",") if u.strip()) - {_USUAL}
        for unit in sorted(standing):
            world.unit_sections(unit)
    units = _chosen(world, scenario) if scenario.projects else usual.units
    after = {a: frozenset(b.split("+")) for a, b in _pairs(options.after, str, "--after").items()}
    return Wishes(
        units=tuple(u for u in units if u not in standing),
        first_year=first,
        budget_bn=budget if len(budget) > 1 else budget * len(usual.budget_bn),
        last_year=last if options.last_year is None else options.last_year,
        standing=standing,
        cost_bn=_known(world, _pairs(options.cost, float, "--cost")),
        years=_known(world, _pairs(options.years, int, "--years")),
        start=_known(world, _pairs(options.start, int, "--start")),
        phases=_known(world, _pairs(options.phases, shares_of, "--phases")),
        alternatives=tuple(frozenset(_known(world, dict.fromkeys(a.split("+"), 0))) for a in _parts(options.either)),
        discount=options.discount,
        after=_known(world, after),
        keeps=options.keep_money,
    )


def _known(world: World, given: dict[str, _V]) -> dict[str, _V]:
    for unit in given:
        world.unit_sections(unit)
    return given


def _parts(text: str) -> list[str]:
    return [p.strip() for p in text.split(",") if p.strip()]


def _amounts(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError as fault:
        raise InputError("programme.bad_amounts", text=text[:80]) from fault


def _pairs(text: str, kind: Callable[[str], _V], name: str) -> dict[str, _V]:
    """``a=1,b=2`` as a table."""
    found: dict[str, _V] = {}
    for part in _parts(text):
        unit, mark, value = part.rpartition("=")
        try:
            found[unit] = kind(value)
        except ValueError as fault:
            raise InputError("programme.bad_pair", name=name, text=part[:80]) from fault
        if not mark or not unit:
            raise InputError("programme.bad_pair", name=name, text=part[:80])
    return found


def plan_rows(best: Programme, found: Asked) -> list[Row]:
    """Units by year of beginning, then those that are not built."""
    adds, opens = best.adds(), best.opens
    listed = sorted(best.starts, key=lambda s: (s[1], opens[s[0]], best.task.units.index(s[0])))
    about = {"unit": plan_unit(found), "proved": best.proved, "digest": best.digest}
    built = [
        {
            "project": u,
            "cost_bn": best.task.item(u).cost_bn,
            "build_start": y,
            "build_years": best.task.item(u).years,
            "opens": opens[u],
            "adds": adds[u],
        }
        for u, y in listed
    ]
    rest = [{"project": i.unit, "cost_bn": i.cost_bn, "build_years": i.years} for i in best.left_out]
    return [row | about for row in [*built, *rest]]


def plan_unit(found: Asked) -> str:
    """Code of the unit a programme's worth is summed in over years."""
    return "bn_vnd" if found.question is None else f"years_{found.question.benefit.unit}"


def year_rows(best: Programme, found: Asked) -> list[Row]:
    """Every year: money, what opens, the worth of the year and what it is more than that of the year before."""
    opens, yearly, spent, total = best.opens, best.yearly, best.spending_bn, 0.0
    rows: list[Row] = []
    for n, year in enumerate(best.task.years):
        paid = spent[n] if n < len(spent) else None
        total += paid or 0.0
        rows.append(
            {
                "year": year,
                "budget_bn": best.task.budget_bn[n] if n < len(spent) else None,
                "spent_bn": paid,
                "spent_sum_bn": total,
                "opening": ";".join(u for u in best.task.units if opens.get(u) == year),
                "worth": yearly[n],
                "worth_gain": yearly[n] - (yearly[n - 1] if n else 0.0),
                "unit": "bn_vnd" if found.question is None else f"each_{found.question.benefit.unit}",
                "digest": best.digest,
            }
        )
    return rows


def shadow_rows(prices: Sequence[ShadowPrice], best: Programme, found: Asked) -> list[Row]:
    """What more money buys, by year; without a year: in every one."""
    return [
        {
            "year": p.year,
            "more_bn": p.more_bn,
            "worth_more": p.gain,
            "moved": ";".join(p.changes(best)),
            "unit": plan_unit(found),
            "digest": best.digest,
        }
        for p in prices
    ]


def beside_rows(found: Beside) -> list[Row]:
    """Units that begin in another year."""
    return [{"project": u, "start_one": one, "start_other": other} for u, one, other in found.moved]


def beside_year_rows(found: Beside) -> list[Row]:
    """Both programmes by year."""
    money = [*zip(found.one.spending_bn, found.other.spending_bn, strict=True)]
    return [
        {
            "year": year,
            "spent_bn_one": money[n][0] if n < len(money) else None,
            "spent_bn_other": money[n][1] if n < len(money) else None,
            "worth_one": one,
            "worth_other": other,
            "worth_change": other - one,
        }
        for n, (year, one, other) in enumerate(
            zip(found.one.task.years, found.one.yearly, found.other.yearly, strict=True)
        )
    ]


def _rank_rows(
    world: World, scenario: Scenario, options: argparse.Namespace, lang: Lang
) -> tuple[list[Row], list[str]]:
    show, units = options.show, _chosen(world, scenario)
    refuse_idle("--zones", options.zones, unless=show in {"danger", "helps"}, needs="--show danger")
    refuse_idle("--weights", options.weights, unless=show == "ranking", needs="--show ranking")
    if show == "land":
        found = [u for scope in Scope for u in land_use(world, units, scope)]
        return land_rows(world, found), land_notes(world, lang)
    if show == "rural":
        after = scenario if scenario.projects else _bare(scenario)
        return rural_rows(rural_access(world, before=scenario.baseline(), after=after)), [
            say("surroundings.limits_rural", lang)
        ]
    if show in {"danger", "helps"}:
        areas = _zones(options.zones)
        note = [say("surroundings.limits_danger", lang)]
        if show == "danger":
            return danger_rows(hazard(world, scenario, areas)), note
        return help_rows(project_helps(world, _bare(scenario), areas, units)), note
    table = criteria_table(world, scenario, units)
    if show == "criteria":
        return criteria_rows(table), [*added_notes(world.projects, units, lang), say("viewpoints.limits", lang)]
    firm = acceptability(table, draws=options.draws, seed=options.seed)
    if show == "stability":
        return stability_rows(firm, table.digest), [say("viewpoints.firmness", lang)]
    weights = usual_weights() | (dict.fromkeys(CRITERIA, 0.0) if options.weights else {})
    ranked = rank(table, weights | _pairs(options.weights, float, "--weights"))
    return ranking_rows(ranked, firm), [*rank_notes(world, ranked, lang), say("viewpoints.limits", lang)]


def rank_notes(world: World, found: Ranking, lang: Lang) -> list[str]:
    """What is left out, and in which criterion its figure is missing; what is not looked at alone."""
    by_criterion: dict[str, list[str]] = {}
    for unit, key in found.without.items():
        by_criterion.setdefault(key, []).append(unit_name(world.projects, unit, lang))
    left_out = [
        say("viewpoints.left_out", lang, criterion=say(f"viewpoints.{key}", lang), names="; ".join(names))
        for key, names in by_criterion.items()
    ]
    return [*left_out, *added_notes(world.projects, found.table.units, lang)]


def ranking_rows(found: Ranking, firm: Acceptability) -> list[Row]:
    """Units by place; shares of all weights only of those with figures in every criterion."""
    return [
        {
            "rank": r.place,
            "project": r.unit,
            "score": r.score,
            "first_share": 100 * firm.first(r.unit) if r.unit in firm.units else None,
            "three_share": 100 * firm.among(r.unit, 3) if r.unit in firm.units else None,
            "behind": ";".join(found.dominated[r.unit]),
            "digest": found.table.digest,
        }
        for r in found.rows
    ]


def criteria_rows(table: CriteriaTable) -> list[Row]:
    """Every figure with both ends of its scale."""
    return [
        {
            "project": unit,
            "criterion": c.key,
            "figure_value": float(v),
            "scale_worst": table.scale(n)[0],
            "scale_best": table.scale(n)[1],
            "more": c.more,
            "unit": f"{c.key}_unit",
            "digest": table.digest,
        }
        for unit, row in zip(table.units, table.values, strict=True)
        for n, (c, v) in enumerate(zip(table.criteria, row, strict=True))
    ]


def stability_rows(found: Acceptability, digest: str) -> list[Row]:
    """Share of weights at each place, those above zero."""
    return [
        {"project": u, "rank": place, "share": 100 * share, "draws": found.draws, "seed": found.seed, "digest": digest}
        for u, row in zip(found.units, found.shares, strict=True)
        for place, share in enumerate(row.tolist(), start=1)
        if share > 0
    ]


def land_rows(world: World, found: Sequence[LandUse]) -> list[Row]:
    """What each road runs through and past; ``line``: whether its line is an illustration."""
    return [
        {
            "project": f.unit,
            "line": line_doubt(world.projects, f.unit),
            "part": f.scope.value,
            **{
                c: getattr(f, c)
                for c in ("length_km", "new_km", "protected_km", "forest_km", "built_km", "water", "digest")
            },
            "near_100_km": f.near_km[0],
            "near_500_km": f.near_km[1],
            "near_100_people": f.near_people[0],
            "near_500_people": f.near_people[1],
        }
        for f in found
    ]


def land_notes(world: World, lang: Lang) -> list[str]:
    """The limits of what is read along a road, and what the data say of themselves."""
    rows = world.data.described()
    told = [f"{text_in(rows[x], 'title', lang)}: {text_in(rows[x], 'quality', lang)}." for x in ("parks", "forest")]
    return [say("surroundings.limits_land", lang), *told]


def rural_rows(found: RuralAccess) -> list[Row]:
    """Rural people near a road, before and after."""
    return [
        {
            "province": s.code,
            "when": s.when,
            "people": s.people,
            "near_even": s.even,
            "near_built": s.built,
            "share_low": 100 * s.low,
            "share_high": 100 * s.high,
            "digest": found.digest,
        }
        for s in found.shares
    ]


def danger_rows(found: Hazard) -> list[Row]:
    """Roads under the areas."""
    return [
        {
            "ref": r.ref,
            "road_class": r.road_class,
            "project": r.project_id,
            "under_km": r.under_km,
            "pieces": r.links,
            "digest": found.digest,
        }
        for r in found.roads
    ]


def help_rows(found: Helps) -> list[Row]:
    """The network closed, without a project and with each."""
    return [
        {
            "project": h.unit or "baseline",
            "lost_min_each": h.lost_min_each,
            "than_now_min": h.than_now_min,
            "cut_people": h.cut_people,
            "under_km": h.under_km,
            "stands": h.stands(found.without),
            "digest": found.digest,
        }
        for h in (found.without, *found.found)
    ]


def _zones(path: Path | None) -> list[shapely.Geometry]:
    """Polygons of a user's file of geodata, in degrees.

    Raises
    ------
    InputError
        If none is named, it cannot be read, tells no system of coordinates, or holds no polygon.
    """
    if path is None:
        raise InputError("surroundings.no_areas")
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise InputError("surroundings.bad_zones", file=path.name) from fault
    offer = read_upload(path.name, content)
    if offer.epsg is None and not offer.candidates[0].degrees:  # nobody sees on a map where a guess would put it
        raise InputError("surroundings.bad_zones", file=path.name)
    shapes = [f.geometry for f in offer.placed(offer.candidates[0])]
    areas = [g for g in shapes if g is not None and g.geom_type in {"Polygon", "MultiPolygon"}]
    if not areas:
        raise InputError("surroundings.no_areas")
    return areas
