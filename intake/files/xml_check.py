"""KML, GPX and GML looked through before a driver sees them: no document type, no entities, numbers that are numbers.

The parser here resolves nothing: a document type definition, internal or external, ends the reading, so
neither entity bombs nor references to files or addresses can follow. Links to other documents
(``NetworkLink``) are counted and never followed; a schema that a GML names is not looked for. A stretch of a track with one point alone, which no
driver reads, is taken out and named.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat  # nosec: the document type, where all known attacks sit, is refused

from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot

_GML: Final = "FeatureCollection"
_FEATURES: Final = {"kml": {"Placemark"}, "gpx": {"wpt", "rte", "trk"}, _GML: set[str]()}
_MEMBERS: Final = frozenset({"member", "featureMember", "featureMembers"})  # what lies in them is a feature
_LISTS: Final = frozenset({"pos", "posList", "lowerCorner", "upperCorner"})
_SCHEMA: Final = re.compile(rb"""[\w.-]+:(?:noNamespaceS|s)chemaLocation\s*=\s*(?:"[^"]*"|'[^']*')""")
_POINTS: Final = frozenset({"wpt", "rtept", "trkpt"})
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")  # UTF-16: tags are not told by single bytes
_STRETCHES: Final = frozenset({"trkseg", "rte"})
_LON, _LAT = 180.0, 90.0
_ELEMENTS: Final = 2_000_000


class _Check:
    """Follows the parser through a document."""

    def __init__(self, root: str, limits: Limits) -> None:
        self.root, self.limits = root, limits
        self.stack: list[str] = []
        self.elements = self.features = self.links = self.vertices = 0
        self.coordinates: list[str] | None = None
        self.numbers: list[str] | None = None  # of a GML
        self.stretch = 0, 0, 0  # where it begins: byte, line; its points so far
        self.stubs: list[_Stub] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.document_type
        self.parser.EntityDeclHandler = self.document_type
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    @property
    def spot(self) -> Spot:
        return Spot(line=self.parser.CurrentLineNumber)

    def document_type(self, *_: object) -> None:
        raise RefusedError("intake.xml_entities", spot=self.spot)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self.stack and local != self.root:
            raise RefusedError("intake.xml_root", spot=self.spot, wanted=self.root)
        self.stack.append(local)
        self.elements += 1
        if len(self.stack) > self.limits.depth or self.elements > _ELEMENTS:
            raise RefusedError("intake.too_deep", spot=self.spot, most=self.limits.depth)
        self.links += local == "NetworkLink"
        self.features += local in _FEATURES[self.root]
        if self.root == _GML:
            self.features += len(self.stack) > 1 and self.stack[-2] in _MEMBERS
            self.numbers = [] if local in _LISTS else self.numbers
        elif local == "coordinates":
            self.coordinates = []
        if local in _STRETCHES and self.root == "gpx":
            self.stretch = self.parser.CurrentByteIndex, self.parser.CurrentLineNumber, 0
        if local in _POINTS and self.root == "gpx":
            self.stretch = (*self.stretch[:2], self.stretch[2] + 1)
            self.position(attributes.get("lon", ""), attributes.get("lat", ""))

    def end(self, name: str) -> None:
        self.stack.pop()
        if self.numbers is not None and name.rpartition(":")[2] in _LISTS:
            self.plane("".join(self.numbers).split())
            self.numbers = None
        if name.rpartition(":")[2] == "coordinates" and self.coordinates is not None:
            for point in "".join(self.coordinates).split():
                numbers = point.split(",")
                if len(numbers) not in (2, 3) or not all(map(_is_number, numbers)):
                    raise RefusedError("intake.not_a_number", spot=self.spot, found=point[:40])
                self.position(*numbers[:2])
            self.coordinates = None
        if name.rpartition(":")[2] in _STRETCHES and self.root == "gpx" and self.stretch[2] < 2:  # noqa: PLR2004
            local = name.rpartition(":")[2]
            self.stubs.append(_Stub(self.stretch[0], self.parser.CurrentByteIndex, self.stretch[1], local))

    def text(self, data: str) -> None:
        if self.coordinates is not None:
            self.coordinates.append(data)
        if self.numbers is not None:
            self.numbers.append(data)

    def plane(self, numbers: list[str]) -> None:
        """Check coordinates of any system."""
        if wrong := next((number for number in numbers if not _is_number(number)), None):
            raise RefusedError("intake.not_a_number", spot=self.spot, found=wrong[:40])
        self.vertices += len(numbers) // 2
        if self.vertices > 2 * self.limits.vertices:  # some count twice: the corners of boxes, heights
            raise RefusedError("intake.vertices", most=self.limits.vertices)

    def position(self, lon: str, lat: str) -> None:
        """Check one position in degrees."""
        try:
            x, y = float(lon), float(lat)
        except ValueError:
            raise RefusedError("intake.not_a_number", spot=self.spot, found=f"{lon},{lat}"[:40]) from None
        if not (math.isfinite(x) and math.isfinite(y) and abs(x) <= _LON and abs(y) <= _LAT):
            raise RefusedError("intake.not_degrees", spot=self.spot, found=f"{lon},{lat}"[:40])
        self.vertices += 1
        if self.vertices > self.limits.vertices:
            raise RefusedError("intake.vertices", most=self.limits.vertices)


@dataclass(frozen=True)
class _Stub:
    """A stretch of one point: where it begins and its end tag begins (bytes), its line and its name."""

    first: int
    last: int
    line: int
    name: str


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


@dataclass(frozen=True)
class Counted:
    """Features of a document, links to other documents in it, which nobody follows, and what was taken out of it."""

    content: bytes
    features: int
    links: int
    left_out: tuple[RefusedError, ...] = ()


def check_xml(content: bytes, *, root: str, limits: Limits) -> Counted:
    """Check a document and count what is in it.

    Raises
    ------
    RefusedError
        If it is no well-formed document of this root, holds a document type or entities, is nested too
        deeply, or a coordinate is none; with the line.
    """
    check = _Check(root, limits)
    try:
        check.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise RefusedError("intake.xml_syntax", spot=Spot(line=error.lineno)) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError("intake.encoding", spot=check.spot) from error
    if root == _GML and content[:2] not in _WIDE:
        content = _SCHEMA.sub(b"", content)
    faults = tuple(RefusedError("intake.one_point", spot=Spot(line=stub.line)) for stub in check.stubs)
    if faults and content[:2] in _WIDE:
        raise faults[0]
    for stub in reversed(check.stubs):
        content = content[: stub.first] + content[content.index(b">", stub.last) + 1 :]
    whole = sum(stub.name in _FEATURES[root] for stub in check.stubs)
    return Counted(content, check.features - whole, check.links, faults)
