"""The commands ``connectivity`` and ``criticality``, from the same functions as the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.closing import together
from analysis.connectivity import STATES, connectivity, cut_lines
from analysis.critical_roads import critical_links, criticality_change, most_critical
from analysis.criticality import criticality
from analysis.crossings import river_crossings
from analysis.demand import DISTRICTS
from analysis.disjoint_routes import NEAR_M
from analysis.district_sets import chosen_districts
from analysis.layer_file import write_layer
from analysis.link_rows import (
    COLUMNS,
    crossing_rows,
    detour_rows,
    link_rows,
    missing_rows,
    pair_rows,
    project_rows,
    records,
    road_rows,
    summary_rows,
    together_rows,
)  # fmt: skip
from analysis.missing_links import missing_links
from analysis.output import Format, write_rows
from analysis.variants import Assumptions, Weighting
from words import Lang, say
from words.errors import InputError
from words.options import refuse_idle

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from analysis.connectivity import Connectivity
    from analysis.disjoint_routes import DisjointRoutes
    from analysis.output import Row
    from analysis.scenarios import Scenario
    from analysis.world import World

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
        default=NEAR_M / 1000,
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
    return write_rows(rows, form=form, lang=lang, columns=COLUMNS[options.show])


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
        world, before=scenario.baseline(), after=scenario, near_m=options.near_km * 1000,
        assumptions=_weights(world, options),
    )  # fmt: skip


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
    "summary": summary_rows, "pairs": pair_rows, "detours": detour_rows,
    "boundary": lambda found: crossing_rows(found.boundary), "river": lambda found: crossing_rows(found.river),
}  # fmt: skip


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
        return project_rows(world, scenario, source, weights)
    if options.show == "together":
        shut = world.link_ids(options.shut)
        if options.river:
            shut |= {i for c in river_crossings(world, scenario, river=options.river).found for i in c.link_ids}
        return together_rows(together(world, scenario, shut, source=source, assumptions=weights))
    found = criticality(world, scenario, source=source, assumptions=weights)
    if options.show == "change":
        before = criticality(world, scenario.baseline(), source=source, assumptions=weights)
        frame = criticality_change(world, before, found).sort_values("change_person_min", kind="stable")
        return records(frame)
    if options.show == "links":
        return link_rows(critical_links(world, found))
    return road_rows(most_critical(world, found))
