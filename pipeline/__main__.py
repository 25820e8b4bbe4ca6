"""``python -m pipeline``: run the steps in order, write the layers, say how long each took.

With ``--osm`` the base network comes from an OpenStreetMap extract; the layers are then built in a
fresh folder that takes the place of the old one at the end.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline import refit
from pipeline.admin import study, units
from pipeline.basemap import land, waters
from pipeline.checks import checks, exceptions, failures, published
from pipeline.files import INPUT, OUT, Built, Context, Extract, enter, staged, tidy, write_frame, write_text
from pipeline.places import gates, places
from pipeline.projects import sections
from pipeline.reports import data_page
from pipeline.roads import network
from words import Lang, LinkError, called, stoppable

STEPS: Final[Mapping[str, Callable[[Context], list[Built]]]] = {
    "study": study.build,
    "admin": units.build_units,
    "border": units.build_border,
    "roads": network.build,
    "waters": waters.build,
    "gates": gates.build,
    "places": places.build,
    "basemap": land.build,
    "projects": sections.build,
    "published": published.build,
    "checks": checks.build,
    "report": data_page.build,
}
REFIT: Final = {"refit": refit.build}  # what else changes when an extract replaces the base network alone
OSM_STEPS = ("roads", "refit", "checks")  # with an extract alone: the other layers stay as they are
ELSEWHERE = tuple(step for step in STEPS if step != "report")  # the report tells of this region in August 2021


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the layers asked for; 0 if all went well, 1 if a check failed, 2 if the input cannot be used."""
    return stoppable(lambda: _build(_options(arguments)), Lang.VI)


def _build(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    steps = tuple(STEPS) if options.tables == INPUT else ELSEWHERE
    try:
        if options.osm:
            faults = _replaced(options)
        else:
            faults = _run(_context(options, options.out), _chosen(options.only, steps))
    except LinkError as error:
        print("\n".join(error.text(lang) for lang in Lang), file=sys.stderr, flush=True)
        return 2
    print(f"done in {time.perf_counter() - started:.1f} s", flush=True)
    return 1 if faults else 0


def _replaced(options: argparse.Namespace) -> list[str]:
    """The folder built anew around an OpenStreetMap extract, put in place of the old one when all is written."""
    extract = Extract.of(options.osm, date=options.date, bbox=options.bbox)
    print(f"{options.osm.name}: OpenStreetMap of {extract.date}", flush=True)
    with staged(options.out) as fresh:
        context = _context(options, fresh, extract)
        return _run(context, _chosen(options.only, OSM_STEPS if options.sources is None else ELSEWHERE))


def _run(context: Context, steps: Sequence[str]) -> list[str]:
    """Run the steps; what the checks found wrong."""
    for step in steps:
        run_step(step, context)
    return failures(checks.evaluate(context), exceptions(context)) if "checks" in steps else []


def run_step(step: str, context: Context) -> None:
    """Run one step and write what it returns."""
    print(f"{step} …", flush=True)
    started = time.perf_counter()
    for built in {**STEPS, **REFIT}[step](context):
        write_built(built, context)
    print(f"{step} took {time.perf_counter() - started:.1f} s", flush=True)


def write_built(built: Built, context: Context) -> None:
    """Write one layer and enter it into the manifest."""
    path = context.out / built.file
    if built.frame is None:
        write_text(str(built.text), path)
    else:
        write_frame(tidy(built.frame, layer=built.name, sort_by=built.sort_by), path, members=built.members)
    row = enter(context.out, built)
    print(f"  {built.file}: {row['features']:,} rows, {path.stat().st_size / 1e6:.2f} MB", flush=True)


def _context(options: argparse.Namespace, out: Path, extract: Extract | None = None) -> Context:
    return Context(sources=options.sources, facts=options.facts, out=out, tables=options.tables, osm=extract)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=called("pipeline"), description="Make data/geo from the sources.")
    parser.add_argument("--sources", type=Path, help="folder of geodata sources")
    parser.add_argument("--facts", type=Path, help="folder of collected facts")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write (default data/geo)")
    parser.add_argument("--only", default="", help=f"steps to run, separated by commas: {', '.join(STEPS)}")
    parser.add_argument("--tables", type=Path, default=INPUT, help="hand-made tables of another region")
    parser.add_argument("--osm", type=Path, help="OpenStreetMap extract (.osm.pbf, .osm) that gives the base network")
    parser.add_argument("--bbox", default="", metavar="W,S,E,N", help="use nothing of the extract outside, degrees")
    parser.add_argument("--date", default="", help="date of the extract (YYYY-MM-DD) where its head has none")
    options = parser.parse_args(arguments)
    if (options.sources is None) != (options.facts is None):
        parser.error("--sources and --facts belong together")
    if options.osm is None and options.sources is None:
        parser.error("give --sources and --facts, or --osm to replace the base network alone")
    if options.osm is None and (options.bbox or options.date):
        parser.error("--bbox and --date belong to --osm")
    return options


def _chosen(only: str, steps: Sequence[str]) -> list[str]:
    """The steps asked for, in the order of the build; all if none is named."""
    names = {name.strip() for name in only.split(",") if name.strip()}
    unknown = names - set(steps)
    if unknown:
        raise SystemExit(f"unknown step {', '.join(sorted(unknown))}; choose from {', '.join(steps)}")
    return [step for step in steps if not names or step in names]


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Windows consoles default to a code page
    sys.exit(main())
