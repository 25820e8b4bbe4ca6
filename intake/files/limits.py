"""What a file may hold at most: far above any real plan of roads, far below what hurts a machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limits:
    """Limits of one file.

    Parameters
    ----------
    megabytes
        Of the file as uploaded.
    unpacked_megabytes, members, ratio
        Of an archive: everything in it unpacked, number of entries, unpacked ÷ packed of one entry.
    features, vertices, columns, letters
        Of all layers together; ``letters`` of one value.
    depth
        Nesting of JSON and XML.
    seconds
        Until the reading process is ended.
    memory_megabytes
        Address space of the reading process where the system can limit it.
    """

    megabytes: int = 20
    unpacked_megabytes: int = 100
    members: int = 200
    ratio: int = 200
    features: int = 5_000
    vertices: int = 200_000
    columns: int = 100
    letters: int = 2_000
    depth: int = 60
    seconds: int = 30
    memory_megabytes: int = 1_500


LIMITS: Final = Limits()
