"""``python -m pipeline.country --sources FOLDER``: write the national pack, byte for byte the same every time."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.__main__ import write_built
from pipeline.country import checks, ground, roads, things, units
from pipeline.files import INPUT, ROOT, Built, Context
from words import Lang, LinkError, called, stoppable

OUT: Final = ROOT / "data" / "vietnam"
STEPS: Final[Mapping[str, Callable[[Context], list[Built]]]] = {
    "units": units.build,
    "ground": ground.build,
    "things": things.build,
    "roads": roads.build,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the layers asked for; 0 if all went well, 1 if a check failed, 2 if the input cannot be used."""
    return stoppable(lambda: _build(_options(arguments)), Lang.VI)


def _build(options: argparse.Namespace) -> int:
    context = Context(sources=options.sources, facts=None, out=options.out, tables=INPUT / "country")
    try:
        for step in options.only.split(",") if options.only else STEPS:
            started = time.perf_counter()
            for built in STEPS[step](context):
                write_built(built, context)
            print(f"{step} took {time.perf_counter() - started:.1f} s", flush=True)
        faults = checks.faults(options.out)
    except LinkError as error:
        print("\n".join(error.text(lang) for lang in Lang), file=sys.stderr, flush=True)
        return 2
    print("\n".join(faults), flush=True)
    return 1 if faults else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=called("pipeline.country"), description="Make data/vietnam from the sources.")
    parser.add_argument("--sources", type=Path, required=True, help="folder of the national sources")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write (default data/vietnam)")
    parser.add_argument("--only", default="", help=f"steps to run, separated by commas: {', '.join(STEPS)}")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Windows consoles default to a code page
    sys.exit(main())
