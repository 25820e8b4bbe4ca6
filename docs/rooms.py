"""The picture of the house, drawn from the imports: ``python docs/rooms.py`` writes ``docs/rooms.svg``.

Left the rooms with their packages, right the packages of ``analysis`` and what each is for; an arrow leads to what is used. An arrow that
follows from others (a uses b, b uses c, so a may use c) is left out. Every box and arrow bears its name in the
file, so that a test can tell when the picture is no longer true.
"""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from networkx import DiGraph, topological_generations, transitive_reduction

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import house  # noqa: E402 - lies beside the tests that hold the same arrows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes

FILE = ROOT / "docs" / "rooms.svg"
INSIDE = "analysis"
_HEAD, _LINE, _GAP, _WIDTH, _BESIDE = 0.62, 0.27, 0.9, 3.4, 0.4  # units of the drawing, each so many inches:
_INCH = 0.42
_LETTERS = 26  # in a line of a box
_COLOURS = {"box": "#eef3f8", "edge": "#33506e", "arrow": "#7a8896"}


@dataclass(frozen=True)
class Picture:
    """A graph with the lines that stand in its boxes; an edge leads to what is used."""

    graph: DiGraph
    text: Mapping[str, tuple[str, ...]]


def joined(group: Callable[[str], str]) -> DiGraph:
    """The modules put together by ``group`` (empty: left out), without arrows that follow from others."""
    graph = DiGraph()
    for path, used in house.links().items():
        if box := group(path):
            graph.add_node(box)
            graph.add_edges_from((box, other) for other in map(group, used) if other not in {"", box})
    return transitive_reduction(graph)


def rooms() -> Picture:
    """The rooms, with the packages of each."""
    graph = joined(lambda path: path.split("/")[0])
    inner = {box: [p for p in house.packages() if p.startswith(f"{box}.")] for box in graph}
    return Picture(
        graph, {box: tuple(p.partition(".")[2].replace(".", "/") for p in sorted(held)) for box, held in inner.items()}
    )


def packages() -> Picture:
    """The packages of the library and what each says of itself; its ways in stand above."""

    def group(path: str) -> str:
        parts = path.split("/")
        if parts[0] != INSIDE:
            return ""
        return parts[1].removesuffix(".py").strip("_")

    graph = joined(group)
    return Picture(graph, {box: tuple(wrap(said(box), _LETTERS)) for box in graph})


def said(package: str) -> str:
    """The first clause of what a package or module of the library says of itself."""
    path = ROOT / INSIDE / package
    file = (
        path / "__init__.py"
        if path.is_dir()
        else next(p for n in (package, f"__{package}__") if (p := path.with_name(f"{n}.py")).is_file())
    )
    told = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return re.split("[:.,]", told)[0].replace("`", "")


def levels(graph: DiGraph) -> list[list[str]]:
    """Boxes row by row from below, what is used under what uses it, neighbours near each other."""
    rows = [sorted(row) for row in topological_generations(graph.reverse())]
    x = {box: float(i) for row in rows for i, box in enumerate(row)}
    for _ in range(8):
        for row in rows:
            near = {b: [x[o] for o in sorted({*graph.successors(b), *graph.predecessors(b)})] for b in row}
            row.sort(key=lambda b: (sum(near[b]) / len(near[b]) if near[b] else x[b], b))
            x |= {b: i - (len(row) - 1) / 2 for i, b in enumerate(row)}
    return rows


def draw(axes: Axes, picture: Picture, title: str) -> tuple[float, float]:
    """Draw one graph; its width and height."""
    spots: dict[str, tuple[float, float, float]] = {}  # middle, bottom, top
    y = 0.0
    for row in levels(picture.graph):
        height = _HEAD + _LINE * max(len(picture.text[b]) for b in row)
        for i, box in enumerate(row):
            own = _HEAD + _LINE * len(picture.text[box])
            bottom = y + (height - own) / 2
            spots[box] = ((i - (len(row) - 1) / 2) * (_WIDTH + _BESIDE), bottom, bottom + own)
        y += height + _GAP
    for box, (x, bottom, top) in spots.items():
        _box(axes, box, picture.text[box], (x, bottom, top))
    for user, used in sorted(picture.graph.edges):
        ends = (spots[user][0], spots[user][1]), (spots[used][0], spots[used][2])
        arrow = FancyArrowPatch(*ends, arrowstyle="-|>", mutation_scale=11, color=_COLOURS["arrow"], zorder=1)
        arrow.set_gid(f"{user}..{used}")
        axes.add_patch(arrow)
    axes.set_title(title, fontsize=11, loc="left", fontweight="bold")
    axes.set_aspect("equal", anchor="N")
    axes.set_axis_off()
    side = max(abs(x) for x, _, _ in spots.values()) + _WIDTH / 2 + _BESIDE
    axes.set_xlim(-side, side)
    axes.set_ylim(-_BESIDE, y)
    return 2 * side, y + _BESIDE


def _box(axes: Axes, name: str, lines: tuple[str, ...], spot: tuple[float, float, float]) -> None:
    x, bottom, top = spot
    patch = FancyBboxPatch(
        (x - _WIDTH / 2, bottom),
        _WIDTH,
        top - bottom,
        boxstyle="round,pad=0,rounding_size=0.12",
        facecolor=_COLOURS["box"],
        edgecolor=_COLOURS["edge"],
        zorder=2,
    )
    patch.set_gid("=".join((name, *lines)))
    axes.add_patch(patch)
    axes.text(x, top - 0.12, name, ha="center", va="top", fontsize=9, fontweight="bold", zorder=3)
    axes.text(x, top - 0.52, "\n".join(lines), ha="center", va="top", fontsize=6.5, linespacing=1.25, zorder=3)


def stated() -> set[str]:
    """What the file must name: every box with what it holds, every arrow."""
    named = set()
    for picture in (rooms(), packages()):
        named |= {"=".join((box, *held)) for box, held in picture.text.items()}
        named |= {f"{user}..{used}" for user, used in picture.graph.edges}
    return named


def main() -> None:
    """Write the picture."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "rooms", "font.family": "DejaVu Sans"}
    figure, axes = plt.subplots(1, 2, layout="constrained")
    sizes = (
        draw(axes[0], rooms(), "Rooms and their packages; arrows lead to what is used"),
        draw(axes[1], packages(), f"Inside {INSIDE}"),
    )
    axes[0].get_gridspec().set_width_ratios([width for width, _ in sizes])
    figure.set_size_inches(sum(width for width, _ in sizes) * _INCH, (max(height for _, height in sizes) + 1) * _INCH)
    figure.savefig(FILE, metadata={"Date": None})
    text = "\n".join(line.rstrip() for line in FILE.read_text(encoding="utf-8").splitlines())
    FILE.write_text(text + "\n", encoding="utf-8", newline="\n")
    sys.stdout.write(f"{FILE.relative_to(ROOT)}: {FILE.stat().st_size / 1e3:.0f} kB\n")


if __name__ == "__main__":
    main()
