"""The requests of March 2022, hand-written in ``pipeline/input/agreement.toml`` and checked."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

from pipeline.files import FACTS, Built

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.files import Context

_REQUEST: Final = (
    "id",
    "title_vi",
    "title_en",
    "asked_vi",
    "asked_en",
    "by",
    "projects",
    "milestone_vi",
    "milestone_en",
    "milestone_date",
    "milestone_source",
    "sources",
)
_UNPLACED: Final = ("id", "title_vi", "title_en", "text_vi", "text_en", "sources")
_THEME: Final = ("id", "title_vi", "title_en", "text_vi", "text_en", "switches", "projects", "sources")


def built(context: Context, tables: Sequence[dict[str, Any]]) -> Built:
    """The layer ``agreement``.

    Raises
    ------
    ValueError
        If an entry lacks a key or names a project that does not exist.
    """
    text = context.text("agreement.toml")
    check(tomllib.loads(text), {table["id"] for table in tables})
    return Built(
        name="agreement",
        file="agreement.toml",
        title_vi="Chủ trương hợp tác của hai tỉnh, tháng 3/2022",
        title_en="What the two provinces intended, March 2022",
        origin=FACTS,
        steps=("hand-written from the report of 4 March 2022 and the sources of each project",),
        steps_vi=("Viết tay theo bản tin ngày 04/3/2022 và nguồn của từng dự án",),
        quality="what was asked: from the report; milestones: each with its source",
        quality_vi="Nội dung kiến nghị theo bản tin; mốc tiếp theo có nguồn riêng",
        text=text,
    )


def check(agreement: dict[str, Any], projects: set[str]) -> None:
    """Raise ValueError with every fault of the table at once."""
    faults = [
        f"{kind} {entry.get('id')}: lacks {key}"
        for kind, keys in (("requests", _REQUEST), ("themes", _THEME), ("unplaced", _UNPLACED))
        for entry in agreement.get(kind, ())
        for key in keys
        if key not in entry
    ]
    faults += [
        f"{entry['id']}: unknown project {p}"
        for kind in ("requests", "themes")
        for entry in agreement[kind]
        for p in entry.get("projects", ())
        if p not in projects
    ]
    if faults:
        raise ValueError("; ".join(faults))
