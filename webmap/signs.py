"""Styles of the style table as the browser takes them: short JSON for lines, SVG for points."""

from __future__ import annotations

from html import escape
from typing import Any

from layers.style import LineStyle, PointStyle
from layers.symbols import svg_path


def line_sign(look: LineStyle) -> dict[str, Any]:
    """A line style in the short names of ``runtime.js``."""
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
