"""The notebook of the library: ``python docs/notebook.py`` writes and executes ``docs/notebook.ipynb``.

The cells stand here, so that the notebook can be made again when figures or names change. Executing needs
``nbclient`` and ``ipykernel`` beside the library (``pip install -e ".[briefing]" nbclient ipykernel``); neither is needed
at run time. Nothing of the machine (times, paths, versions) is kept in the file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "notebook.ipynb"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}

CELLS = (
    (
        "markdown",
        """# Two scenarios compared
Which roads bring Tây Ninh and Bình Phước closer to the new airport of Long Thành: the Hồ Chí Minh Road alone, or with Ring Road 4?
Everything is computed from the data inside the package; [library.md](library.md) shows the functions one by one.""",
    ),
    (
        "code",
        """import matplotlib.pyplot as plt

from analysis import Scenario, access, compare, load_world, projects
from words import Lang, say

world = load_world()
f"{len(world.places)} places, {len(world.projects)} projects, data {world.data_digest}\"""",
    ),
    (
        "markdown",
        """## What each scenario changes
Differences to the network of August 2021, before the agreement. Means of districts are weighted by people of 2019; one trip for each
inhabitant, which is no demand forecast.""",
    ),
    (
        "code",
        """road = Scenario(projects=frozenset({"hcm-chon-thanh-duc-hoa"}))
both = Scenario(projects=road.projects | {"ring-road-4"})
scenarios = {"Hồ Chí Minh Road": road, "with Ring Road 4": both}
table = compare(world, scenarios)
four = [f"districts_{name}" for name in ("shortest_km", "fastest_min", "fastest_length_km", "detour")]
differences = table.pivot(index="metric", columns="scenario", values="difference")
differences.loc[[*four, "airport_fastest_min", "new_km", "upgrade_km"], list(scenarios)].round(2)""",
    ),
    (
        "markdown",
        """## Who gains
Minutes from each commune to the airport. The mean of the two provinces hides who gains: those in the east, who reach it by
Ring Road 4, four times as much as those in the west.""",
    ),
    (
        "code",
        """reach = access(world, both, "air-long-thanh")
for when in ("before", "after"):
    group = reach.group("both", when)
    print(f"{when:>6}: mean {group.mean_min:.0f} min; {group.within[-1]:,.0f} of {group.people:,.0f} within 2 hours")
reach.winners(5)[["full_name", "people", "before_min", "after_min", "saved_min"]].round()""",
    ),
    ("markdown", "## Where they live"),
    (
        "code",
        """figure, axes = plt.subplots(figsize=(8, 6.4), layout="constrained")
bar = {"label": "minutes saved to Long Thành airport", "shrink": 0.6}
reach.frame.plot("saved_min", ax=axes, cmap="YlGn", edgecolor="white", linewidth=0.2, legend=True, legend_kwds=bar)
whole = reach.frame.dissolve("province_2022")
whole.boundary.plot(ax=axes, color="0.3", linewidth=0.8)
projects(world).loc[sorted(both.projects)].plot(ax=axes, color="#b30000", linewidth=1.6)
airport = world.place("air-long-thanh")
axes.plot(airport.lon, airport.lat, "k^")
axes.annotate(airport.name_en, (airport.lon, airport.lat), xytext=(4, 6), textcoords="offset points", fontsize=8)
axes.set_aspect(1 / 0.981)  # a degree of longitude at 11° N is that much shorter than one of latitude
axes.set_axis_off()
axes.set_title("Hồ Chí Minh Road and Ring Road 4 (red; Ring Road 4 is schematic), edition of 2022", fontsize=10)
figure.supxlabel(say("layers.legal", Lang.EN) + "\\n" + say("briefing.credits", Lang.EN), fontsize=5.5)
plt.show()""",
    ),
)


def notebook() -> dict[str, Any]:
    """The notebook before it is executed, format 4.5."""
    return {
        "cells": [_cell(number, kind, text) for number, (kind, text) in enumerate(CELLS, start=1)],
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def executed(made: dict[str, Any]) -> dict[str, Any]:
    """The same with what each cell gives, computed in a fresh kernel beside this program."""
    import nbformat  # noqa: PLC0415 - not needed to check the cells
    from nbclient import NotebookClient  # noqa: PLC0415

    node = nbformat.reads(json.dumps(made), as_version=4)
    NotebookClient(node, timeout=600, resources={"metadata": {"path": str(ROOT)}}).execute()
    ran: dict[str, Any] = json.loads(nbformat.writes(node))
    for cell in ran["cells"]:
        cell["metadata"] = {}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    return ran | {"metadata": made["metadata"]}


def main() -> None:
    """Write the notebook."""
    made = executed(notebook())
    FILE.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    sys.stdout.write(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size / 1e3:.0f} kB\n")


if __name__ == "__main__":
    main()
