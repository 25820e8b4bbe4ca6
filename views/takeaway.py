"""Results to take away: a layer for a geographic information system, rows for a spreadsheet.

What makes them is called once the button is pressed, outside the session: it must not ask for the
session's data (``views.data.world``), but be given them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from words import Lang, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from analysis.output import Row

_FORMATS: Final = {"gpkg": "application/geopackage+sqlite3", "geojson": "application/geo+json"}


def layer(frame: Callable[[], gpd.GeoDataFrame], *, name: str, digest: str, lang: Lang) -> None:
    """Buttons for GeoPackage and GeoJSON; the file is written when it is asked for.

    Parameters
    ----------
    name
        Of the file and the layer in it, in ASCII.
    """
    for ending, mime in _FORMATS.items():
        st.download_button(
            say(f"gains_view.download_{ending}", lang), lambda e=ending: _layer_file(frame(), name, digest, e),
            f"{name}_{digest}.{ending}", mime, on_click="ignore", key=f"{name}-{ending}",
        )  # fmt: skip


def rows(
    made: Callable[[], Sequence[Row]], columns: Sequence[str], *, name: str, digest: str, lang: Lang, label: str = ""
) -> None:
    """A button for the same CSV that the command line prints; Excel reads its letters rightly."""

    def content() -> bytes:
        from analysis.output import Format, write_rows

        return write_rows(made(), form=Format.CSV, lang=lang, columns=columns).encode("utf-8-sig")

    st.download_button(
        label or say("compare.csv", lang), content, f"{name}_{digest}.csv", "text/csv", on_click="ignore",
        key=f"{name}-csv",
    )  # fmt: skip


def _layer_file(frame: gpd.GeoDataFrame, name: str, digest: str, ending: str) -> bytes:
    from analysis.layer_file import write_layer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{ending}"
        write_layer(frame, path, digest=digest, layer=name)
        return path.read_bytes()
