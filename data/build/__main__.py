"""``python -m data.build``: run the steps in order, write the layers, say how long each took."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from data.build.built import Built, Context
from data.build.checks import evaluate
from data.build.manifest import enter
from data.build.verdict import exceptions, failures
from data.build.write import tidy, write_frame, write_text

STEPS = ("admin", "border", "roads", "gates", "places", "basemap", "projects", "published", "checks", "report")
OUT = Path(__file__).parents[1] / "geo"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the layers asked for; 0 if all went well, 1 if a check failed."""
    options = _options(arguments)
    context = Context(sources=options.sources, facts=options.facts, out=options.out)
    started = time.perf_counter()
    steps = _chosen(options.only)
    for step in steps:
        run_step(step, context)
    print(f"done in {time.perf_counter() - started:.1f} s", flush=True)
    return 1 if "checks" in steps and failures(evaluate(context), exceptions(context)) else 0


def run_step(step: str, context: Context) -> None:
    """Run one step, ``data.build.<step>.build(context)``, and write what it returns."""
    if find_spec(f"data.build.{step}") is None:
        print(f"{step}: no such step yet", flush=True)
        return
    print(f"{step} …", flush=True)
    started = time.perf_counter()
    for built in import_module(f"data.build.{step}").build(context):
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


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m data.build", description="Make data/geo from the sources.")
    parser.add_argument("--sources", type=Path, required=True, help="folder of geodata sources")
    parser.add_argument("--facts", type=Path, required=True, help="folder of collected facts")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write (default data/geo)")
    parser.add_argument("--only", default="", help=f"steps to run, separated by commas: {', '.join(STEPS)}")
    return parser.parse_args(arguments)


def _chosen(only: str) -> list[str]:
    """The steps asked for, in the order of the build; all if none is named."""
    names = {name.strip() for name in only.split(",") if name.strip()}
    unknown = names - set(STEPS)
    if unknown:
        raise SystemExit(f"unknown step {', '.join(sorted(unknown))}; choose from {', '.join(STEPS)}")
    return [step for step in STEPS if not names or step in names]


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Windows consoles default to a code page
    sys.exit(main())
