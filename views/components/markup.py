"""Our own HTML, every value escaped: tables of facts, tags, links, lists of sources, notes below a result.

Streamlit's Markdown would read an underscore or an asterisk of a value as markup; here nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from words import Lang, day, say


@dataclass(frozen=True)
class Markup:
    """HTML made here; everything else is text and gets escaped."""

    html: str


Cell = str | Markup | None


@dataclass(frozen=True)
class Column:
    """A heading, and whether its cells are figures set to the right."""

    title: str
    figures: bool = False


@dataclass(frozen=True)
class Table(Markup):
    """The HTML of a table together with what stands in it, so that it can be taken away."""

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    caption: str = ""


def text(value: Cell) -> str:
    """HTML of a cell."""
    if isinstance(value, Markup):
        return value.html
    return escape("" if value is None else str(value))


def bare(value: Cell) -> str:
    """What a reader sees of a cell: its text without markup, lines apart by line breaks."""
    if not isinstance(value, Markup):
        return "" if value is None else str(value)
    return unescape(_TAGS.sub("", _BREAKS.sub("\n", value.html))).strip()


def join(parts: Iterable[Cell], *, by: str = " ") -> Markup:
    """Several cells in one."""
    return Markup(by.join(text(part) for part in parts if part))


def lines(parts: Iterable[Cell]) -> Markup:
    """Several cells below each other."""
    return join(parts, by="<br>")


def tag(label: str, *, warn: bool = False) -> Markup:
    """A small framed word: a status, a caution."""
    return Markup(f'<span class="lt-tag{" warn" if warn else ""}">{escape(label)}</span>')


def unverified(lang: Lang) -> Markup:
    """The mark of a fact nobody could check."""
    return tag(say("app.unverified", lang), warn=True)


def link(url: str, label: str = "") -> Markup:
    """A link to a web page; plain text if the address is none."""
    if urlsplit(url).scheme not in _SCHEMES:
        return Markup(escape(label or url))
    name = label or urlsplit(url).netloc.removeprefix("www.")
    return Markup(f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(name)}</a>')


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    caption: str = "",
    kind: str = "",
    features: Sequence[str] = (),
) -> Table:
    """A table; the first cell of a row is its heading.

    Parameters
    ----------
    kind
        Names a style of its own.
    features
        What each row speaks of on the map (``project:<id>``, ``commune:<code>`` …), empty for nothing: pointed at or
        focused the row marks it there, clicked it zooms there.
    """
    cells = tuple(tuple(row) for row in rows)
    keys = features or ("",) * len(cells)
    top = "".join(f'<th scope="col"{_figures(c)}>{escape(c.title)}</th>' for c in columns)
    body = "".join(_row(columns, row, key) for row, key in zip(cells, keys, strict=True))
    name = f"<caption>{escape(caption)}</caption>" if caption else ""
    head = f"<thead><tr>{top}</tr></thead>" if any(c.title for c in columns) else ""
    html = f'<table class="{f"lt {kind}".strip()}">{name}{head}<tbody>{body}</tbody></table>'
    return Table(html, tuple(columns), cells, caption)


def pairs(rows: Iterable[tuple[str, Cell]]) -> Markup:
    """A table of names and values; rows without a value are left out."""
    return table([Column(""), Column("")], [row for row in rows if row[1]])


def fold(title: str, content: Cell, *, opened: bool = False) -> Markup:
    """Content behind a line that opens it."""
    return Markup(f"<details{' open' if opened else ''}><summary>{escape(title)}</summary>{text(content)}</details>")


def info(content: Cell, lang: Lang) -> Markup:
    """What few ask for, such as digests and technical terms, behind a small "i"."""
    name = escape(say("app.more", lang))
    return Markup(
        f'<details class="lt-info"><summary title="{name}" aria-label="{name}">i</summary><div>{text(content)}</div></details>'
    )


def source_list(sources: Iterable[tuple[str, str, str]], *, lang: Lang) -> Markup:
    """Links to sources given as address, date (ISO or empty), title (may be empty)."""
    items = []
    for url, date, title in sources:
        host = urlsplit(url).netloc.removeprefix("www.")
        label = title or (url.split("://", 1)[-1] if not host else host + _tail(url))
        when = f" ({escape(day(date, lang))})" if date else ""
        items.append(f"<li>{link(url, label).html}{when}</li>")
    return Markup(f'<ul class="lt-links">{"".join(dict.fromkeys(items))}</ul>') if items else Markup("")


_TAGS: Final = re.compile(r"<[^>]*>")
_BREAKS: Final = re.compile(r"<br\s*/?>")
_SCHEMES: Final = ("http", "https")
_LONGEST: Final = 60


def _tail(url: str) -> str:
    """The path of an address, cut so that it stays readable."""
    path = urlsplit(url).path.rstrip("/")
    return path if len(path) <= _LONGEST else f"{path[:_LONGEST]}…"


def _figures(column: Column) -> str:
    return ' class="n"' if column.figures else ""


def on_map(feature: str) -> str:
    """Attributes that tie an element to a thing on the map; none for an empty name."""
    return f' data-map-feature="{escape(feature)}" tabindex="0"' if feature else ""


def _row(columns: Sequence[Column], row: Sequence[Cell], feature: str) -> str:
    cells = []
    for i, (column, value) in enumerate(zip(columns, row, strict=True)):
        name, scope = ("th", ' scope="row"') if i == 0 else ("td", "")
        cells.append(f"<{name}{scope}{_figures(column)}>{text(value)}</{name}>")
    return f"<tr{on_map(feature)}>{''.join(cells)}</tr>"


def explain(room: str, lang: Lang, *, notes: Iterable[str] = (), digest: str = "") -> None:
    """Draw the words ``read``, ``source`` and ``limits`` of a room; ``notes`` stand between, the digest is folded with the rest."""
    note(say(f"{room}.read", lang))
    for line in notes:
        note(line)
    told = [f"{say(f'linking.{name}', lang)}: {say(f'{room}.{name}', lang)}" for name in ("source", "limits")]
    told += [say("compare.digest", lang, digest=digest)] if digest else []
    st.html(f'<div class="lt-note">{fold(say("linking.method", lang), lines(told)).html}</div>')


def note(content: str) -> None:
    """A line of small print."""
    st.html(f'<p class="lt-note">{text(content)}</p>')
