"""Colours as they are printed: in colour, or in grey steps that stay apart on a black-and-white printer."""

from __future__ import annotations

from collections.abc import Callable

Tone = Callable[[str], str]


def colour(ink: str) -> str:
    """The colour as the style table gives it."""
    return ink


def grey(ink: str) -> str:
    """The grey of the same lightness (relative luminance after ITU-R BT.709, kept in sRGB)."""
    from matplotlib.colors import to_hex, to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(ink)]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    level = 12.92 * y if y <= 0.0031308 else 1.055 * y ** (1 / 2.4) - 0.055
    return str(to_hex((level, level, level)))
