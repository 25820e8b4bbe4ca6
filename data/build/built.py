"""What travels between the steps of the build: a layer with its provenance, and the build's folders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from data.build.manifest import read_manifest
from layers.study import Study
from words.errors import DataError

if TYPE_CHECKING:
    from data.build.osm_extract import Extract

INPUT = Path(__file__).parent / "input"  # hand-made tables: edited here, written to data/geo by the build


@dataclass(frozen=True)
class Origin:
    """Where a layer comes from.

    ``reference_date`` is the date the content describes (ISO), not the day of the build. What is left
    empty in Vietnamese reads the same in both languages.
    """

    source: str
    source_url: str
    licence: str
    attribution: str
    reference_date: str
    source_vi: str = ""
    licence_vi: str = ""
    attribution_vi: str = ""


@dataclass(frozen=True)
class Built:
    """A layer ready to be written, with what the manifest says of it.

    Exactly one of ``frame`` (written as Parquet, GeoJSON or CSV by the suffix of ``file``) and
    ``text`` (written as it is) is given. ``sort_by`` names columns that order the rows uniquely.
    ``members`` become top-level members of a GeoJSON file. ``steps`` and ``quality`` are English,
    ``steps_vi`` and ``quality_vi`` the same in Vietnamese: the page of sources shows them.
    """

    name: str
    file: str
    title_vi: str
    title_en: str
    origin: Origin
    steps: tuple[str, ...]
    quality: str
    steps_vi: tuple[str, ...] = ()
    quality_vi: str = ""
    frame: pd.DataFrame | None = None
    sort_by: tuple[str, ...] = ()
    text: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.frame is None) == (self.text is None):
            raise ValueError(f"{self.name}: give a frame or a text, not both")


@dataclass(frozen=True)
class Context:
    """What one build reads and writes.

    ``sources``, ``facts`` and ``tables`` are read, ``out`` is written. Without ``sources`` the layers
    already in ``out`` tell what the region is. ``tables`` may hold the hand-made tables of another
    region: what it lacks is the same everywhere and comes from ``data/build/input``. ``osm`` is the
    extract that gives the base network instead of the sources' own roads.
    """

    sources: Path | None
    facts: Path | None
    out: Path
    tables: Path = INPUT
    osm: Extract | None = None

    @property
    def study(self) -> Study:
        """The region, from the table ``study.toml``."""
        return Study.from_table(tomllib.loads(self.text("study.toml")))

    def text(self, file: str) -> str:
        """A hand-made text of the region, or of every region."""
        return self.input(file).read_text(encoding="utf-8")

    def input(self, file: str) -> Path:
        """Where a hand-made table lies: in ``tables`` if the region has its own."""
        own = self.tables / file
        return own if own.exists() else INPUT / file

    def has(self, name: str) -> bool:
        """Whether the layer is already in ``out``."""
        row = read_manifest(self.out).get(name)
        return row is not None and (self.out / row["file"]).exists()

    def path(self, name: str) -> Path:
        """The file of a layer built earlier.

        Raises
        ------
        DataError
            If ``out`` does not hold it: its step has to run first.
        """
        if not self.has(name):
            raise DataError("errors.file_missing", file=name)
        return self.out / read_manifest(self.out)[name]["file"]

    def read(self, name: str) -> gpd.GeoDataFrame:
        """A layer with geometry built earlier, EPSG:4326."""
        path = self.path(name)
        return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)

    def table(self, name: str) -> pd.DataFrame:
        """A hand-made table ``data/build/input/<name>.csv``, every value as text, empty where nothing is said."""
        return pd.read_csv(self.input(f"{name}.csv"), dtype=str, keep_default_na=False, encoding="utf-8")

    def described(
        self,
        name: str,
        *,
        frame: pd.DataFrame | None = None,
        origin: Origin,
        sort_by: tuple[str, ...] = (),
        text: str | None = None,
    ) -> Built:
        """A layer with its file, titles, steps and quality from the table ``layers.toml``."""
        row = tomllib.loads(self.text("layers.toml"))[name]
        return Built(
            name=name,
            file=row["file"],
            title_vi=row["title_vi"],
            title_en=row["title_en"],
            origin=origin,
            steps=tuple(row["steps_en"]),
            quality=row["quality_en"],
            steps_vi=tuple(row["steps_vi"]),
            quality_vi=row["quality_vi"],
            frame=frame,
            sort_by=sort_by,
            text=text,
        )
