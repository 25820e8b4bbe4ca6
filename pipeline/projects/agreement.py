"""What the two provinces asked for together, hand-written in ``pipeline/input/agreement.toml`` and checked."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, Final

from pipeline.files import FACTS, Built
from words import Lang, day, month

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
    table = tomllib.loads(text)
    check(table, {project["id"] for project in tables})
    told = [month(table["meeting"]["date"], lang) for lang in (Lang.VI, Lang.EN)]
    report = next((source["date"] for source in table["meeting"]["sources"]), "")
    return Built(
        name="agreement",
        file="agreement.toml",
        title_vi=f"Chủ trương hợp tác của hai tỉnh, {told[0]}"
        if table["requests"]
        else "Kiến nghị chung của hai tỉnh: không có",
        title_en=f"What the two provinces intended, {told[1]}"
        if table["requests"]
        else "Common requests of the two provinces: none",
        origin=FACTS,
        steps=(f"hand-written from the report of {_day(report)} and the sources of each project",),
        steps_vi=(f"Viết tay theo bản tin ngày {day(report, Lang.VI)} và nguồn của từng dự án",),
        quality="what was asked: from the report; milestones: each with its source",
        quality_vi="Nội dung kiến nghị theo bản tin; mốc tiếp theo có nguồn riêng",
        text=text,
    )


def _day(date: str) -> str:
    """An ISO date in full English words."""
    return f"{int(date[8:])} {month(date, Lang.EN)}" if date else day(date, Lang.EN)


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
