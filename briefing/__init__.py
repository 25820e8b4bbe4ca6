"""Briefing: maps on paper, made from the data with the style table of the web map.

``PrintRequest`` and ``render`` are light to import; matplotlib is loaded when a sheet is drawn.
"""

from briefing.print_map import draw, render
from briefing.print_request import PrintRequest

__all__ = ["PrintRequest", "draw", "render"]
