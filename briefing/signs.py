"""How a label is written: plain names with their rim, road numbers in boxes, project numbers in discs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from briefing.lettering import Letters
from briefing.sheet import Box
from layers import style

if TYPE_CHECKING:
    from briefing.canvas import Canvas
    from briefing.labels import Placed

BADGE_MM: Final = 1.75  # radius of a project's number
_HALO_MM: Final = 0.42
_PRINTED: Final = 0.86  # sizes of the table are for a wall; a sheet in the hand takes these
_BOLD: Final = 600  # weight of the style table from which letters are bold
_SCHEMATIC_PT: Final = 5.2
_DOT_MM: Final = 0.38  # radius


def letters_of(kind: str, *, factor: float) -> Letters:
    """Letters of a kind of label, ``factor`` times those of A4."""
    if kind == "schematic":
        return Letters(_SCHEMATIC_PT * factor, italic=True)
    row = style.label(kind)
    return Letters(row.size_pt * _PRINTED * factor, bold=row.weight >= _BOLD, italic=row.italic)


def write_label(canvas: Canvas, one: Placed, *, factor: float) -> None:
    """Write a placed label in the manner of its kind."""
    label, spot = one.label, one.spot
    if label.kind == "badge":
        draw_badge(canvas, spot.x, spot.y, label.text, colour=style.GROUP_COLOURS[label.note], factor=factor, z=88)
    elif label.kind.startswith("shield"):
        _write_shield(canvas, one, factor=factor)
    else:
        _write_name(canvas, one, factor=factor)


def draw_badge(canvas: Canvas, x: float, y: float, number: str, *, colour: str, factor: float, z: float) -> None:
    """A project's number in a disc of its group's colour."""
    cut = Letters((6.0 if len(number) == 1 else 5.2) * factor, bold=True)
    canvas.disc(x, y, BADGE_MM * factor, fill=colour, edge="#ffffff", width=0.35 * factor, z=z)
    canvas.text(x, y - cut.capital / 2, number, letters=cut, colour="#ffffff", align="center", z=z + 0.5, where="badge")


def _write_name(canvas: Canvas, one: Placed, *, factor: float) -> None:
    label, spot, cut = one.label, one.spot, letters_of(one.label.kind, factor=factor * one.label.shrunk)
    schematic = label.kind == "schematic"
    colour = style.GROUP_COLOURS[label.note] if schematic else style.label(label.kind).colour
    rim = style.PAPER if schematic else style.label(label.kind).halo
    if label.anchor:
        canvas.disc(*label.anchor, _DOT_MM * factor, fill=colour, edge=rim, width=0.2 * factor, z=81)
    lines = label.text.split("\n")
    left, _, right, _ = spot.footprint[0]
    for n, line in enumerate(reversed(lines)):  # the base line is the last one's
        x = spot.x if len(lines) == 1 else (left + right - cut.width(line)) / 2
        canvas.text(
            x, spot.y + n * cut.line, line,
            letters=cut, colour=colour, turn=spot.turn, halo=_HALO_MM * factor, halo_colour=rim, z=85, where="map",
        )  # fmt: skip


def _write_shield(canvas: Canvas, one: Placed, *, factor: float) -> None:
    label, spot = one.label, one.spot
    row, cut = style.label(label.kind), letters_of(label.kind, factor=factor)
    left, low, right, top = spot.footprint[0]
    box = Box(left, low, right - left, top - low)
    edge = "#ffffff" if row.colour == "#ffffff" else "#b3a67f"
    canvas.plate(box, fill=row.shield or "#ffffff", edge=edge, width=0.18 * factor, z=83)
    foot = spot.y - cut.capital / 2
    canvas.text(spot.x, foot, label.text, letters=cut, colour=row.colour, align="center", z=84, where="map")


def shield_kind(ref: str) -> str:
    """The kind of label a road number is written with."""
    if ref.startswith("CT"):
        return "shield_motorway"
    return "shield_trunk" if ref.startswith(("QL", "AH")) else "shield_provincial"


def spread(lines: np.ndarray, *, every: float) -> np.ndarray:
    """Points along lines, one every so many millimetres: (n, 2), ordered along each line."""
    parts = shapely.get_parts(lines)
    points = []
    for part in parts:
        many = max(int(part.length // every), 1)
        points.append(
            shapely.get_coordinates(shapely.line_interpolate_point(part, (np.arange(many) + 0.5) * part.length / many))
        )
    return np.vstack(points) if points else np.empty((0, 2))


def clusters(points: np.ndarray, many: int) -> list[np.ndarray]:
    """The points shared out in ``many`` runs along the longer axis, each ordered from its middle."""
    if not len(points):
        return []
    axis = int(np.argmax(np.ptp(points, axis=0)))
    runs = np.array_split(points[np.argsort(points[:, axis], kind="stable")], many)
    return [
        run[np.argsort(np.abs(np.arange(len(run)) - (len(run) - 1) / 2), kind="stable")] for run in runs if len(run)
    ]
