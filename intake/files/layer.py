"""One layer as it stands in a file: geometries in the coordinates of the file, columns as text and numbers."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from intake.files.limits import Limits
from intake.files.refusal import RefusedError, Spot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from words import Lettering

Value = str | float | int | None
_BEYOND: Final = re.compile(r"[^ -~]")
_KINDS: Final = (0, 1, 2, 3, 4, 5, 6, 7)  # of shapely.get_type_id: points to collections


@dataclass(frozen=True)
class Layer:
    """Features of one layer.

    Parameters
    ----------
    name
        As in the file, to show.
    crs
        The coordinate system the file names (``EPSG:4326`` or WKT), empty if it names none.
    geometry
        (features,), two-dimensional; ``None`` where the file has none.
    numbers
        Of each feature, counted from 1 as in the file; of a CSV its line.
    left_out
        What of the layer cannot be used, or was read with a doubt: where, and why.
    lettering
        ``None`` where text is text; else each letter of a text is a byte, and this is the lettering the file
        names, which may be none or a wrong one.
    """

    name: str
    crs: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    geometry: NDArray[np.object_]
    numbers: tuple[int, ...]
    by_line: bool = False
    left_out: tuple[RefusedError, ...] = ()
    lettering: str | None = None

    @property
    def texts(self) -> Iterator[str]:
        """All its text, headings first."""
        yield from self.columns
        yield from self.cells

    @property
    def cells(self) -> Iterator[str]:
        """All its text but the headings."""
        yield from (value for row in self.rows for value in row if isinstance(value, str))

    def lettered(self, lettering: Lettering) -> Layer:
        """With its bytes read under a lettering; unchanged where text is text. A heading that is none of it keeps its plain letters."""
        if self.lettering is None:
            return self

        def read(value: Value) -> Value:
            return lettering.read(value) if isinstance(value, str) else value

        return replace(
            self,
            columns=tuple(str(read(name) or _BEYOND.sub("_", name)) for name in self.columns),
            rows=tuple(tuple(map(read, row)) for row in self.rows),
            lettering=None,
        )

    def without(self, columns: Collection[str]) -> Layer:
        """With some columns left out."""
        kept = [i for i, name in enumerate(self.columns) if name not in columns]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[i] for i in kept), rows=rows)

    def spot(self, row: int) -> Spot:
        """Where a feature stands."""
        number = self.numbers[row]
        return Spot(layer=self.name, line=number) if self.by_line else Spot(layer=self.name, feature=number)

    def record(self) -> dict[str, Any]:
        """As plain values, to cross from one process to another."""
        shapes = shapely.to_wkb(self.geometry)
        return {
            "name": self.name,
            "crs": self.crs,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "geometry": ["" if s is None else base64.b64encode(s).decode("ascii") for s in shapes],
            "numbers": list(self.numbers),
            "by_line": self.by_line,
            "left_out": [fault.record() for fault in self.left_out],
            "lettering": self.lettering,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Layer:
        """From ``record``."""
        shapes = np.array([base64.b64decode(s) if s else None for s in record["geometry"]], dtype=object)
        return cls(
            name=str(record["name"]),
            crs=str(record["crs"]),
            columns=tuple(map(str, record["columns"])),
            rows=tuple(tuple(row) for row in record["rows"]),
            geometry=np.asarray(shapely.from_wkb(shapes), dtype=object).reshape(-1),
            numbers=tuple(map(int, record["numbers"])),
            by_line=bool(record["by_line"]),
            left_out=tuple(map(RefusedError.from_record, record["left_out"])),
            lettering=record["lettering"],
        )


def usable(layers: Sequence[Layer], *, limits: Limits) -> tuple[Layer, ...]:
    """What was read, without geometries that are none: those are named and left out.

    Raises
    ------
    RefusedError
        If there is more than the limits allow, or nothing else than such geometries.
    """
    count = sum(len(layer.geometry) for layer in layers)
    if count > limits.features:
        raise RefusedError("intake.features", count=count, most=limits.features)
    vertices = sum(int(shapely.get_num_coordinates(layer.geometry).sum()) for layer in layers)
    if vertices > limits.vertices:
        raise RefusedError("intake.vertices", most=limits.vertices)
    for layer in layers:
        if len(layer.columns) > limits.columns:
            raise RefusedError(
                "intake.columns", spot=Spot(layer=layer.name), count=len(layer.columns), most=limits.columns
            )
    found = tuple(_with_shapes(layer) for layer in layers)
    faults = [fault for layer in found for fault in layer.left_out]
    if faults and all(shapely.is_missing(layer.geometry).all() for layer in found):
        raise faults[0]
    return found


def _with_shapes(layer: Layer) -> Layer:
    """The layer without kinds that are neither points, lines nor areas, and coordinates that are no numbers."""
    kinds = shapely.get_type_id(layer.geometry)
    faults = {
        int(row): RefusedError("intake.geometry_kind", spot=layer.spot(int(row)), found=layer.geometry[row].geom_type)
        for row in np.flatnonzero(~np.isin(kinds, (-1, *_KINDS)))
    }
    coordinates, owner = shapely.get_coordinates(layer.geometry, return_index=True)
    for row in np.unique(owner[~np.isfinite(coordinates).all(axis=1)]):
        faults[int(row)] = RefusedError("intake.not_a_number", spot=layer.spot(int(row)), found="NaN")
    if not faults:
        return layer
    geometry = layer.geometry.copy()
    geometry[list(faults)] = None
    return replace(layer, geometry=geometry, left_out=(*layer.left_out, *faults.values()))
