"""XML by small steps: elements with attributes and text that no reader chokes on."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f]")  # all but tabulator and line feed


def child(parent: ET.Element, tag: str, text: str | None = None, **attributes: object) -> ET.Element:
    """One element more; attributes as ``name=value``, a final underscore of a name left out."""
    element = ET.SubElement(parent, tag, {name.removesuffix("_"): plain_text(str(v)) for name, v in attributes.items()})
    if text is not None:
        element.text = plain_text(text)
    return element


def plain_text(text: str) -> str:
    """The text without control characters, which XML forbids."""
    return _CONTROLS.sub("", text)


def document(root: ET.Element, *, doctype: str = "") -> bytes:
    """The whole document, UTF-8."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'
    return (head + ET.tostring(root, encoding="unicode") + "\n").encode("utf-8")
