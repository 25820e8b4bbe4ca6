"""One folder of data: what was loaded from it, and nothing of any other.

Whatever is computed of a world asks the world's own ``Dataset`` for layers and for the region, never
the default folder. It remembers the bytes of the measured layers as they were when it was opened: one
that has changed since is refused, because the digest of the results names the former bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from layers.catalogue import CATALOGUE, MEASURED
from layers.digest import file_digest, text_digest
from layers.reading import data_folder, manifest, read, read_document, read_table
from layers.study_area import Study, study
from words import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

_MISSING = "missing"


@dataclass(frozen=True)
class Dataset:
    """The layers of one folder.

    Parameters
    ----------
    folder
        Where they lie.
    files
        SHA-256 of each measured layer's file when the folder was opened, by name of the layer; empty:
        nothing is held to it.
    """

    folder: Path
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path | None = None) -> Self:
        """A folder, by default ``layers.data_folder()``, with the layers as they are now."""
        at = folder or data_folder()
        paths = {name: at / CATALOGUE[name].file for name in MEASURED}
        return cls(at, {name: file_digest(p) if p.is_file() else _MISSING for name, p in paths.items()})

    @property
    def digest(self) -> str:
        """Names the data an analysis uses: the content digest of each layer, or of its bytes if edited by hand.

        Raises
        ------
        DataError
            If the manifest is missing or damaged.
        """
        rows, parts = manifest(folder=self.folder), []
        for name in MEASURED:
            row, actual = rows.get(name, {}), self.files[name]
            parts.append(f"{name}={row.get('content_digest', actual) if row.get('sha256') == actual else actual}")
        return text_digest(parts)

    def read(self, name: str) -> gpd.GeoDataFrame:
        """A layer with geometry, EPSG:4326; errors as in ``layers.read``, and if its file has changed since the folder was opened."""
        self._require_same(name)
        return read(name, folder=self.folder)

    def read_table(self, name: str) -> pd.DataFrame:
        """A layer without geometry; errors as ``read``."""
        self._require_same(name)
        return read_table(name, folder=self.folder)

    def read_document(self, name: str) -> dict[str, Any]:
        """A layer kept as TOML; errors as ``read``."""
        self._require_same(name)
        return read_document(name, folder=self.folder)

    def described(self) -> Mapping[str, Mapping[str, Any]]:
        """What the manifest says of each layer, by name; errors as ``digest``."""
        return manifest(folder=self.folder)

    @cached_property
    def study(self) -> Study:
        """The region of these data; errors as ``read``."""
        self._require_same("study")
        return study(folder=self.folder)

    def _require_same(self, name: str) -> None:
        path, known = self.folder / CATALOGUE[name].file, self.files.get(name, _MISSING)
        if known != _MISSING and path.is_file() and file_digest(path) != known:
            raise DataError("errors.file_changed", file=CATALOGUE[name].file)
