"""A page with one map and every plug-in the product uses, for the test of its files."""

from layers import Edition
from views.components import map_panel
from webmap import MapView
from words import Lang

map_panel.show(
    MapView(lang=Lang.VI, edition=Edition.Y2022), name="files", memory="files", height=500, returned="drawings",
    drawing=map_panel.Drawing("session", "turn1"),
)  # fmt: skip
