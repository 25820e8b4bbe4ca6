"""Result layers: classes on their breaks, what is not known is not drawn, the map takes them."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.symbology import style
from layers.symbology.results import BELOW, ResultLayer, ResultShape, classed, classes_of
from webmap import MapView, drawn, legend_rows
from words.errors import DataError

FRAME = gpd.GeoDataFrame(
    {"code": ["a", "b", "c"], "saved": [0.2, 5.0, np.nan]},
    geometry=[shapely.box(106 + i, 11, 106.5 + i, 11.5) for i in range(3)],
    crs="EPSG:4326",
)


def made(frame=FRAME, **more) -> ResultLayer:
    words = {"key": "k1", "heading": "H", "scale": "gain", "breaks": (1, 5), "names": ("<1", "1-5", "≥5")}
    return classed(frame, "saved", tip=lambda row: (row.code,), id_column="code", **(words | more))


def test_a_value_on_a_break_belongs_above_it_and_none_to_no_class():
    assert classes_of([0, 1, 1.5, 5, 9, np.nan], (1, 5)) == [0, 1, 1, 2, 2, BELOW]


def test_rows_without_a_figure_are_not_drawn_and_the_legend_has_every_class():
    layer = made()
    assert [s.id for s in layer.shapes] == ["a", "b"]
    assert [s.sign for s in layer.shapes] == [style.scale("gain", 3)[0], style.scale("gain", 3)[2]]
    assert [r.text for r in layer.rows] == ["<1", "1-5", "≥5"]


def test_another_coordinate_system_is_refused():
    with pytest.raises(DataError):
        made(FRAME.to_crs("EPSG:3405"))


def test_layers_of_one_key_are_the_same_view():
    assert made() == made()
    assert MapView(results=(made(),)) == MapView(results=(ResultLayer("k1"),))
    assert hash(MapView(results=(made(),))) != hash(MapView(results=(made(key="k2"),)))


def test_the_map_draws_areas_and_lines_and_their_legend_stands_first():
    closed = ResultShape(
        shapely.LineString([(106, 11), (107, 11)]), style.line("closure", "closed"), ("<b>", "x"), "l1"
    )
    view = MapView(layers=frozenset(), results=(made(), ResultLayer("k3", (closed,))))
    script = drawn(view)
    assert script.count('"kind":"result"') == 3
    assert "&lt;b&gt;" in script
    assert [r.text for r in legend_rows(view)][:3] == ["<1", "1-5", "≥5"]


@pytest.mark.parametrize("name", style.SCALES)
def test_scales_grow_darker_step_by_step(name):
    def light(colour: str) -> float:
        r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    steps = [light(s.fill) for s in style.scale(name, 7)]
    assert all(a - b > 8 for a, b in pairwise(steps))
