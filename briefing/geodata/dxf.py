"""DXF for road and cadastral offices: plane coordinates, a layer for each class of the style table, names as text, a frame with a note.

Version 2010, in which all text is Unicode. Colours, line types and line weights stand on the layers and come from the style table. Line types,
letters and signs have their size at ``SCALE``. What is told of a line or a point (name, status, year) hangs on it as extended data of the
application ``LIEN_TINH``, one ``key=value`` each, which our own reader takes again.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import ezdxf
import numpy as np
import pandas as pd
import shapely
from ezdxf._options import options
from ezdxf.colors import BYBLOCK, BYLAYER
from ezdxf.enums import TextEntityAlignment

from briefing.content import data_source, route_rows
from briefing.geodata.looks import layer_look
from layers import FillStyle, LineStyle, PointStyle, legal_note
from layers.symbology import SYMBOLS
from words import number, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from ezdxf.document import Drawing
    from ezdxf.layouts.layout import Modelspace

    from briefing.content import ReportData
    from briefing.geodata.looks import LayerLook, Look, Sign

SCALE: Final = 200_000
APPLICATION: Final = "LIEN_TINH"
TOLD: Final = ("name", "status", "year", "road_class", "lanes", "design_speed_kmh", "note")
_SKIPPED: Final = ("projects", "way_links", "base_cambodia", "base_forest", "base_parks", "base_builtup", "base_industrial", "base_water", "base_rivers", "base_roads_cambodia")  # fmt: skip
_PLAN: Final = ("routes", "ways", "communes", "interchanges", data_source.PLACES, data_source.ZONES)
_ROADS: Final = ("motorway", "trunk", "primary")  # of the base network: enough to find one's way
_WEIGHTS: Final = (0, 5, 9, 13, 15, 18, 20, 25, 30, 35, 40, 50, 53, 60, 70, 80, 90, 100, 106, 120, 140, 158, 200, 211)
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('<>/\\":;?*|=`', "-") | {",": ""})  # in the names of layers
_STEPS_M: Final = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)  # between ticks of the frame
_MM: Final = SCALE / 1000  # metres on the ground of a millimetre on paper
_PALE: Final = 600  # of red, green and blue together
_STYLE: Final = "VIET"
_TEXT_MM, _SMALL_MM, _TITLE_MM = 2.4, 2.0, 5.0
_LEAST_TICKS: Final = 4
Box = tuple[float, float, float, float]


def write_dxf(tables: Mapping[str, gpd.GeoDataFrame], facts: Mapping[str, str], report: ReportData) -> bytes:
    """The drawing; tables in metres."""
    options.write_fixed_meta_data_for_testing = True  # else each drawing bears the clock and a random name
    drawing = ezdxf.new("R2010", setup=False)  # type: ignore[attr-defined]  # offered by the package without saying so
    drawing.header["$INSUNITS"], drawing.header["$MEASUREMENT"], drawing.header["$LTSCALE"] = 6, 1, _MM
    drawing.styles.add(_STYLE, font="arial.ttf")
    drawing.appids.add(APPLICATION)
    sheet = _Sheet(drawing, drawing.modelspace(), report)
    step, frame = _frame(tables)
    for name, table in tables.items():
        own = _around(name, table, frame)
        if name not in _SKIPPED and len(own):
            sheet.table(layer_look(name, own, report), own)
    if "routes" in tables:
        sheet.numbers(tables["routes"])
    sheet.frame(facts, frame, step)
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode("utf-8")


def _frame(tables: Mapping[str, gpd.GeoDataFrame]) -> tuple[int, Box]:
    """The step of the ticks, and a frame on such steps around the plan: routes, ways, communes."""
    bounds = np.array([tables[n].total_bounds for n in _PLAN if n in tables])
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    step = next((s for s in _STEPS_M if (high - low).min() / s < 2 * _LEAST_TICKS), _STEPS_M[-1])
    west, south = (np.floor(low / step) * step).tolist()
    east, north = (np.ceil(high / step) * step).tolist()
    return step, (west, south, east, north)


def _around(name: str, table: gpd.GeoDataFrame, frame: Box) -> gpd.GeoDataFrame:
    """What of a table is drawn: the plan whole, the rest within the frame; boundaries as lines, the greater roads joined."""
    if name in _PLAN:
        return table
    if name == "base_roads":  # those of one class and number in one piece: a drawing needs no junctions
        main = table[table["sign"].isin(_ROADS)][["sign", "ref", "geometry"]]
        table = main.dissolve(by=["sign", "ref"], as_index=False).rename(columns={"ref": "name"})
        table = table.set_geometry(shapely.line_merge(table.geometry.to_numpy()), crs=main.crs)
    shapes = table.geometry.to_numpy()
    if name == "provinces":
        table = table.assign(name_at=shapely.point_on_surface(shapely.intersection(shapes, shapely.box(*frame))))
        shapes = shapely.boundary(shapes)
    inside = table.set_geometry(shapely.intersection(shapes, shapely.box(*frame)), crs=table.crs)
    return inside[~inside.geometry.is_empty]


def layer_name(*parts: str) -> str:
    """Words as the name of a layer: what CAD programs do not take is replaced."""
    return " - ".join(part.translate(_FORBIDDEN).replace("–", "-") for part in parts if part)


@dataclass
class _Sheet:
    drawing: Drawing
    space: Modelspace
    report: ReportData
    blocks: set[str] = field(default_factory=set)

    def table(self, look: LayerLook, table: gpd.GeoDataFrame) -> None:
        """All rows of a table on the layers of their classes."""
        group = say(f"geodata.group_{look.group}", self.report.request.lang)
        layers = {one.key: (self._layer(layer_name(group, one.whole), one), one) for one in look.looks}
        named = {names.sign for names in look.names if names.column == "name"}
        for row in table.to_dict("records"):
            layer, one = layers[row["sign"]] if row["sign"] in layers else layers[""]
            for part in shapely.get_parts(row["geometry"]):
                self._draw(part, layer, one, row)
            if row["sign"] in named or "" in named:
                self._name(row, layer_name(group, say("geodata.dxf_text", self.report.request.lang)), one)

    def _layer(self, name: str, look: Look) -> str:
        sign = look.sign
        line = sign.outline if isinstance(sign, FillStyle) and sign.outline is not None else sign
        ink = _ink(line)
        if name not in self.drawing.layers:
            layer = self.drawing.layers.add(name)
            layer.rgb = tuple(int(ink[k : k + 2], 16) for k in (1, 3, 5))  # type: ignore[assignment]
            if isinstance(line, LineStyle):
                layer.dxf.linetype = self._line_type(line)
                layer.dxf.lineweight = min(_WEIGHTS, key=lambda weight: abs(weight - 100 * line.width_mm))
        return name

    def _line_type(self, line: LineStyle) -> str:
        """The line type of a dash, in millimetres of paper."""
        if not line.dash:
            return "CONTINUOUS"
        parts = [round(part * line.width_mm, 2) * (-1 if k % 2 else 1) for k, part in enumerate(line.dash)]
        name = "NET_" + "_".join(f"{abs(part):g}".replace(".", "P") for part in parts)
        if name not in self.drawing.linetypes:
            total = sum(map(abs, parts))
            self.drawing.linetypes.add(name, pattern=[total, *parts], description=" ".join(f"{p:g}" for p in parts))
        return name

    def _draw(self, part: Any, layer: str, look: Look, row: Mapping[str, Any]) -> None:
        if part.geom_type == "Point":
            entity: Any = self.space.add_blockref(self._block(look.sign), (part.x, part.y), dxfattribs={"layer": layer})
            self._tell(entity, row)
        elif part.geom_type == "LineString":
            self._tell(self.space.add_lwpolyline(_xy(part), dxfattribs={"layer": layer}), row)
        else:
            for ring in (part.exterior, *part.interiors):
                self._tell(self.space.add_lwpolyline(_xy(ring)[:-1], close=True, dxfattribs={"layer": layer}), row)
            if isinstance(look.sign, FillStyle) and look.sign.opacity and look.sign.outline is None:
                hatch = self.space.add_hatch(color=BYLAYER, dxfattribs={"layer": layer})
                hatch.transparency = 1 - look.sign.opacity
                for number, ring in enumerate((part.exterior, *part.interiors)):
                    hatch.paths.add_polyline_path(_xy(ring)[:-1], is_closed=True, flags=1 if number == 0 else 16)

    def _tell(self, entity: Any, row: Mapping[str, Any]) -> None:
        """What is known of a thing, as extended data: at most 255 bytes each."""
        told = {key: row[key] for key in TOLD if key in row and not pd.isna(row[key]) and row[key] != ""}
        values = [f"{key}={_short(value)}" for key, value in told.items()]
        if values:
            entity.set_xdata(APPLICATION, [(1000, value) for value in values])

    def _block(self, sign: Any) -> str:
        """A sign of the style table as a block, in its size at ``SCALE``."""
        name = f"KH_{sign.symbol}_{sign.fill[1:]}_{sign.size_mm:g}".replace(".", "P").upper()
        if name not in self.blocks:
            self.blocks.add(name)
            block, half = self.drawing.blocks.new(name), sign.size_mm * _MM / 2
            if sign.symbol in SYMBOLS:
                for ring in SYMBOLS[sign.symbol]:
                    points = [(half * x, half * y) for x, y in ring]
                    block.add_lwpolyline(points, close=True, dxfattribs={"layer": "0", "color": BYBLOCK})
                    block.add_hatch(color=BYBLOCK, dxfattribs={"layer": "0"}).paths.add_polyline_path(
                        points, is_closed=True
                    )
            else:
                block.add_circle((0, 0), half, dxfattribs={"layer": "0", "color": BYBLOCK})
        return name

    def _name(self, row: Mapping[str, Any], layer: str, look: Look) -> None:
        point = row.get("name_at", row["geometry"].representative_point())
        beside = look.sign.size_mm * _MM if isinstance(look.sign, PointStyle) else 0.0
        self.text(str(row["name"]), (point.x + 0.8 * beside, point.y + 0.3 * beside), layer, height_mm=_TEXT_MM)

    def text(self, text: str, at: tuple[float, float], layer: str, *, height_mm: float) -> None:
        """A line of text that begins at a point."""
        if layer not in self.drawing.layers:
            self.drawing.layers.add(layer, color=7)
        attributes = {"layer": layer, "style": _STYLE}
        entity = self.space.add_text(text, height=height_mm * _MM, dxfattribs=attributes)
        entity.set_placement(at, align=TextEntityAlignment.LEFT)

    def numbers(self, routes: gpd.GeoDataFrame) -> None:
        """Number and name of each project on its longest section."""
        lang = self.report.request.lang
        layer = layer_name(say("geodata.group_projects", lang), say("geodata.dxf_text", lang))
        for row in route_rows(self.report.projects):
            n = self.report.numbers[row.project.id]
            lines = routes.geometry[routes["number"] == n]
            middle = max(lines, key=lambda line: line.length).interpolate(0.5, normalized=True)
            self.text(f"({n}) {row.name(lang)}", (middle.x + 2 * _MM, middle.y + 2 * _MM), layer, height_mm=_TEXT_MM)

    def frame(self, facts: Mapping[str, str], frame: Box, step: int) -> None:
        """A frame with plane coordinates at its ticks, the title above, the note below."""
        lang, (west, south, east, north) = self.report.request.lang, frame
        layer = layer_name(say("geodata.dxf_frame", lang))
        self.drawing.layers.add(layer, color=7)
        corners = [(west, south), (east, south), (east, north), (west, north)]
        border = self.space.add_lwpolyline(corners, close=True, dxfattribs={"layer": layer})
        border.set_xdata(APPLICATION, [(1000, f"crs={facts['system'].partition(' ')[0]}")])
        for x in np.arange(west, east + 1, step):
            self._tick((x, south), (0, -1), f"E {number(x, lang)}", layer)
        for y in np.arange(south, north + 1, step):
            self._tick((west, y), (-1, 0), f"N {number(y, lang)}", layer)
        self.text(facts["title"], (west, north + 8 * _MM), layer, height_mm=_TITLE_MM)
        note = self.space.add_mtext(_note(facts, self.report), dxfattribs={"layer": layer, "style": _STYLE})
        note.dxf.char_height, note.dxf.width = _SMALL_MM * _MM, east - west
        note.set_location((west, south - 12 * _MM), attachment_point=1)

    def _tick(self, at: tuple[float, float], out: tuple[int, int], text: str, layer: str) -> None:
        end = (at[0] + 2 * _MM * out[0], at[1] + 2 * _MM * out[1])
        self.space.add_line(at, end, dxfattribs={"layer": layer})
        align = TextEntityAlignment.TOP_CENTER if out[1] else TextEntityAlignment.MIDDLE_RIGHT
        attributes = {"layer": layer, "style": _STYLE}
        self.space.add_text(text, height=_SMALL_MM * _MM, dxfattribs=attributes).set_placement(
            (end[0] + _MM * out[0], end[1] + _MM * out[1]), align=align
        )


def _note(facts: Mapping[str, str], report: ReportData) -> str:
    """What a drawing must tell of itself; a paragraph each."""
    lang = report.request.lang
    size = say("geodata.dxf_scale", lang, scale=f"1:{number(SCALE, lang)}")
    told = [f"{say(f'geodata.about_{k}', lang)}: {v}" for k, v in facts.items() if k not in {"title", "legal"}]
    lines = [*told, size, legal_note(lang), say(f"layers.edition_{report.request.edition.value}", lang)]
    return "\\P".join(line.replace("\\", "/").replace("{", "(").replace("}", ")") for line in lines)


def _ink(sign: Sign) -> str:
    """The colour of a layer: that of the rim where the core is too pale for white paper."""
    if isinstance(sign, FillStyle):
        return sign.fill
    core, rim = (sign.colour, sign.casing) if isinstance(sign, LineStyle) else (sign.fill, sign.edge)
    return rim if rim and sum(int(core[k : k + 2], 16) for k in (1, 3, 5)) > _PALE else core


def _xy(line: Any) -> list[tuple[float, float]]:
    """The points of a line, to the millimetre."""
    return [(x, y) for x, y in shapely.get_coordinates(line).round(3).tolist()]


def _short(value: Any) -> str:
    """A value as extended data takes it: whole letters of at most 240 bytes, on one line."""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return " ".join(text.split()).encode("utf-8")[:240].decode("utf-8", errors="ignore")
