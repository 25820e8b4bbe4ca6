"""Paper to draw on: one matplotlib figure whose coordinates are millimetres of the sheet.

Geometries become compound paths; colours are printed as the style table gives them, or in grey steps that stay apart on a
black-and-white printer.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import Stroke

from briefing.content import Letters, literal
from briefing.imprint import MarkedText
from briefing.map.sheet import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from layers import Hatch

_HATCH, _HATCH_MM = "#8c8c8c", 0.09
PRODUCT: Final = "lien-tinh"
SETTINGS: Final[Any] = {  # Any: matplotlib's own type lists every name it knows
    "pdf.fonttype": 42,  # TrueType, so that text can be searched and copied
    "pdf.compression": 6,
    "svg.fonttype": "none",  # text stays text; the font comes along
    "svg.hashsalt": PRODUCT,
    "text.hinting": "none",  # print is fine enough without, and letters stand where they were measured
    "path.simplify": True,
    "path.simplify_threshold": 0.1,
}
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


_CHUNK: Final = 10_000  # points in one path: the pixel writer has a limit


def line_paths(shapes: Iterable[shapely.Geometry]) -> list[Path]:
    """Lines as few compound paths: one for every 10,000 points (a path of its own for each is slow to write)."""
    parts = shapely.get_parts(_together(shapes))
    parts = parts[~shapely.is_empty(parts)]  # what lies wholly outside the sheet
    points, owner = shapely.get_coordinates(parts, return_index=True)
    paths = []
    chunk = np.cumsum(np.bincount(owner, minlength=len(parts))) // _CHUNK if len(parts) else np.empty(0)
    for k in np.unique(chunk):
        own = chunk[owner] == k
        begins = np.append(True, np.diff(owner[own]) != 0)
        paths.append(Path(points[own], np.where(begins, Path.MOVETO, Path.LINETO).astype(Path.code_type)))
    return paths


def ring_paths(shapes: Iterable[shapely.Geometry]) -> list[Path]:
    """One compound path for each polygon part, holes included; lines and points are passed over."""
    paths = []
    for part in shapely.get_parts(_together(shapes)):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        rings = [shapely.get_coordinates(r) for r in (part.exterior, *part.interiors)]
        codes = np.full(sum(map(len, rings)), Path.LINETO, dtype=Path.code_type)
        starts = np.cumsum([0, *map(len, rings)])
        codes[starts[:-1]] = Path.MOVETO
        codes[starts[1:] - 1] = Path.CLOSEPOLY
        paths.append(Path(np.vstack(rings), codes))
    return paths


def parallels(bounds: NDArray[np.float64], *, turn: float, apart: float) -> NDArray[Any]:
    """Lines ``apart`` millimetres from each other over a box (left, low, right, top), always the same for the same sheet."""
    left, low, right, top = bounds
    a = np.radians(turn)
    along, across = np.array((np.cos(a), np.sin(a))), np.array((-np.sin(a), np.cos(a)))
    corners = np.array([(left, low), (left, top), (right, low), (right, top)])
    first, last = (corners @ along).min(), (corners @ along).max()
    steps = np.arange(np.floor((corners @ across).min() / apart), np.ceil((corners @ across).max() / apart) + 1) * apart
    ends = np.stack([steps[:, None] * across + first * along, steps[:, None] * across + last * along], axis=1)
    return np.asarray(shapely.linestrings(ends), dtype=object)


def _together(shapes: Iterable[shapely.Geometry]) -> np.ndarray:
    """The geometries as one array; a column of a layer is taken whole, which is many times faster than one by one."""
    return shapes.to_numpy() if hasattr(shapes, "to_numpy") else np.asarray(list(shapes), dtype=object)


MM_PER_POINT: Final = 25.4 / 72
DRAWING: Final = threading.Lock()  # matplotlib's settings and font cache are shared by all threads
Dash = tuple[float, ...]


@contextmanager
def uncollected() -> Iterator[None]:
    """While one sheet is drawn nobody looks for garbage among all things of a world and its layers: a tenth of a second each time.

    To be held within ``DRAWING``, so that no other sheet ends it too soon.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@dataclass(frozen=True)
class Written:
    """A text as it stands on the sheet: what a test needs to find overlaps and overflow."""

    text: str
    box: Box
    where: str


@dataclass
class Canvas:
    """A sheet under the pen.

    Parameters
    ----------
    width, height
        Millimetres.
    tone
        Turns a colour into the one that is printed (the greyscale edition is a tone).
    pen
        Factor on the line widths of the style table: a large sheet is read from farther away.
    """

    width: float
    height: float
    tone: Tone
    pen: float = 1.0
    figure: Figure = field(init=False)
    written: list[Written] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.figure = Figure(figsize=(self.width / 25.4, self.height / 25.4), facecolor="white")
        self.surface = FigureCanvasAgg(self.figure)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(0, self.height)
        self._axes.set_autoscale_on(False)

    @property
    def grey(self) -> bool:
        """Whether it is printed without colours."""
        return self.tone is grey

    def resize(self, width: float, height: float) -> None:
        """Give the page another size in millimetres without moving what is drawn (whole pixels)."""
        self.figure.set_size_inches(width / 25.4, height / 25.4)
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(0, height)

    def rectangle(
        self,
        box: Box,
        *,
        fill: str | None = None,
        edge: str | None = None,
        width: float = 0.2,
        z: float = 1,
        alpha: float = 1.0,
    ) -> None:
        """A rectangle; ``width`` of the edge in millimetres."""
        patch = Rectangle((box.x, box.y), box.width, box.height, zorder=z, alpha=alpha, **self._inks(fill, edge, width))
        self._axes.add_patch(patch)

    def plate(self, box: Box, *, fill: str, edge: str, width: float, z: float, radius: float = 0.5) -> None:
        """A rectangle with rounded corners, for road numbers."""
        style = f"round,pad=0,rounding_size={radius}"
        self._axes.add_patch(
            FancyBboxPatch(
                (box.x, box.y), box.width, box.height, boxstyle=style, zorder=z, **self._inks(fill, edge, width)
            )
        )

    def disc(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str | None,
        edge: str | None = None,
        width: float = 0.2,
        z: float = 5,
        sides: int = 0,
        turn: float = 0.0,
    ) -> None:
        """A circle of ``radius`` millimetres, or a regular polygon with ``sides`` corners, turned by ``turn`` degrees."""
        shape = Path.unit_circle() if not sides else Path.unit_regular_polygon(sides)
        points = np.asarray(shape.vertices, dtype=float)
        if turn:
            a = np.radians(turn)
            points = points @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
        self._collect(
            [Path(points * radius + np.array((x, y)), shape.codes)], fill=fill, edge=edge, width=width, z=z, clip=None
        )

    def polygon(
        self, ring: NDArray[np.float64], *, fill: str | None, edge: str | None = None, width: float = 0.2, z: float = 5
    ) -> None:
        """A single ring of points, (n, 2) millimetres."""
        self._collect([Path(ring, closed=False)], fill=fill, edge=edge, width=width, z=z, clip=None)

    def areas(
        self,
        shapes: Iterable[shapely.Geometry],
        *,
        fill: str | None,
        edge: str | None = None,
        width: float = 0.1,
        z: float = 1,
        alpha: float = 1.0,
        clip: Box | None = None,
    ) -> None:
        """Polygons with their holes, already in millimetres."""
        self._collect(ring_paths(shapes), fill=fill, edge=edge, width=width, z=z, clip=clip, alpha=alpha)

    def hatch(
        self, shapes: Iterable[shapely.Geometry], hatch: Hatch | None, *, z: float, clip: Box | None = None
    ) -> None:
        """Lines over polygons on a sheet without colours; those of neighbours with one hatch go on in each other."""
        if hatch is None or not self.grey:
            return
        areas = shapely.make_valid(_together(shapes))
        if clip is not None:
            areas = shapely.clip_by_rect(areas, *clip.bounds)
        areas = areas[shapely.area(areas) > 0]
        if not len(areas):
            return
        for turn in hatch.turns:
            strokes = parallels(shapely.total_bounds(areas), turn=turn, apart=hatch.apart_mm * self.pen)
            own, of = shapely.STRtree(areas).query(strokes, predicate="intersects")
            cut = shapely.intersection(strokes[own], areas[of])
            self.lines(cut, colour=_HATCH, width=_HATCH_MM * self.pen, z=z, clip=clip)

    def lines(
        self,
        shapes: Iterable[shapely.Geometry],
        *,
        colour: str,
        width: float,
        dash: Dash = (),
        z: float = 2,
        alpha: float = 1.0,
        clip: Box | None = None,
        cap: str = "round",
    ) -> None:
        """Lines of ``width`` millimetres; ``dash`` is on, off, … in multiples of the width, as in the style table."""
        paths = line_paths(shapes)
        if not paths:
            return
        style = (0, dash) if dash else "solid"  # matplotlib scales dashes by the width, as the style table does
        lines = PathCollection(
            paths,
            facecolors="none",
            edgecolors=self.tone(colour),
            linewidths=width / MM_PER_POINT,
            linestyles=[style],
            capstyle="butt" if dash else cap,
            joinstyle="round",
            zorder=z,
            alpha=alpha,
        )
        self._add(lines, clip)

    def segment(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        colour: str,
        width: float,
        dash: Dash = (),
        z: float = 5,
        alpha: float = 1.0,
    ) -> None:
        """One straight line."""
        self.lines(
            [shapely.LineString([(x0, y0), (x1, y1)])],
            colour=colour,
            width=width,
            dash=dash,
            z=z,
            alpha=alpha,
            cap="butt",
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        letters: Letters,
        colour: str = "#1f2933",
        align: str = "left",
        turn: float = 0.0,
        halo: float = 0.0,
        halo_colour: str = "#ffffff",
        z: float = 10,
        where: str = "",
    ) -> Box:
        """Write one line of text literally with its base line starting (or centred, or ending) at x, y.

        Parameters
        ----------
        halo
            Width in millimetres of the light rim. It is drawn as an outline under the text, so that the
            text itself stays text in a PDF and can be searched.

        Returns
        -------
        Box
            What the text covers (without the rim; of a turned text the unturned box).
        """
        text = literal(text)
        common: dict[str, Any] = {
            "fontproperties": letters.font(),
            "ha": align,
            "va": "baseline",
            "rotation": turn,
            "rotation_mode": "anchor",
            "parse_math": False,
            "clip_on": False,
        }
        if halo:
            rim = self._axes.text(x, y, text, color=self.tone(halo_colour), zorder=z - 0.5, **common)
            rim.set_path_effects(
                [Stroke(linewidth=2 * halo / MM_PER_POINT, foreground=self.tone(halo_colour), joinstyle="round")]
            )
        number = len(self.written)  # of the text in the tree of a PDF
        inked = MarkedText(x, y, text, number=number, color=self.tone(colour), zorder=z, **common)
        inked.set_transform(self._axes.transData)
        self._axes.add_artist(inked)
        width = letters.width(text)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        box = Box(left, y - letters.descent, width, letters.ascent + letters.descent)
        self.written.append(Written(text, box, where))
        return box

    def _collect(
        self,
        paths: Sequence[Path],
        *,
        fill: str | None,
        edge: str | None,
        width: float,
        z: float,
        clip: Box | None,
        alpha: float = 1.0,
    ) -> None:
        if not paths:
            return
        inks = self._inks(fill, edge, width)
        self._add(
            PathCollection(
                paths,
                facecolors=inks["facecolor"],
                edgecolors=inks["edgecolor"],
                linewidths=inks["linewidth"],
                zorder=z,
                alpha=alpha,
            ),
            clip,
        )

    def _add(self, artist: PathCollection, clip: Box | None) -> None:
        self._axes.add_collection(artist, autolim=False)
        if clip is not None:
            artist.set_clip_path(Rectangle((clip.x, clip.y), clip.width, clip.height, transform=self._axes.transData))

    def _inks(self, fill: str | None, edge: str | None, width: float) -> dict[str, Any]:
        return {
            "facecolor": self.tone(fill) if fill else "none",
            "edgecolor": self.tone(edge) if edge else "none",
            "linewidth": width / MM_PER_POINT if edge else 0.0,
        }
