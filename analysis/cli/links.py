"""The commands ``connectivity`` and ``criticality``: their rows, as printed and as the page hands them out, and their options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.appraisal import DISTRICTS
from analysis.cli.output import Format, column_names, write_rows
from analysis.cli.wording import Names, Row
from analysis.measures import ROAD_RANKS, STATES, connectivity, cut_lines
from analysis.resilience import (
    TOWN_RADIUS_M,
    close_jointly,
    critical_links,
    criticality,
    criticality_change,
    missing_links,
    most_critical,
    project_fragility,
    river_crossings,
)
from analysis.scenarios import Assumptions, Weighting, chosen_districts, write_layer
from words import InputError, Lang, refuse_idle, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from analysis.measures import Connectivity
    from analysis.resilience import Crossings, DisjointRoutes, JointClosure, MissingLinks
    from analysis.scenarios import Scenario, World

_CROSSING: Final = column_names("when ref name road_class provinces schematic links section lon lat digest")
LINK_COLUMNS: Final = {
    "summary": column_names("figure unit before after change digest"),
    "pairs": (
        "origin",
        "destination",
        "geodesic_km",
        *(
            f"{c}_{w}"
            for c in (
                "detour",
                "shortest_km",
                "fastest_min",
                "fastest_length_km",
                "routes",
                *(f"{r}_km" for r in ROAD_RANKS),
            )
            for w in STATES
        ),
        "digest",
    ),
    "detours": column_names("when rank origin destination geodesic_km shortest_km detour digest"),
    "cuts": column_names("when origin destination routes number ref name links length_km digest"),
    "boundary": _CROSSING,
    "river": _CROSSING,
    "missing": column_names("""
        origin destination across straight_km road_km detour time_min saved_min saved_person_min digest
    """),
    "roads": column_names("""
        rank ref name road_class length_km commune province_2022 river lost_person_min lost_person_km cut_people
        cut_pairs no_way_round on_place schematic links digest
    """),
    "links": column_names("""
        id ref name road_class length_km lost_person_min lost_person_km cut_people cut_pairs no_way_round
        on_place schematic stretch digest
    """),
    "change": column_names("""
        id ref name road_class length_km lost_person_min_before lost_person_min_after change_person_min
        cut_people_before cut_people_after digest
    """),
    "projects": column_names("project fragility_person_min change_person_min closed_min worst_person_min cut_people"),
    "together": column_names("links lost_person_min lost_person_km cut_people cut_pairs alone_person_min digest"),
}


def summary_rows(found: Connectivity) -> list[Row]:
    """The main figures before and after, with their difference."""
    figures: list[tuple[str, str, list[float | None]]] = [
        ("routes_capitals", "", [None if c is None else float(c.count) for c in found.capitals]),
        ("routes_provinces", "", [float(c.count) for c in found.provinces]),
        ("routes_pair_least", "", [float(found.pairs[f"routes_{w}"].min()) for w in STATES]),
        ("detour_mean", "", [float(found.pairs[f"detour_{w}"].mean(skipna=False)) for w in STATES]),
        ("detour_largest", "", [float(found.pairs[f"detour_{w}"].max()) for w in STATES]),
    ]
    for what in ("boundary", "river"):
        both: tuple[Crossings, ...] = getattr(found, what)
        figures.append((f"crossings_{what}", "", [float(len(c.found)) for c in both]))
        figures += [(f"crossings_{what}_{k}", "", [float(c.by_class()[k]) for c in both]) for k in both[0].by_class()]
    for i, rank in enumerate(ROAD_RANKS):
        figures.append((f"share_{rank}", "%", [None if (s := x[i]) is None else 100 * s for x in found.shares]))
    return [
        {
            "figure": name,
            "unit": unit,
            "before": was,
            "after": now,
            "digest": found.digest,
            "change": None if was is None or now is None else now - was,
        }
        for name, unit, (was, now) in figures
    ]


def missing_rows(found: MissingLinks) -> list[Row]:
    """Each missing link."""
    return [vars(m) | {"digest": found.digest} for m in found.found]


def pair_rows(found: Connectivity) -> list[Row]:
    """Each pair of districts, before and after."""
    return [{str(k): v for k, v in r.items()} | {"digest": found.digest} for r in found.pairs.to_dict("records")]


def detour_rows(found: Connectivity) -> list[Row]:
    """The worst pairs of each state."""
    rows: list[Row] = []
    for when in STATES:
        for rank, r in enumerate(found.worst(when=when).to_dict("records"), start=1):
            row: Row = {"when": when, "rank": rank, "digest": found.digest}
            row |= {k: r[k] for k in ("origin", "destination", "geodesic_km")}
            rows.append(row | {k: r[f"{k}_{when}"] for k in ("shortest_km", "detour")})
    return rows


def crossing_rows(both: tuple[Crossings, ...]) -> list[Row]:
    """Each crossing of a line, before and after."""
    return [
        {
            "when": when,
            "ref": c.ref,
            "name": c.name,
            "road_class": c.road_class,
            "schematic": c.schematic,
            "provinces": " ".join(c.provinces),
            "links": " ".join(map(str, c.link_ids)),
            "section": c.section_id,
            "lon": c.lon,
            "lat": c.lat,
            "digest": found.digest,
        }
        for when, found in zip(STATES, both, strict=True)
        for c in found.found
    ]


def fragility_rows(world: World, scenario: Scenario, source: str, weights: Assumptions) -> list[Row]:
    """The baseline, then each project alone on it."""
    bare = criticality(world, scenario.baseline(), source=source, assumptions=weights)
    cut = bare.cut_people[~bare.on_place].max(initial=0.0)
    baseline: Row = {
        "project": "baseline",
        "fragility_person_min": bare.fragility,
        "change_person_min": 0.0,
        "closed_min": bare.closed_min,
        "worst_person_min": bare.lost_person_min.max(initial=0.0),
        "cut_people": cut,
    }
    return [
        baseline,
        *(
            {
                "project": f.project_id,
                "fragility_person_min": f.fragility,
                "change_person_min": f.change,
                "closed_min": f.closed_min,
                "worst_person_min": f.worst,
                "cut_people": f.cut_people,
            }
            for f in project_fragility(world, scenario, source=source, assumptions=weights)
        ),
    ]


def road_rows(frame: gpd.GeoDataFrame) -> list[Row]:
    """The most critical roads, numbered."""
    return [{"rank": i} | r for i, r in enumerate(frame_records(frame), start=1)]


def link_rows(frame: gpd.GeoDataFrame) -> list[Row]:
    """Every link with a loss, worst first."""
    return frame_records(frame[::-1])


def frame_records(frame: gpd.GeoDataFrame) -> list[Row]:
    """The columns of a frame without its geometry."""
    return [{str(k): v for k, v in r.items()} for r in frame.drop(columns="geometry").to_dict("records")]


def together_rows(found: JointClosure) -> list[Row]:
    """The one row a command prints."""
    return [vars(found) | {"links": " ".join(map(str, found.links))}]


COMMANDS: Final = ("connectivity", "criticality")
_MEASURES: Final = ("summary", "pairs", "detours", "cuts", "boundary", "river", "missing")
_MOST_NEAR_KM: Final = 20.0  # beyond it towns of both provinces would meet
_LOOKS: Final = ("roads", "links", "change", "projects", "together")


def add_options(made: Mapping[str, argparse.ArgumentParser], lang: Lang) -> None:
    """The options of both commands, explained in the language asked for."""
    one, other = made["connectivity"], made["criticality"]
    one.add_argument("--show", choices=_MEASURES, default=_MEASURES[0], help=say("connectivity.cli_show", lang))
    one.add_argument(
        "--near-km",
        type=float,
        default=TOWN_RADIUS_M / 1000,
        between=(0, _MOST_NEAR_KM),
        help=say("connectivity.cli_near", lang),
    )
    one.add_argument("--from", dest="origin", default="", help=say("connectivity.cli_pair", lang))
    one.add_argument("--to", dest="destination", default="", help=say("connectivity.cli_pair", lang))
    other.add_argument("--show", choices=_LOOKS, default=_LOOKS[0], help=say("criticality.cli_show", lang))
    other.add_argument("--trips", default=DISTRICTS, help=say("criticality.cli_trips", lang))
    other.add_argument("--shut", default="", help=say("criticality.cli_shut", lang))
    other.add_argument("--river", default="", help=say("criticality.cli_river", lang))
    for command in (one, other):
        command.add_argument("--districts", default="", help=say("scenarios.cli_districts", lang))
        command.add_argument("--weights", choices=[w.value for w in Weighting], default=Weighting.POPULATION.value)
        command.add_argument("--out", type=Path, help=say("connectivity.cli_out", lang))


def text(world: World, scenario: Scenario, options: argparse.Namespace) -> str:
    """What one of the two commands prints.

    Raises
    ------
    InputError
        If something asked for is unknown, an option would change nothing, or the file cannot be written.
    """
    form, lang = Format(options.format), Lang(options.lang)
    _refuse_idle(options)
    if options.out:
        return _written(world, scenario, options, lang)
    rows = (connectivity_rows if options.command == "connectivity" else criticality_rows)(world, scenario, options)
    return write_rows(rows, form=form, lang=lang, columns=LINK_COLUMNS[options.show], names=Names(lang, world))


def _refuse_idle(options: argparse.Namespace) -> None:
    """Refuse what was given and would change nothing of what is shown or written."""
    show, cuts, shut = options.show, "--show cuts", "--show together"
    if options.command == "connectivity":
        for name, value in (("--from", options.origin), ("--to", options.destination)):
            refuse_idle(name, value, unless=show == "cuts" or bool(options.out), needs=cuts)
        refuse_idle("--out", options.out, unless=show in {_MEASURES[0], "cuts"}, needs=cuts)
    else:
        for name, value in (("--shut", options.shut), ("--river", options.river)):
            refuse_idle(name, value, unless=show == "together", needs=shut)
        refuse_idle("--out", options.out, unless=show in {_LOOKS[0], "links"}, needs="--show links")


def _written(world: World, scenario: Scenario, options: argparse.Namespace, lang: Lang) -> str:
    """A layer of lines: the critical links, or the smallest cut of the pair asked for."""
    if options.command == "criticality":
        found = criticality(world, scenario, source=options.trips, assumptions=_weights(world, options))
        frame, digest, layer = critical_links(world, found), found.digest, "criticality"
    else:
        cuts = _cuts_of(_connectivity(world, scenario, options), options)["after"]
        if len(cuts) != 1:
            raise InputError("connectivity.one_pair")
        frame, digest, layer = cut_lines(world, cuts[0]), cuts[0].digest, "cut"
    count = write_layer(frame, options.out, digest=digest, layer=layer)
    return say("scenarios.gains_written", lang, file=options.out, count=count, digest=digest) + "\n"


def _connectivity(world: World, scenario: Scenario, options: argparse.Namespace) -> Connectivity:
    return connectivity(
        world,
        before=scenario.baseline(),
        after=scenario,
        near_m=options.near_km * 1000,
        assumptions=_weights(world, options),
    )


def _weights(world: World, options: argparse.Namespace) -> Assumptions:
    """How trips are weighted, and the districts that count."""
    return Assumptions(weighting=Weighting(options.weights), districts=chosen_districts(world, options.districts))


def connectivity_rows(world: World, scenario: Scenario, options: argparse.Namespace) -> list[Row]:
    """Rows of one measure of connectivity."""
    if options.show == "missing":
        return missing_rows(missing_links(world, scenario, assumptions=_weights(world, options)))
    measured = _connectivity(world, scenario, options)
    if options.show == "cuts":
        return _cut_rows(world, measured, options)
    return _ROWS[options.show](measured)


_ROWS: Final[dict[str, Callable[[Connectivity], list[Row]]]] = {
    "summary": summary_rows,
    "pairs": pair_rows,
    "detours": detour_rows,
    "boundary": lambda found: crossing_rows(found.boundary),
    "river": lambda found: crossing_rows(found.river),
}


def _cuts_of(found: Connectivity, options: argparse.Namespace) -> dict[str, list[DisjointRoutes]]:
    """Smallest cuts by state: of the pair asked for, or of the two capitals and of the provinces."""
    asked = {options.origin, options.destination} - {""}
    if not asked:
        main = zip(STATES, found.capitals, found.provinces, strict=True)
        return {when: [c for c in (capitals, provinces) if c] for when, capitals, provinces in main}
    chosen = {
        w: [c for c in cuts if asked <= {c.origin, c.destination}] for w, cuts in zip(STATES, found.cuts, strict=True)
    }
    if not chosen["after"] or options.origin == options.destination:
        raise InputError("connectivity.no_pair", origin=options.origin, destination=options.destination)
    return chosen


def _cut_rows(world: World, found: Connectivity, options: argparse.Namespace) -> list[Row]:
    rows: list[Row] = []
    for when, cuts in _cuts_of(found, options).items():
        for cut in cuts:
            about: Row = {"when": when, "origin": cut.origin, "destination": cut.destination, "routes": cut.count}
            lines = cut_lines(world, cut)
            for number, own in lines.groupby("number"):
                names = {c: next((v for v in own[c] if v), "") for c in ("ref", "name")}
                ids = " ".join(map(str, own["link_id"]))
                rows.append(
                    about
                    | names
                    | {"number": number, "links": ids, "length_km": own["length_km"].sum(), "digest": cut.digest}
                )
    return rows


def criticality_rows(world: World, scenario: Scenario, options: argparse.Namespace) -> list[Row]:
    """Rows of one look at criticality."""
    source, weights = options.trips, _weights(world, options)
    if options.show == "projects":
        return fragility_rows(world, scenario, source, weights)
    if options.show == "together":
        shut = world.link_ids(options.shut)
        if options.river:
            shut |= {i for c in river_crossings(world, scenario, river=options.river).found for i in c.link_ids}
        return together_rows(close_jointly(world, scenario, shut, source=source, assumptions=weights))
    found = criticality(world, scenario, source=source, assumptions=weights)
    if options.show == "change":
        before = criticality(world, scenario.baseline(), source=source, assumptions=weights)
        frame = criticality_change(world, before, found).sort_values("change_person_min", kind="stable")
        return frame_records(frame)
    if options.show == "links":
        return link_rows(critical_links(world, found))
    return road_rows(most_critical(world, found))
