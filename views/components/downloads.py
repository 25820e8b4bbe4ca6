"""Results to take away: a layer for a geographic information system, rows for a spreadsheet.

What makes them is called once the button is pressed, outside the session: it must not ask for the
session's data (``views.state.data.world``), but be given them.
"""

from __future__ import annotations

import csv
import io
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing import GEODATA_FORMATS, REPORT_FORMATS
from views.components.markup import bare
from words import Lang, Notation, notation, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from analysis.cli import Row, Worded
    from analysis.scenarios import World
    from briefing.workbook import Cell as WorkbookCell
    from views.components.markup import Cell, Column, Table

_KINDS: Final = ("whole", "one", "two", "three", "three", "degree")  # of the workbook, by decimals
_GROUPED: Final = 1000
_MOST: Final = 3  # decimals of a figure shown on a page
_FORMATS: Final = {"gpkg": GEODATA_FORMATS["gpkg"].mime, "geojson": "application/geo+json"}


def layer(frame: Callable[[], gpd.GeoDataFrame], *, name: str, digest: str, lang: Lang) -> None:
    """Buttons for GeoPackage and GeoJSON; the file is written when it is asked for.

    Parameters
    ----------
    name
        Entry of ``files.*`` that names the file and the layer in it, in the page's language.
    """
    for ending, mime in _FORMATS.items():
        st.download_button(
            say(f"gains_view.download_{ending}", lang),
            partial(_later, frame, say(f"files.{name}", lang), digest, ending),
            file_name(name, digest, ending, lang),
            mime,
            on_click="ignore",
            key=f"{name}-{ending}",
        )


def rows(
    made: Callable[[], Sequence[Row]],
    columns: Sequence[str],
    *,
    name: str,
    digest: str,
    lang: Lang,
    world: World | None = None,
    label: str = "compare.rows",
) -> None:
    """Buttons for the rows of a result in the page's words: CSV as the Excel of this language opens it, and XLSX.

    Parameters
    ----------
    world
        Knows the names of what the rows name by its id.
    label
        Key of the word on the buttons, where several stand side by side; it names what is in the file.
    """
    from analysis.cli import Names, in_words

    names = Names(lang, world)
    _files(lambda: in_words(made(), columns, names), name=name, digest=digest, lang=lang, label=label)


def frame(shown: pd.DataFrame, *, name: str, digest: str, lang: Lang, part: str = "") -> None:
    """The same buttons for a table of numbers whose headings are words already; its figures are rounded as shown."""
    from analysis.cli import as_worded

    with st.container(horizontal=True, gap="small"):
        _files(
            lambda: as_worded(shown.to_dict("split")["data"], [str(c) for c in shown.columns]),
            name=name,
            digest=digest,
            lang=lang,
            label="compare.rows",
            part=part,
        )


def _files(made: Callable[[], Worded], *, name: str, digest: str, lang: Lang, label: str, part: str = "") -> None:
    """The two buttons of a table in words."""

    def xlsx() -> bytes:
        from briefing.workbook import Head, table_file

        told = made()
        cells = [
            [_number_cell(value, places) for value, places in zip(row, of, strict=True)]
            for row, of in zip(told.rows, told.decimals, strict=True)
        ]
        heads = [Head(head, _text_or_number(told, i)) for i, head in enumerate(told.heads)]
        return table_file(heads, cells, title=say(f"columns.title_{name}", lang), notes=_notes(lang, digest))

    for ending, content, mime in (
        ("csv", partial(_csv, made, lang), "text/csv"),
        ("xlsx", xlsx, REPORT_FORMATS["workbook"].mime),
    ):
        st.download_button(
            say(label, lang, form=ending.upper()),
            content,
            file_name(name, digest, ending, lang, part=part),
            mime,
            on_click="ignore",
            key=f"{name}{part}-{ending}",
        )


def _csv(made: Callable[[], Worded], lang: Lang) -> bytes:
    """CSV with the marks that a spreadsheet of the language expects."""
    from analysis.cli import unmarked

    told, text = made(), io.StringIO()
    writer = csv.writer(text, delimiter=";" if notation(lang) is Notation.COMMA else ",", lineterminator="\n")
    writer.writerow(told.heads)
    for row, of in zip(told.rows, told.decimals, strict=True):
        writer.writerow([unmarked(value, places, lang) for value, places in zip(row, of, strict=True)])
    return text.getvalue().encode("utf-8-sig")


def _number_cell(value: str | float | None, places: int) -> WorkbookCell:
    from briefing.workbook import Figure

    return value if value is None or isinstance(value, str) else Figure(value, _KINDS[min(places, len(_KINDS) - 1)])


def _text_or_number(told: Worded, column: int) -> str:
    return "whole" if any(isinstance(row[column], (int, float)) for row in told.rows) else "text"


def workbook(made: Callable[[], bytes], *, name: str, digest: str, lang: Lang, label: str) -> None:
    """A button for a workbook, written when it is asked for.

    Parameters
    ----------
    name
        Entry of ``files.*`` that names the file.
    label
        Key of the words on the button.
    """
    st.download_button(
        say(label, lang),
        made,
        file_name(name, digest, "xlsx", lang),
        REPORT_FORMATS["workbook"].mime,
        on_click="ignore",
        key=name,
        type="tertiary",
        icon=":material/download:",
    )


def table(shown: Table, *, name: str, digest: str, lang: Lang, title: str = "", part: str = "") -> None:
    """Draw a table and offer it as a workbook: the same rows, its figures as numbers.

    Parameters
    ----------
    name
        Entry of ``files.*`` that names the file, and nothing else on the page.
    part
        What that entry may name besides: a number, a code.
    digest
        Of what the figures were computed from; empty for a table of data.
    title
        Above the table in the file; its caption where none is told.
    """
    st.html(shown.html)

    def xlsx() -> bytes:
        from briefing.workbook import Head, table_file

        # a bar has no heading: it repeats a figure
        told = [n for n, column in enumerate(shown.columns) if column.title]
        heads = [Head(shown.columns[n].title) for n in told]
        cells = [[_cell(row[n], shown.columns[n], lang) for n in told] for row in shown.rows]
        return table_file(
            heads,
            cells,
            title=title or shown.caption or say(f"files.{name}", lang, part=part),
            notes=_notes(lang, digest),
        )

    if shown.rows:
        st.download_button(
            say("app.table_xlsx", lang),
            xlsx,
            file_name(name, digest, "xlsx", lang, part=part),
            REPORT_FORMATS["workbook"].mime,
            on_click="ignore",
            key=f"{name}{part}-table",
            type="tertiary",
            icon=":material/download:",
            help=title or shown.caption or None,
        )


def _cell(cell: Cell, column: Column, lang: Lang) -> WorkbookCell:
    """A shown figure as the number it writes, with its decimals; everything else as its text."""
    from briefing.workbook import Figure

    shown, mark = bare(cell), notation(lang)
    value = mark.read(shown) if column.figures else None
    if value is None:
        return shown
    decimals = len(shown.partition("," if mark is Notation.COMMA else ".")[2])
    grouped = abs(value) < _GROUPED or not shown.isdecimal()  # a year is written without a mark for thousands
    return Figure(value, _KINDS[min(decimals, _MOST)] if grouped else "year")


def file_name(name: str, mark: str, ending: str, lang: Lang, *, part: str = "") -> str:
    """The name of a file in the page's language, in ASCII: what it is and, where it has one, its digest or date."""
    stem = say(f"files.{name}", lang, part=part)
    return f"{stem}_{mark}.{ending}" if mark else f"{stem}.{ending}"


def _notes(lang: Lang, digest: str) -> list[str]:
    told = [say("compare.digest", lang, digest=digest)] if digest else []
    return [*told, say("slides.map_credits", lang)]


def _later(frame: Callable[[], gpd.GeoDataFrame], name: str, digest: str, ending: str) -> bytes:
    """The file, of a layer that is made when the file is asked for."""
    return _layer_file(frame(), name, digest, ending)


def _layer_file(frame: gpd.GeoDataFrame, name: str, digest: str, ending: str) -> bytes:
    from analysis.scenarios import write_layer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{ending}"
        write_layer(frame, path, digest=digest, layer=name)
        return path.read_bytes()
