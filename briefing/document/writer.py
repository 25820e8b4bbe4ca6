"""A document under construction, one language at a time: headings, text with references, lists, captions, tables, pictures, contents."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from docx.shared import Mm

from briefing.content import literal
from briefing.document import oxml
from briefing.document.house import NOTE, Numbers, roman, style_id
from briefing.document.oxml import FLOWING, Look, Shape, bookmarked, element, linked, paragraph, with_gaps
from words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Doc
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

    from words import Lang

TABLE, FIGURE = "table", "figure"
_MARK: Final = re.compile("\ue000([^\ue001]+)\ue001")  # a reference inside a sentence, until it becomes a field


@dataclass(frozen=True)
class _Heading:
    """A heading as the contents list it."""

    level: int
    text: str
    anchor: str


@dataclass
class Common:
    """What the languages of one file share: the file, its lists, numbers that may stand once only."""

    doc: Doc
    numbers: Numbers
    bookmarks: int = 0
    drawings: int = 0
    first: bool = True
    _styles: dict[str, str] = field(default_factory=dict)

    def style(self, name: str) -> str:
        """The id of a style."""
        if name not in self._styles:
            self._styles[name] = style_id(self.doc, name)
        return self._styles[name]

    def next_drawing(self) -> int:
        """A number nothing drawn has yet."""
        self.drawings += 1
        return self.drawings

    def next_bookmark(self) -> int:
        """A number no bookmark has yet."""
        self.bookmarks += 1
        return self.bookmarks


@dataclass
class Writer:
    """Writes one language; ``made`` are the paragraphs and tables in their order.

    Parameters
    ----------
    lang
        The language.
    mixed
        Whether the file's own language is another: runs then name theirs.
    width_mm
        Room between the margins.
    """

    common: Common
    lang: Lang
    mixed: bool
    width_mm: float
    made: list[Element] = field(default_factory=list)
    _list: int = 0
    _labels: dict[str, tuple[str, int]] = field(default_factory=dict)
    _told: Counter[str] = field(default_factory=Counter)
    _levels: list[int] = field(default_factory=lambda: [0, 0, 0])
    _headings: list[_Heading] = field(default_factory=list)
    _contents_at: int = -1
    _bound: int = 0
    _begun: bool = False

    def say(self, key: str, **values: object) -> str:
        """A text of ``words/*/document.toml``."""
        return say(f"document.{key}", self.lang, **values)

    def look(self, **looks: object) -> Look:
        """How a run departs from its style, its language named where it must be."""
        return Look(lang=say("language.tag", self.lang) if self.mixed else "", **looks)  # type: ignore[arg-type]

    def style(self, name: str) -> str:
        """The id of a style."""
        return self.common.style(name)

    def runs(self, text: str, look: Look | None = None) -> list[Element]:
        """Runs of a text, its gaps marked and its references as fields."""
        look = self.look() if look is None else look
        found: list[Element] = []
        for n, part in enumerate(_MARK.split(text)):
            if n % 2:
                found += oxml.field(f"REF {self._bookmark(part)} \\h", self.label(part), look)
            elif part:
                found += with_gaps("\n".join(map(literal_kept, part.split("\n"))), look)
        return found

    def add(self, text: str, *, style: str = "Body Text", shape: Shape = FLOWING, look: Look | None = None) -> None:
        """A paragraph."""
        self.made.append(paragraph(self.runs(text, look), style=self.style(style), shape=shape))

    def points(self, texts: Sequence[str], *, align: str = "") -> None:
        """A list with dashes; one with long addresses is set flush left."""
        shape = Shape(numbering=(self.common.numbers.dashes, 0), align=align)
        for text in texts:
            self.add(text, style="List Bullet", shape=shape)

    def note(self, *texts: str) -> None:
        """Small print under a table or picture."""
        if told := " ".join(filter(None, texts)):
            self.add(told, style=NOTE)

    def heading(self, text: str, *, level: int = 1) -> None:
        """A numbered heading, found again from the contents."""
        if not self._list:
            self._list = self.common.numbers.headings()
        text = literal(text)
        self._levels[level - 1] += 1
        self._levels[level:] = [0] * (len(self._levels) - level)
        anchor = f"_Toc_{self.lang.value}_{len(self._headings) + 1}"
        self._headings.append(_Heading(level, f"{self._number(level)} {text}", anchor))
        runs = bookmarked(self.runs(text), name=anchor, number=self.common.next_bookmark())
        shape = Shape(numbering=(self._list, level - 1))
        self.made.append(paragraph(runs, style=self.style(f"Heading {level}"), shape=shape))

    def _number(self, level: int) -> str:
        count = self._levels[level - 1]
        return f"{roman(count)}." if level == 1 else f"{count}."

    def ref(self, key: str, kind: str = TABLE) -> str:
        """What stands in a sentence for "Bảng 2": its number is given when it is first spoken of or shown."""
        if key not in self._labels:
            self._labels[key] = (kind, 1 + sum(k == kind for k, _ in self._labels.values()))
        return f"\ue000{key}\ue001"

    def caption(self, key: str, text: str, *, kind: str = TABLE, held: bool = False) -> None:
        """The caption of a table (above it) or a figure (below it), with a field that counts; ``held`` to what follows as well."""
        self.ref(key, kind)
        self._told[kind] += 1
        assert self._labels[key] == (kind, self._told[kind]), f"{key} is shown in another order than it is spoken of"
        word, number = self.say(kind), str(self._labels[key][1])
        counted = oxml.field(f"SEQ {word} \\* ARABIC", number, self.look())
        label = [*self.runs(f"{word} "), *counted]
        runs = bookmarked(label, name=self._bookmark(key), number=self.common.next_bookmark())
        shape = Shape(with_next=held or kind == TABLE)
        self.made.append(paragraph([*runs, *self.runs(f". {text}")], style=self.style("Caption"), shape=shape))

    def _bookmark(self, key: str) -> str:
        return f"_Ref_{self.lang.value}_{key}"

    def label(self, key: str) -> str:
        """What ``ref`` shows, as plain text for where no field can stand."""
        kind, number = self._labels[key]
        return f"{self.say(kind)} {number}"

    def picture(self, png: bytes, *, width_mm: float, described: str) -> None:
        """A picture in the text, kept with what follows it, with words for those who do not see it."""
        self.made.append(paragraph([self.inline(png, width_mm=width_mm, described=described)], shape=_ALONE))

    def inline(self, png: bytes, *, width_mm: float, described: str) -> Element:
        """A picture as a run."""
        found = self.common.doc.part.new_pic_inline(io.BytesIO(png), width=Mm(width_mm))
        for side in ("distT", "distB", "distL", "distR"):  # left to themselves, programs put room beside a picture
            found.set(side, "0")
        about = found.docPr
        number = self.common.next_drawing()
        for name, value in (("id", str(number)), ("name", f"Picture {number}"), ("descr", literal(described))):
            about.set(name, value)
        return element("r", element("drawing", found))

    def contents_here(self) -> None:
        """The contents stand here once all headings are known."""
        self.add(self.say("contents"), style="Caption")
        self._contents_at = len(self.made)

    def take(self) -> list[Element]:
        """What was written since it was last taken, the contents among it."""
        self._write_contents()
        made, self.made = self.made, []
        if not self._begun:
            made.insert(0, element("bookmarkStart", id=self._whole_number(), name=self.whole))
            self._begun = True
        return made

    def close(self) -> None:
        """End the bookmark around this language: nothing more is written."""
        self.made.append(element("bookmarkEnd", id=self._whole_number()))

    def _whole_number(self) -> int:
        self._bound = self._bound or self.common.next_bookmark()
        return self._bound

    def _write_contents(self) -> None:
        """A field with its entries as links, whole as it stands; a word processor adds the page numbers when it is updated.

        Nothing asks for that when the file is opened: Word would answer with a question about fields that refer to other files.
        """
        if self._contents_at < 0:
            return
        listed = [h for h in self._headings if h.level <= len(_TOC_STYLES)]
        code = f'TOC \\o "1-{len(_TOC_STYLES)}" \\h \\z \\b {self.whole}'
        lines: list[Element] = []
        for n, heading in enumerate(listed):
            runs: list[Element] = [linked(self.runs(heading.text), anchor=heading.anchor)]
            if n == 0:
                runs = [*oxml.field_begin(code, self.look()), *runs]
            if n == len(listed) - 1:
                runs = [*runs, oxml.field_end(self.look())]
            lines.append(paragraph(runs, style=self.style(_TOC_STYLES[heading.level - 1])))
        self.made[self._contents_at : self._contents_at] = lines
        self._contents_at = -1

    @property
    def whole(self) -> str:
        """The bookmark around this language: the contents list its headings only."""
        return f"_All_{self.lang.value}"


_ALONE: Final = Shape(align="center", with_next=True, before_pt=6)
_TOC_STYLES: Final = ("toc 1", "toc 2")


def literal_kept(text: str) -> str:
    """A text as it may stand in a file, its blanks at the ends kept: they part it from a reference."""
    said = literal(text)
    left, right = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if left and said else ''}{said}{' ' if right and text.strip() else ''}" or text
