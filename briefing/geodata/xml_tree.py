"""XML by small steps: elements with attributes and text that no reader chokes on."""

from __future__ import annotations

from xml.etree import ElementTree as ET


def child(parent: ET.Element, tag: str, text: str | None = None, **attributes: object) -> ET.Element:
    """One element more; attributes as ``name=value``, a final underscore of a name left out."""
    element = ET.SubElement(parent, tag, {name.removesuffix("_"): plain_text(str(v)) for name, v in attributes.items()})
    if text is not None:
        element.text = plain_text(text)
    return element


def plain_text(text: str) -> str:
    """The text without control characters, which XML forbids."""
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 0x20)  # noqa: PLR2004 - the first printable sign


def document(root: ET.Element, *, doctype: str = "") -> bytes:
    """The whole document, UTF-8."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'
    return (head + ET.tostring(root, encoding="unicode") + "\n").encode("utf-8")
