"""Colours as they are printed: in colour, or in grey steps that stay apart on a black-and-white printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from matplotlib.colors import to_hex, to_rgb

Tone = Callable[[str], str]
_LINEAR: Final = 0.0031308  # below it the sRGB curve is a straight line


def colour(ink: str) -> str:
    """The colour as the style table gives it."""
    return ink


def grey(ink: str) -> str:
    """The grey of the same lightness (relative luminance after ITU-R BT.709, kept in sRGB)."""
    linear = [c / 12.92 if c <= 12.92 * _LINEAR else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(ink)]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    level = 12.92 * y if y <= _LINEAR else 1.055 * y ** (1 / 2.4) - 0.055
    return str(to_hex((level, level, level)))
