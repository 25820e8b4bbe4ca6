"""Fonts of a template that cannot show Vietnamese give way to the house's font.

Old Vietnamese templates name fonts of the time before Unicode (TCVN3 ".VnTime", "VNI-Times", VPS) or
fonts of signs: letters of this file's text would come out as other letters. The look stays, the words
can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pptx.opc.constants import RELATIONSHIP_TYPE as RT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pptx.opc.package import Part
    from pptx.presentation import Presentation as Slides

_UNABLE: Final = re.compile(r"(?i)(\.vn|vni[ -]|vps |symbol$|wingdings|webdings)")
_FACE: Final = re.compile(r'(typeface=")([^"]*)(")')
_SIGNS: Final = "buFont"  # bullets are drawn in fonts of signs, and rightly so


def unable(typeface: str) -> bool:
    """Whether a font is known to lack Vietnamese letters at their Unicode places."""
    return bool(_UNABLE.match(typeface.strip()))


def mend(slides: Slides, *, font: str) -> frozenset[str]:
    """Put ``font`` in place of fonts without Vietnamese in master, layouts and themes; the names that gave way."""
    gone: set[str] = set()
    for master in slides.slide_masters:
        for owner in (master, *master.slide_layouts):
            for element in owner._element.iter():  # noqa: SLF001 - the library has no call for it
                face = element.get("typeface")
                if face and unable(face) and not str(element.tag).endswith(_SIGNS):
                    gone.add(face)
                    element.set("typeface", font)
        for theme in _themes(master.part):
            text = theme.blob.decode("utf-8")
            gone |= {face for _, face, _ in _FACE.findall(text) if unable(face)}
            theme._blob = _FACE.sub(lambda m: m[1] + (font if unable(m[2]) else m[2]) + m[3], text).encode("utf-8")  # noqa: SLF001
    return frozenset(gone)


def _themes(part: Part) -> Iterator[Part]:
    for relation in part.rels.values():
        if relation.reltype == RT.THEME:
            yield relation.target_part
