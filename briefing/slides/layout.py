"""Where things may stand on a slide: the room a layout leaves beside its title, its foot and what its master draws.

A template says it by its own boxes: the body box of the master is where its owner wants content. What master and layout draw (logos, bands)
is never covered; what fills most of the page is its background.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pptx.enum.shapes import PP_PLACEHOLDER

from briefing.slides.template import MARGIN_MM, placeholders_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pptx.presentation import Presentation as Slides
    from pptx.shapes.base import BaseShape
    from pptx.slide import SlideLayout

EMU_PER_MM: Final = 36000
_FEET: Final = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_TITLES: Final = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_BELOW_TITLE_MM, _APART_MM, _EDGE_MM = 9.0, 3.0, 8.0
_LOW: Final = 0.75  # of the height, below which date, foot and number stand
_BACKGROUND: Final = 0.5  # of the slide: what covers more is no obstacle
_ENOUGH: Final = 0.4  # of the slide: a body box is taken at its word from here on


@dataclass(frozen=True)
class Area:
    """A rectangle on a slide, millimetres from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.top + self.height

    @property
    def size(self) -> float:
        """Square millimetres."""
        return max(self.width, 0.0) * max(self.height, 0.0)

    def columns(self, *shares: float, gap: float = 8.0) -> list[Area]:
        """Areas side by side whose widths are in the proportion of the shares."""
        room, left, parts = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            parts.append(Area(left, self.top, room * share / sum(shares), self.height))
            left = parts[-1].right + gap
        return parts

    def below(self, by: float) -> Area:
        """The rest under the first ``by`` millimetres."""
        return Area(self.left, self.top + by, self.width, self.height - by)

    def above(self, by: float) -> Area:
        """The area without its last ``by`` millimetres."""
        return Area(self.left, self.top, self.width, self.height - by)

    def sized(self, width: float, height: float) -> Area:
        """What has this size in its upper left corner."""
        return Area(self.left, self.top, width, height)

    def within(self, left: float, top: float, right: float, bottom: float) -> Area:
        """The part of it between these sides."""
        left, top = max(self.left, left), max(self.top, top)
        return Area(left, top, min(self.right, right) - left, min(self.bottom, bottom) - top)

    def meets(self, other: Area) -> bool:
        """Whether both share more than a side."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > 0 and min(self.bottom, other.bottom) - max(self.top, other.top) > 0


def page_mm(slides: Slides) -> tuple[float, float]:
    """Width and height of a slide, millimetres."""
    width, height = slides.slide_width, slides.slide_height
    assert width is not None
    assert height is not None
    return width / EMU_PER_MM, height / EMU_PER_MM


def area_of(shape: BaseShape) -> Area:
    """Where a shape stands."""
    return Area(*(side / EMU_PER_MM for side in (shape.left, shape.top, shape.width, shape.height)))


def content_area(slides: Slides, layout: SlideLayout) -> Area:
    """What a slide of this layout has for content."""
    width, height = page_mm(slides)
    placed = [p for p in placeholders_of(layout) if p.left is not None]
    title = next(area_of(p) for p in placed if p.placeholder_format.type in _TITLES)
    feet = [area_of(p).top for p in placed if p.placeholder_format.type in _FEET]
    bottom = min([top for top in feet if top > height * _LOW] + [height - MARGIN_MM]) - 1.5
    area = _beside(title, Area(0, 0, width, bottom), slide_width=width)
    body = _body(layout)
    if body is not None and body.size >= _ENOUGH * width * height and not body.meets(title):
        area = area.within(body.left, body.top, body.right, body.bottom)
    return _clear(area, obstacles(layout, width * height))


def _beside(title: Area, page: Area, *, slide_width: float) -> Area:
    """The larger room beside a title: below it as a rule, above one at the foot, right or left of one at the side."""
    left = max(title.left, _EDGE_MM)
    wide = min(title.width, slide_width - 2 * left)
    below = Area(left, title.bottom + _BELOW_TITLE_MM, wide, page.bottom - title.bottom - _BELOW_TITLE_MM)
    above = Area(left, MARGIN_MM, wide, title.top - _APART_MM - MARGIN_MM)
    high = page.bottom - MARGIN_MM
    after = Area(title.right + _APART_MM, MARGIN_MM, slide_width - _EDGE_MM - title.right - _APART_MM, high)
    before = Area(_EDGE_MM, MARGIN_MM, title.left - _APART_MM - _EDGE_MM, high)
    return max((below, above, after, before), key=lambda a: a.size)


def free_below(slides: Slides, layout: SlideLayout, top: float, *, left: float, width: float) -> Area:
    """What is free under a height on a slide of this layout."""
    across, high = page_mm(slides)
    area = Area(left, top, min(width, across - left - _EDGE_MM), high - 13.0 - top)
    return _clear(area, obstacles(layout, across * high))


def obstacles(layout: SlideLayout, slide_size: float) -> list[Area]:
    """What master and layout draw on every slide, the background left out."""
    return [area for shape in _drawn(layout) if (area := area_of(shape)).size < _BACKGROUND * slide_size]


def _drawn(layout: SlideLayout) -> Iterator[BaseShape]:
    hidden = layout._element.get("showMasterSp") in {"0", "false"}  # noqa: SLF001 - no call for it
    for owner in (layout,) if hidden else (layout.slide_master, layout):
        for shape in owner.shapes:
            if not shape.is_placeholder and shape.left is not None:
                yield shape


def _body(layout: SlideLayout) -> Area | None:
    """The master's own box for content."""
    boxes = list(layout.slide_master.placeholders)
    found = (p for p in boxes if p.placeholder_format.type is PP_PLACEHOLDER.BODY)
    return next((area_of(p) for p in found if p.left is not None), None)


def _clear(area: Area, drawn: list[Area]) -> Area:
    """The largest part of the area that none of them covers, cut from one side for each."""
    for thing in drawn:
        if not area.meets(thing):
            continue
        sides = (
            area.within(thing.right + _APART_MM, area.top, area.right, area.bottom),
            area.within(area.left, area.top, thing.left - _APART_MM, area.bottom),
            area.within(area.left, thing.bottom + _APART_MM, area.right, area.bottom),
            area.within(area.left, area.top, area.right, thing.top - _APART_MM),
        )
        area = max(sides, key=lambda a: a.size)
    return area
