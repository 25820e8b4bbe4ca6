"""What the figures of the page Compare cost: ``python -m benchmarks.compare`` writes ``benchmarks/compare.md``.

CPU seconds of one process; every result is fresh (nothing kept of it), as after a user's change.
"""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from analysis.accessibility.isochrone_areas import isochrones
from analysis.appraisal.contribution import contributions
from analysis.appraisal.trips import yardstick
from analysis.appraisal.valuation import Question
from analysis.measures.comparison import compare_pair
from analysis.measures.gains import commune_gains, desire_lines
from analysis.measures.metrics import metric_table
from analysis.measures.pairs import pair_matrix, pair_shares
from analysis.resilience.closures import closure_loss, nearest_link
from analysis.scenarios.loading import load_world
from analysis.scenarios.scenario import Scenario
from analysis.scenarios.scenario_set import ScenarioSet, read_set, write_set
from analysis.scenarios.variants import Assumptions, Variant, ready_variants
from analysis.scenarios.world import World
from benchmarks.scenarios import UNITS, load, timed

REPORT = Path(__file__).with_suffix(".md")
FOURTEEN = frozenset({*UNITS, "dt795", "n8-787b-789"})
PAIR = ("cap-tay-ninh", "cap-dong-xoai")
SPOT = (106.35, 11.31)  # on the way between the two capitals


def main() -> int:
    """Measure and write the report."""
    before = load()
    world, load_s = timed(load_world)
    rows = [f"| network, places and projects loaded |  | {load_s:.2f} |"]
    for name, aim, make in work(world):
        rows.append(f"| {name} | {'' if aim is None else f'≤ {aim:g}'} | {timed(make)[1]:.2f} |")
    about = (
        f"{datetime.now(UTC):%d %B %Y}; {platform.machine()}, {platform.system()}, Python {platform.python_version()}, "
        f"numpy {version('numpy')}. CPU seconds of one process, each result fresh. {before}"
    )
    head = ["# What the figures of the page Compare cost", "", about, "", "| what | aim, s | CPU s |", "|---|---|---|"]
    text = "\n".join([*head, *rows, ""])
    REPORT.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(text)
    return 0


def work(world: World) -> list[tuple[str, float | None, Callable[[], object]]]:
    """What is measured, the aim in seconds, and how it is made."""
    chosen, base = ScenarioSet(ready_variants(world)), Scenario()
    after = chosen.variants[3].scenario(Assumptions())
    own = Variant("own-1", "A", frozenset({"hcm-chon-thanh-duc-hoa", "dt795"}))
    more, districts, both = chosen.added(own), yardstick(world).origins, {"before": base, "after": after}
    link = nearest_link(world, *SPOT)
    closed = frozenset(link.together if link else ())
    every = frozenset(world.projects)
    ends = {"origins": districts, "destinations": districts}
    return [
        ("the table, four ready scenarios, first time", None, lambda: metric_table(world, chosen)),
        ("the table after one scenario changed", 0.5, lambda: metric_table(world, more)),
        ("the ranges of five scenarios, first time", None, lambda: metric_table(world, more, ranges=True)),
        ("paths and figures of a pair", None, lambda: compare_pair(world, own.scenario(Assumptions()), *PAIR)),
        ("matrix of the 20 districts", None, lambda: pair_matrix(world, **both, **ends)),
        ("which unit carries the saving of a pair", 3.0, lambda: pair_shares(world, after, *PAIR)),
        ("gains of all communes to a place", 2.0, lambda: commune_gains(world, **both, place_ids=["air-long-thanh"])),
        ("lines of desire", None, lambda: desire_lines(world, **both)),
        ("isochrones before and after, first place", None, lambda: isochrones(world, **both, place_id=PAIR[0])),
        ("isochrones of another place", None, lambda: isochrones(world, **both, place_id=PAIR[1])),
        ("who loses if a link closes", 3.0, lambda: closure_loss(world, after, closed)),
        ("who contributes, 14 units", 3.0, lambda: _contributions(world, FOURTEEN)),
        (f"who contributes, all {len(every)} units, each choice", 10.0, lambda: _contributions(world, every)),
        ("a file written and read", None, lambda: read_set(write_set(chosen, data_digest=world.data_digest), world)),
    ]


def _contributions(world: World, units: frozenset[str]) -> object:
    with tempfile.TemporaryDirectory() as folder:
        return contributions(world, Scenario(projects=units), Question(), cache=Path(folder))


if __name__ == "__main__":
    sys.exit(main())
