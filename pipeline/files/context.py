"""What one build reads and writes: folders, hand-made tables, layers built earlier."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from layers import BUILT_IN, Study
from pipeline.files.extract import Extract
from pipeline.files.writing import Built, Origin, read_manifest
from words import DataError

ROOT: Final = Path(__file__).resolve().parents[2]
OUT: Final = BUILT_IN  # the product's own layers
INPUT: Final = ROOT / "pipeline/input"  # hand-made tables: edited here, written to data/geo by the build


@dataclass(frozen=True)
class Context:
    """What one build reads and writes.

    ``sources``, ``facts`` and ``tables`` are read, ``out`` is written. Without ``sources`` the layers
    already in ``out`` tell what the region is. ``tables`` may hold the hand-made tables of another
    region: what it lacks is the same everywhere and comes from ``pipeline/input``. ``osm`` is the
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
        return self.out / str(read_manifest(self.out)[name]["file"])

    def date(self, name: str) -> dt.date:
        """The day the content of a layer built earlier describes."""
        return dt.date.fromisoformat(read_manifest(self.out)[name]["reference_date"])

    def read(self, name: str) -> gpd.GeoDataFrame:
        """A layer with geometry built earlier, EPSG:4326."""
        path = self.path(name)
        return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path)

    def table(self, name: str) -> pd.DataFrame:
        """A hand-made table ``pipeline/input/<name>.csv``, every value as text, empty where nothing is said."""
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
