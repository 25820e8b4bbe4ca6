"""Point symbols as plain polygons, so that every renderer draws the same sign.

Each symbol is one or more rings in a box from −1 to 1, x to the right and y up. The web map turns
them into SVG, the print map into a matplotlib path; circle and ring are drawn by both as circles.
"""

from __future__ import annotations

import math
from typing import Final

Ring = tuple[tuple[float, float], ...]


def _star(points: int, inner: float) -> Ring:
    steps = range(points * 2)
    return tuple(
        (
            (1.0 if i % 2 == 0 else inner) * math.sin(i * math.pi / points),
            (1.0 if i % 2 == 0 else inner) * math.cos(i * math.pi / points),
        )
        for i in steps
    )


def _turned(ring: Ring) -> Ring:
    """The ring with its mirror image in the y axis, for symbols that are alike left and right."""
    return ring + tuple((-x, y) for x, y in reversed(ring))


SYMBOLS: Final[dict[str, tuple[Ring, ...]]] = {
    "square": (((-0.8, -0.8), (-0.8, 0.8), (0.8, 0.8), (0.8, -0.8)),),
    "diamond": (((0, 1), (1, 0), (0, -1), (-1, 0)),),
    "triangle": (((0, 0.95), (0.95, -0.75), (-0.95, -0.75)),),
    "star": (_star(5, 0.45),),
    "cross": (_turned(((0.34, 1), (0.34, 0.34), (1, 0.34), (1, -0.34), (0.34, -0.34), (0.34, -1))),),
    # an aircraft seen from above, nose to the north
    "plane": (
        _turned(
            ((0, 1), (0.16, 0.8), (0.16, 0.3), (1, -0.2), (1, -0.42), (0.16, -0.2), (0.12, -0.65), (0.4, -0.85), (0.4, -1), (0, -0.9))
        ),
    ),
    # an anchor: shank with ring, stock and arms in one outline
    "anchor": (
        _turned(
            (
                (0, 1), (0.22, 0.92), (0.22, 0.66), (0.1, 0.58), (0.1, 0.38), (0.5, 0.38), (0.5, 0.18), (0.1, 0.18), (0.1, -0.66),
                (0.55, -0.4), (0.6, -0.15), (1, -0.4), (0.7, -0.75), (0, -1),
            )
        ),
    ),
    # a saw-tooth roof and a chimney
    "factory": (
        (
            (-1, -0.8), (-1, 0.25), (-0.45, -0.05), (-0.45, 0.25), (0.1, -0.05), (0.1, 0.25), (0.5, 0.05), (0.56, 0.9), (0.86, 0.9),
            (0.95, -0.8),
        ),
    ),
    # a barrier gate: two posts and a lintel
    "gate": (
        (
            (-0.95, -0.85), (-0.95, 0.85), (0.95, 0.85), (0.95, -0.85), (0.45, -0.85), (0.45, 0.25), (-0.45, 0.25), (-0.45, -0.85),
        ),
    ),
}  # fmt: skip


def svg_path(symbol: str, *, size_px: float) -> str:
    """The symbol as the ``d`` of an SVG path, centred in a square of ``size_px`` (y down)."""
    half = size_px / 2
    rings = (
        "M" + "L".join(f"{half * (1 + x):.4g} {half * (1 - y):.4g}" for x, y in ring) + "Z" for ring in SYMBOLS[symbol]
    )
    return "".join(rings)
