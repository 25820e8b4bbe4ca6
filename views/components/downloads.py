"""Results to take away: a layer for a geographic information system, rows for a spreadsheet.

What makes them is called once the button is pressed, outside the session: it must not ask for the
session's data (``views.state.data.world``), but be given them.
"""

from __future__ import annotations

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

    from analysis.cli import Row
    from briefing.workbook import Cell as WorkbookCell
    from views.components.markup import Cell, Column, Table

_KINDS: Final = ("whole", "one", "two", "three")
_GROUPED: Final = 1000
_FORMATS: Final = {"gpkg": GEODATA_FORMATS["gpkg"].mime, "geojson": "application/geo+json"}


def layer(frame: Callable[[], gpd.GeoDataFrame], *, name: str, digest: str, lang: Lang) -> None:
    """Buttons for GeoPackage and GeoJSON; the file is written when it is asked for.

    Parameters
    ----------
    name
        Of the file and the layer in it, in ASCII.
    """
    for ending, mime in _FORMATS.items():
        st.download_button(
            say(f"gains_view.download_{ending}", lang), partial(_later, frame, name, digest, ending),
            f"{name}_{digest}.{ending}", mime, on_click="ignore", key=f"{name}-{ending}",
        )  # fmt: skip


def rows(
    made: Callable[[], Sequence[Row]],
    columns: Sequence[str],
    *,
    name: str,
    digest: str,
    lang: Lang,
    label: str = "compare.rows",
) -> None:
    """Buttons for the rows that the command line prints: CSV as the Excel of this language opens it, and XLSX.

    Parameters
    ----------
    label
        Key of the word on the buttons, where several stand side by side; it names what is in the file.
    """

    def csv() -> bytes:
        from analysis.cli import Format, write_rows

        form = Format.CSV_COMMA if notation(lang) is Notation.COMMA else Format.CSV
        return write_rows(made(), form=form, lang=lang, columns=columns).encode("utf-8-sig")

    def xlsx() -> bytes:
        from briefing.workbook import Head, plain, table_file

        heads = [Head(column, "any") for column in columns]
        cells = [[plain(row.get(column)) for column in columns] for row in made()]
        return table_file(heads, cells, title=say(label, lang, form="XLSX"), notes=_notes(lang, digest))

    for ending, content, mime in (("csv", csv, "text/csv"), ("xlsx", xlsx, REPORT_FORMATS["workbook"].mime)):
        st.download_button(
            say(label, lang, form=ending.upper()), content, _file(name, digest, ending), mime, on_click="ignore",
            key=f"{name}-{ending}",
        )  # fmt: skip


def frame(shown: pd.DataFrame, *, name: str, digest: str, lang: Lang) -> None:
    """The same buttons for a table of numbers whose headings are words already."""
    with st.container(horizontal=True, gap="small"):
        rows(
            lambda: [{str(k): v for k, v in row.items()} for row in shown.to_dict("records")],
            list(shown.columns),
            name=name,
            digest=digest,
            lang=lang,
        )


def table(shown: Table, *, name: str, digest: str, lang: Lang, title: str = "") -> None:
    """Draw a table and offer it as a workbook: the same rows, its figures as numbers.

    Parameters
    ----------
    name
        Of the file, in ASCII, and of nothing else on the page.
    digest
        Of what the figures were computed from; empty for a table of data.
    title
        Above the table in the file; its caption where none is told.
    """
    st.html(shown.html)

    def xlsx() -> bytes:
        from briefing.workbook import Head, table_file

        heads = [Head(column.title) for column in shown.columns]
        cells = [
            [_cell(cell, column, lang) for cell, column in zip(row, shown.columns, strict=True)] for row in shown.rows
        ]
        return table_file(heads, cells, title=title or shown.caption or name, notes=_notes(lang, digest))

    if shown.rows:
        st.download_button(
            say("app.table_xlsx", lang), xlsx, _file(name, digest, "xlsx"), REPORT_FORMATS["workbook"].mime, on_click="ignore", key=f"{name}-table", type="tertiary",
            icon=":material/download:", help=title or shown.caption or None,
        )  # fmt: skip


def _cell(cell: Cell, column: Column, lang: Lang) -> WorkbookCell:
    """A shown figure as the number it writes, with its decimals; everything else as its text."""
    from briefing.workbook import Figure

    shown, mark = bare(cell), notation(lang)
    value = mark.read(shown) if column.figures else None
    if value is None:
        return shown
    decimals = len(shown.partition("," if mark is Notation.COMMA else ".")[2])
    grouped = abs(value) < _GROUPED or not shown.isdecimal()  # a year is written without a mark for thousands
    return Figure(value, _KINDS[min(decimals, len(_KINDS) - 1)] if grouped else "year")


def _file(name: str, digest: str, ending: str) -> str:
    return f"{name}_{digest}.{ending}" if digest else f"{name}.{ending}"


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
