"""One spelling of Vietnamese names: English texts, data and exports keep their letters ("Tây Ninh", never "Tay Ninh")."""

from __future__ import annotations

import io
import json
import re
import tomllib
import unicodedata
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import layers
from briefing.geodata.tables import geolayers
from briefing.web.page import web_page
from briefing.workbook.book import workbook
from layers.catalogue import CATALOGUE, Edition
from layers.projects import read_projects
from layers.reading import data_folder
from views.pages import sources_page
from views.pages.browse import facts
from webmap import MapView, drawn
from webmap.offline_page import offline_map
from words import Lang, say

CATALOGUES = Path(__file__).parents[1] / "words" / "en"
ENGLISH = re.compile(r"(?:^|_)en$")
SHOWN = [layer.file for layer in CATALOGUE.values() if layer.file.endswith((".parquet", ".geojson"))]


def bare(name: str) -> str:
    apart = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def bare_spellings() -> re.Pattern[str]:
    """Names of provinces, districts, places and gates without their marks, but for those that are other names as they stand."""
    names = {
        *layers.read("provinces_2022")["name"],
        *layers.read("districts_2022")["name"],
        *layers.read("places")["name_vi"],
        *layers.read("gates")["name_vi"],
        "Hồ Chí Minh",
        "Đồng Nai",
        "Bà Rịa",
    }
    standing = {*names, *layers.read("communes_2025")["name"], *layers.read("labels")["name"]}
    wrong = {bare(n) for n in names if " " in n and bare(n) != n} - standing
    return re.compile(
        r"(?<![\w/.-])(?:" + "|".join(map(re.escape, sorted(wrong, key=len, reverse=True))) + r")(?![\w/-])"
    )


BARE = bare_spellings()


def found(texts) -> list[str]:
    return sorted({m.group() for text in texts for m in BARE.finditer(str(text))})


def english_values(value):
    """All texts of a document that stand under a key of English."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if ENGLISH.search(key) and isinstance(inner, str):
                yield inner
            else:
                yield from english_values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from english_values(inner)


def test_the_pattern_knows_the_two_provinces_and_spares_names_that_have_no_marks():
    assert found(["Tay Ninh", "Ho Chi Minh City", "Moc Bai gate"]) == ["Ho Chi Minh", "Moc Bai", "Tay Ninh"]
    assert found(["Tây Ninh", "Long An", "Phnom Penh", "https://en.vietnamplus.vn/Tay Ninh", "cap-tay-ninh"]) == []


def test_the_catalogue_of_english_texts():
    assert found(path.read_text(encoding="utf-8") for path in CATALOGUES.glob("*.toml")) == []


@pytest.mark.parametrize("file", SHOWN)
def test_layers_and_their_english_columns(file):
    if file.endswith(".geojson"):
        document = json.loads((data_folder() / file).read_text(encoding="utf-8"))
        texts = list(english_values({k: v for k, v in document.items() if k != "features"}))
        texts += [t for f in document["features"] for t in english_values(f["properties"])]
    else:
        frame = pd.read_parquet(data_folder() / file)
        texts = [v for c in frame.columns if ENGLISH.search(c) for v in frame[c].dropna().unique()]
    assert found(texts) == []


@pytest.mark.parametrize("file", ["agreement.toml", "exceptions.toml", "manifest.toml", "study.toml"])
def test_documents_of_the_data(file):
    assert found(english_values(tomllib.loads((data_folder() / file).read_text(encoding="utf-8")))) == []


def test_tables_of_the_data():
    assert (
        found((data_folder() / file).read_text(encoding="utf-8") for file in ("published.csv", "overrides.csv")) == []
    )


def test_facts_map_and_offline_page_in_english():
    view = MapView(lang=Lang.EN, project_ids=frozenset(p.id for p in read_projects()))
    texts = [facts.facts(p, lang=Lang.EN).html for p in read_projects()]
    texts += [facts._place(name, Edition.Y2022, Lang.EN).html for name in layers.read("places")["id"]]
    assert found([*texts, drawn(view), str(offline_map(view))]) == []


def test_workbook_page_and_geodata(report):
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)), data_only=True)
    texts = [c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if isinstance(c, str)]
    for table in geolayers(report).values():
        texts += [str(v) for c in table.columns if c != "geometry" for v in table[c].dropna().unique()]
    assert found([*texts, web_page(report).decode("utf-8")]) == []


@pytest.mark.parametrize("file", ["manifest.toml", "agreement.toml", "exceptions.toml", "study.toml"])
def test_what_is_told_of_the_data_names_no_file_or_column_of_the_program(file):
    document = tomllib.loads((data_folder() / file).read_text(encoding="utf-8"))
    told = re.compile(r"\w+\.(?:csv|toml|py|gpkg|parquet|geojson)\b|\b[a-z]+_[a-z_]+\b")
    texts = [text for text in texts_in_both(document) if "://" not in text]
    assert [m.group() for text in texts for m in told.finditer(text)] == []
    assert len(texts) > 10


def texts_in_both(value, key=""):
    """All texts under a key that ends in a language, lists of steps too."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_in_both(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in_both(inner, key)
    elif isinstance(value, str) and key.endswith(("_vi", "_en")):
        yield value


WORDS_VI = re.compile(
    r"\b(?:khoảng|bộ số|giai đoạn|kể cả|ghi|nguồn|đường|cầu|quy hoạch|diện tích|nghị quyết|chiều dài|nhiều|báo|xe buýt)\b",
    re.IGNORECASE,
)


def test_notes_sources_and_subjects_of_published_figures_exist_in_both_languages():
    table = pd.read_csv(data_folder() / "published.csv", dtype=str, keep_default_na=False)
    for column in ("subject", "source", "note"):
        english = table[f"{column}_en"].where(table[f"{column}_en"] != "", table[column])
        projects = table["kind"].eq("length") & table["subject"].isin([p.id for p in read_projects()])
        told = english[~projects] if column == "subject" else english
        assert [t for t in told if WORDS_VI.search(t)] == [], column
    told = table.loc[table["note"] != "", ["note", "note_en"]]
    assert (told["note_en"] != "").all()
    assert [t for t in told["note"] if re.search(r"\b(?:the|of|and|is|figures|derived|page)\b", t)] == []


ORIGINS_VI = re.compile(r"giả định|tốc độ|thông tư|trước|đường|luật|cấm|vị trí|quy tắc|chưa", re.IGNORECASE)


@pytest.mark.parametrize("name", ["speeds", "overrides"])
def test_sources_of_speeds_and_changes_are_told_in_the_language_of_the_page(name):
    """They stood in Vietnamese on the English page of sources and in the English workbook."""
    rows = layers.read_table(name).to_dict("records")
    for lang, strange in ((Lang.EN, ORIGINS_VI), (Lang.VI, re.compile(r"assum|speed limit|barred|passable"))):
        told = {re.sub(r"https?://\S+", "", bare_text(sources_page._origin(row, lang))) for row in rows}
        assert len(told) > 3
        assert [t for t in told if strange.search(t)] == []


def bare_text(cell) -> str:
    return re.sub(r"<[^>]+>", " ", cell if isinstance(cell, str) else cell.html)


def test_the_workbook_tells_the_sources_of_speeds_in_its_language(report):
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)), data_only=True)
    for lang, said in ((Lang.EN, "speed limit"), (Lang.VI, "tốc độ tối đa")):
        sheet = next(s for s in book if s.title.startswith(say("workbook.sheet_assumptions", lang)))
        cells = [c for row in sheet.iter_rows(min_row=5, values_only=True) for c in row if isinstance(c, str)]
        assert any(said in c for c in cells)
        assert lang is Lang.VI or [c for c in cells if ORIGINS_VI.search(c)] == []


def test_the_command_tells_subjects_and_notes_in_the_language_asked_for(world):
    from analysis.cli.tables import validation_rows  # noqa: PLC0415

    rows = {lang: {row["id"]: row for row in validation_rows(world, lang)} for lang in Lang}
    assert rows[Lang.EN]["ct32-go-dau-xa-mat"]["note"] == "Phase 1: 28 km"
    assert rows[Lang.VI]["ct32-go-dau-xa-mat"]["note"] == "Giai đoạn 1: 28 km"
    assert rows[Lang.VI]["gate-xa-mat/gate-chang-riec"]["note"] == "có trang ghi 2,1 km"
    said = [text for row in rows[Lang.EN].values() for text in (row["subject"], row["source"], row["note"])]
    assert [text for text in said if WORDS_VI.search(text)] == []
