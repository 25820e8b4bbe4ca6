"""What the browser is sent: geometry, texts and signs in few bytes.

Coordinates go as integers of 1e-5 degrees (1.1 m), each as the step from the one before, in a
variable number of letters: five bits a letter, a sixth says whether more follow. It is the idea of
the encoded polyline, with letters that need no escaping in a script. A road network takes about a
fifth of its GeoJSON. Lines of the style table go as short JSON, points as SVG.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from layers import LineStyle, PointStyle
from layers.symbology import svg_path

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."
_PER_DEGREE: Final = 100_000
_BITS: Final = 5
_MAX_LETTERS: Final = 6  # 30 bits hold the whole globe
_TABLE: Final = np.frombuffer(LETTERS.encode("ascii"), dtype=np.uint8)


def encode_parts(parts: Sequence[NDArray[np.float64]]) -> str:
    """Lines or rings, each an (n, 2) array of longitude and latitude in degrees, as one text.

    Parts are parted by blanks; the first vertex of a part steps from the last one before it.
    """
    if not parts:
        return ""
    grid = np.rint(np.concatenate(parts) * _PER_DEGREE).astype(np.int64)
    steps = np.diff(grid, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    numbers = np.where(steps < 0, ~(steps << 1), steps << 1)
    shifts = _BITS * np.arange(_MAX_LETTERS)
    rest = numbers[:, None] >> shifts
    used = rest > 0
    used[:, 0] = True
    follows = np.zeros_like(used)
    follows[:, :-1] = used[:, 1:]
    letters = _TABLE[(rest & 31) | (follows << _BITS)]
    text = letters[used].tobytes().decode("ascii")
    letters_per_vertex = used.sum(axis=1).reshape(-1, 2).sum(axis=1)
    ends = np.cumsum(letters_per_vertex)[np.cumsum([len(part) for part in parts]) - 1]
    return " ".join(text[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True))


def encode(geometries: Iterable[shapely.Geometry]) -> str:
    """Lines and areas as one text; an area's rings, holes too, are parts like any other."""
    parts: list[NDArray[np.float64]] = []
    for piece in shapely.get_parts(np.asarray(list(geometries), dtype=object)):
        if piece.is_empty:
            continue
        lines = shapely.get_rings(piece) if piece.geom_type == "Polygon" else [piece]
        parts += [shapely.get_coordinates(line) for line in lines]
    return encode_parts(parts)


def script_json(value: Any) -> str:
    """JSON that may stand inside a ``<script>``: no tag, no comment and no line separator gets through."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def line_sign(look: LineStyle) -> dict[str, Any]:
    """A line style in the short names of ``draw.js``."""
    sign: dict[str, Any] = {"c": look.colour, "w": look.width_px}
    if look.dash:
        sign["d"] = look.dash
    if look.casing:
        sign |= {"k": look.casing, "kw": look.casing_px}
    if look.opacity != 1:
        sign["o"] = look.opacity
    if look.min_zoom:
        sign["z"] = look.min_zoom
    return sign


def point_svg(look: PointStyle, *, mark: str = "") -> str:
    """A point style as a small picture of its own size, hidden from screen readers; ``mark`` is written on it."""
    size, edge = look.size_px, look.edge_px
    if look.symbol in {"circle", "ring"}:
        body = f'<circle cx="{size / 2}" cy="{size / 2}" r="{(size - edge) / 2}"'
    else:
        body = f'<path d="{svg_path(look.symbol, size_px=size)}" paint-order="stroke"'
        edge *= 2  # the inner half lies under the fill
    written = (
        f'<text x="50%" y="50%" text-anchor="middle" dominant-baseline="central" font-size="{0.58 * size:.3g}" '
        f'font-weight="700" fill="{look.edge}">{escape(mark)}</text>'
        if mark
        else ""
    )
    return (
        f'<svg width="{size}" height="{size}" viewBox="0 0 {size} {size}" aria-hidden="true">'
        f'{body} fill="{look.fill}" stroke="{look.edge}" stroke-width="{edge}" stroke-linejoin="round"/>{written}</svg>'
    )
