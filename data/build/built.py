"""What travels between the steps of the build: a layer with its provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


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
