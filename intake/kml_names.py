"""Columns of a KML that lose their names in the driver, and how they are kept.

LIBKML reads ``Tên đường`` of a ``Data`` as ``T__n_______ng``, and leaves out what stands beside a schema or is declared by
none; Google Earth shows all. Such a document is written anew with plain names, and what was read gets its own again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from xml.parsers import expat  # nosec: the document was looked through, it has no document type
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from intake.files.layer import Layer
from words import clean

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOLD: Final = frozenset({"Data", "SimpleData", "SimpleField"})
_OF_SCHEMAS: Final = frozenset({"Schema", "SimpleField", "SchemaData", "SimpleData"})
_PREFIX: Final = "lt_column_"


def with_plain_names(content: bytes) -> tuple[bytes, dict[str, str]]:
    """A document with plain names of columns, and for each of these its own; the document itself where all are kept.

    Parameters
    ----------
    content
        A document that ``check_xml`` let pass.
    """
    names = _Names()
    names.follow(content)
    if names.plain and not names.mixed:
        return content, {}
    alias = {name: f"{_PREFIX}{n}" for n, name in enumerate(names.all)}
    rewriter = _Rewriter(alias, mixed=names.mixed)
    rewriter.follow(content)
    return rewriter.out.getvalue().encode("utf-8"), {own: clean(name) for name, own in alias.items()}


def renamed(layer: Layer, own: Mapping[str, str]) -> Layer:
    """The layer with its columns under their own names; of two of one name the later is numbered."""
    names: list[str] = []
    for column in layer.columns:
        name = told = own.get(column) or column
        number = 1
        while told in names:
            number += 1
            told = f"{name} ({number})"
        names.append(told)
    return replace(layer, columns=tuple(names))


class _Follower:
    """Follows the parser; knows which schema the data stand under."""

    def __init__(self) -> None:
        self.schema = ""

    def follow(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.Parse(content, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "Schema":
            self.schema = attributes.get("id") or attributes.get("name", "")
        elif local == "SchemaData":
            self.schema = attributes.get("schemaUrl", "").rpartition("#")[2]
        self.start(tag, local, attributes)

    def start(self, tag: str, local: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Names(_Follower):
    """All names of columns in their order, and whether the driver keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.all: dict[str, None] = {}
        self.declared: set[tuple[str, str]] = set()
        self.typed: set[tuple[str, str]] = set()
        self.untyped = False
        self.plain = True  # the names of untyped data

    def start(self, _tag: str, local: str, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        if local not in _TOLD or not name:
            return
        self.all[name] = None
        if local == "Data":
            self.untyped = True
            self.plain &= _PLAIN.fullmatch(name) is not None
        else:
            (self.declared if local == "SimpleField" else self.typed).add((self.schema, name))

    @property
    def mixed(self) -> bool:
        """Whether data stand beside a schema or under none that is there: the driver leaves those out."""
        return not self.typed <= self.declared or (self.untyped and bool(self.declared))


class _Rewriter(_Follower):
    """Writes the document in UTF-8 with other names; one that tells more than its schema has all as data without one."""

    def __init__(self, alias: Mapping[str, str], *, mixed: bool) -> None:
        super().__init__()
        self.alias, self.mixed = alias, mixed
        self.out = io.StringIO()
        self.write = XMLGenerator(self.out, encoding="utf-8", short_empty_elements=True)
        self.write.startDocument()

    def _tags(self, tag: str) -> list[str]:
        """What is written in place of a tag."""
        local = tag.rpartition(":")[2]
        prefix = tag.removesuffix(local)
        if not self.mixed or local not in _OF_SCHEMAS:
            return [tag]
        return [f"{prefix}Data", f"{prefix}value"] if local == "SimpleData" else []

    def start(self, tag: str, local: str, attributes: dict[str, str]) -> None:
        if local in _TOLD and (name := attributes.get("name", "")):
            attributes = attributes | {"name": self.alias[name]}
        for n, written in enumerate(self._tags(tag)):
            self.write.startElement(written, AttributesImpl({} if n else attributes))

    def text(self, text: str) -> None:
        self.write.characters(text)

    def end(self, tag: str) -> None:
        for written in reversed(self._tags(tag)):
            self.write.endElement(written)
