"""What a file says of itself, in the packet of XMP (ISO 16684-1) that archives and search programs read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

_SPACES: Final = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BEGIN: Final = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END: Final = '\n<?xpacket end="r"?>'


@dataclass(frozen=True, kw_only=True)
class About:
    """What a file says of itself.

    Attributes
    ----------
    title, author, subject
        As a viewer lists them; the subject may be empty.
    rights
        Licences and credits.
    language
        Code of ISO 639-1.
    creator
        The program.
    """

    title: str
    author: str
    subject: str
    rights: str
    language: str
    creator: str


def packet(about: About, *, producer: str, archival: bool) -> bytes:
    """The packet; it says what the document information says, as PDF/A asks, and no time."""
    told = (
        ("dc:title", "Alt", about.title),
        ("dc:creator", "Seq", about.author),
        ("dc:description", "Alt", about.subject),
        ("dc:rights", "Alt", about.rights),
        ("dc:language", "Bag", about.language),
        ("dc:format", "", "application/pdf"),
        ("pdf:Keywords", "", about.rights),
        ("pdf:Producer", "", producer),
        ("xmp:CreatorTool", "", about.creator),
        ("pdfaid:part", "", "2" if archival else ""),
        ("pdfaid:conformance", "", "B" if archival else ""),
    )
    for prefix, space in _SPACES.items():
        ET.register_namespace(prefix, space)
    root = ET.Element(_name("x:xmpmeta"))
    described = ET.SubElement(ET.SubElement(root, _name("rdf:RDF")), _name("rdf:Description"), {_name("rdf:about"): ""})
    for name, kind, value in told:
        if value:
            _put(described, name, kind, value)
    ET.indent(root)
    return (_BEGIN + ET.tostring(root, encoding="unicode") + _END).encode("utf-8")


def _name(short: str) -> str:
    prefix, _, local = short.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _put(parent: ET.Element, name: str, kind: str, value: str) -> None:
    """A property: a plain text, or the one item of a list of this kind."""
    holder = ET.SubElement(parent, _name(name))
    if kind:
        holder = ET.SubElement(ET.SubElement(holder, _name(f"rdf:{kind}")), _name("rdf:li"))
    if kind == "Alt":
        holder.set(_LANGUAGE, "x-default")
    holder.text = value
