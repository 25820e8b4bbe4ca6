"""National expressways of some provinces: what is published of each, and whether the network holds the road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from country.pack import table

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True)
class Stretch:
    """One row of the national list.

    ``length_km`` is None where nobody published it; ``network_km`` is 0 where the network of 2021 has no alignment,
    else its kilometres there by name. ``status`` is what the source of that day says, empty for nothing. ``opened`` (ISO
    month) is told where another source has a road, or its first ``opened_km``, open later than that network; without
    ``opened_source`` it is general knowledge and not verified.
    """

    code: str
    name: str
    begins: str
    ends: str
    length_km: float | None
    network_km: float
    network_names: tuple[str, ...]
    status: str
    status_date: str
    status_source: str
    provinces: tuple[str, ...]
    source: str
    opened: str = ""
    opened_km: float | None = None
    opened_source: str = ""

    @property
    def aligned(self) -> bool:
        """Whether the network holds the road."""
        return self.network_km > 0


def expressways(codes: Collection[str]) -> tuple[Stretch, ...]:
    """The sections that pass one of the provinces (codes of 2022), in the order of the list; DataError as for the pack."""
    found = []
    frame = table("expressways")
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        passed = tuple((row["provinces_2022"] or "").split(";"))
        if set(passed) & set(codes):
            found.append(
                Stretch(
                    code=row["code"],
                    name=row["name"] or row["code"],
                    begins=row["from"] or "",
                    ends=row["to"] or "",
                    length_km=row["length_km"],
                    network_km=float(row["network_km"]),
                    network_names=tuple(
                        part.strip() for part in (row["network_names"] or "").split(";") if part.strip()
                    ),
                    status=row["status"] or "",
                    status_date=row["status_date"] or "",
                    status_source=row["status_source"] or "",
                    provinces=passed,
                    source=row["source"],
                    opened=row["opened"] or "",
                    opened_km=row["opened_km"],
                    opened_source=row["opened_source"] or "",
                )
            )
    return tuple(found)
