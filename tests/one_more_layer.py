"""A program of its own: one more row in the catalogue of layers before anything is imported, then every surface is asked.

Prints as JSON where the layer was found. Run as ``python one_more_layer.py FOLDER``, FOLDER a copy of data/geo
that holds ``railways.geojson``.
"""

from __future__ import annotations

import json
import os
import sys

os.environ["LIEN_TINH_DATA"] = sys.argv[1]

from layers.catalogue import CATALOGUE, Group, Layer, Shape
from layers.signs import LineStyle
from words import Lang, catalogue

CATALOGUE["railways"] = Layer(
    name="railways",
    file="railways.geojson",
    shape=Shape.LINE,
    columns=("name_vi", "name_en"),
    group=Group.ROADS,
    sign=LineStyle("#444444", 2.0, 0.4, dash=(4, 2), order=18),
    switch="railways",
)
WORDS = {Lang.VI: "Đường sắt", Lang.EN: "Railways"}
for lang, text in WORDS.items():
    catalogue(lang).update({"layers.railways": text, "browse.switch_railways": text})

import layers
from briefing.cli.commands import sheet_request_of
from briefing.cli.parser import build_parser
from briefing.content.bounds import province_bounds
from briefing.content.data_source import DataSource
from briefing.map.print_map import draw
from briefing.map.print_request import PrintRequest
from views.components.map_panel import map_view
from views.state import address
from views.state.session_view import NETWORK, View
from webmap import MapView, legend_rows, offline_map
from webmap.feature_groups import view_items

source = DataSource.of_folder()


def main() -> None:
    """Ask every surface."""
    on = View(lang=Lang.EN, switches=frozenset({"railways"}))
    web = map_view(on)
    items = [item for item in view_items(web) if item.get("kind") == "layer"]
    sheet = draw(
        PrintRequest(bounds=province_bounds(source), layers=frozenset({"railways"}), lang=Lang.EN), source=source
    )
    offline = offline_map(MapView(lang=Lang.VI, layers=frozenset({"railways"})))
    options = build_parser(Lang.VI).parse_args(["map", "--out", "a.png", "--layers", "railways"])
    found = {
        "catalogue": len(layers.read("railways")),
        "tick box": "railways" in NETWORK,
        "off at first": "railways" not in View(lang=Lang.VI).switches,
        "address": "railways" in address.write(on)["layers"],
        "web map": [item["tip"] for item in items],
        "web legend": WORDS[Lang.EN] in [row.text for row in legend_rows(web)],
        "not when off": [item for item in view_items(MapView()) if item.get("kind") == "layer"] == [],
        "sheet": "railways" in sheet.shown.layers,
        "sheet legend": WORDS[Lang.EN] in [one.text for one in sheet.canvas.written],
        "offline page": [switch.text for switch in offline.switches if switch.tag == "railways"],
        "command": "railways" in sheet_request_of(options, source).layers,
    }
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


main()
