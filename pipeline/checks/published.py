"""Published figures: road distances, lengths, areas, each with its source, for checks and side by side.

Distances and lengths of existing roads are listed by hand; areas, border and project lengths are
gathered from the tables that also make their layers, so that each figure is entered once.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from analysis.validation import PUBLISHED_COLUMNS
from layers import Edition
from pipeline.files import FACTS, Built, Context

COLUMNS = (
    *PUBLISHED_COLUMNS,
    "subject_en",  # of the rows that a page shows; empty: the same in both languages
    "source_en",
    "note_en",
)
_SOURCES_EN = {"diện tích chính thức ghi kèm nguồn ranh giới": "official area listed with the boundary source"}
KEY = ("kind", "subject", "scope", "value", "source_url")


def build(context: Context) -> list[Built]:
    """The table ``published``, the named exceptions to the checks, and what an appraisal assumes."""
    rows = pd.concat([context.table("published"), _areas(context), _border(context), _projects(context)])
    table = rows.reindex(columns=[*COLUMNS]).astype(object).fillna("").astype(str).drop_duplicates(list(KEY))
    exceptions = context.text("exceptions.toml")
    return [
        context.described("published", frame=table, origin=FACTS, sort_by=KEY),
        context.described("exceptions", text=exceptions, origin=FACTS),
        context.described("economics", text=context.text("economics.toml"), origin=FACTS),
    ]


def _areas(context: Context) -> pd.DataFrame:
    """Official areas of the study provinces, both editions."""
    table = context.table("provinces")
    study = {edition: context.study.codes_of(Edition(edition)) for edition in table["edition"].unique()}
    table = table[[code in study[edition] for code, edition in zip(table["code"], table["edition"], strict=True)]]
    return pd.DataFrame(
        {
            "kind": "area",
            "subject": "provinces_" + table["edition"] + "/" + table["code"],
            "value": table["area_official_km2"],
            "unit": "km²",
            "scope": table["name"],
            "source": table["area_source"].where(~table["area_source"].str.startswith("http"), "cổng thông tin tỉnh"),
            "source_en": table["area_source"].map(_english_source),
            "source_url": table["area_source"].where(table["area_source"].str.startswith("http"), ""),
        }
    )


def _english_source(source: str) -> str:
    """Who gives an area, in English."""
    if source.startswith("http"):
        return "provincial portal"
    return _SOURCES_EN.get(source, source.replace("Nghị quyết", "Resolution"))


def _border(context: Context) -> pd.DataFrame:
    """Official border lengths; a province with two figures gives two rows."""
    table = context.table("border")
    rows = [
        {
            "kind": "length",
            "subject": f"border/{row.province_code}",
            "value": value,
            "unit": "km",
            "scope": row.province_code,
            "source": "chiều dài biên giới",
            "source_en": "border length",
            "source_url": url,
        }
        for row in table.itertuples()
        for value, url in zip(
            str(row.length_official_km).split("; "), str(row.official_source).split("; "), strict=True
        )
    ]
    return pd.DataFrame(rows)


def project_records(context: Context) -> list[dict[str, Any]]:
    """The member ``projects`` of projects.geojson; empty while it is not built."""
    if not context.has("projects"):
        return []
    records: list[dict[str, Any]] = json.loads(context.path("projects").read_text(encoding="utf-8"))["projects"]
    return records


def _projects(context: Context) -> pd.DataFrame:
    """Published lengths of the projects, in all and by province."""
    rows = [
        {
            "kind": "length",
            "subject": record["id"],
            "value": f"{length['value_km']:g}",
            "unit": "km",
            "scope": length["scope"],
            "source": record["name_vi"],
            "source_en": record["name_en"],
            "source_url": length["source_url"],
            "note": length["note_vi"],
            "note_en": length["note_en"],
        }
        for record in project_records(context)
        for length in record["published_lengths"]
    ]
    return pd.DataFrame(rows, columns=None if rows else ["kind"])
