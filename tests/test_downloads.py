"""Every table that a page hands out is in the page's words: headings, values, figures as shown, the file's name."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from opening import opened
from tiers import sample

from analysis.cli import (
    BORDER_COLUMNS,
    GROUP_COLUMNS,
    LINK_COLUMNS,
    TRIP_COLUMNS,
    Names,
    access,
    in_words,
    places,
    scenarios,
    tables,
)
from analysis.cli.wording import heading
from analysis.validation import PUBLISHED_COLUMNS
from views.components import downloads
from views.state import compare_settings, connectivity_settings as linking
from words import Lang, Notation, catalogue, notation, say

ROUTES = "ring-road-3~hcm-chon-thanh-duc-hoa~ct30-hcmc-chon-thanh"
TABLES = {
    **LINK_COLUMNS,
    **{f"border {k}": v for k, v in BORDER_COLUMNS.items()},
    **tables.TABLE_COLUMNS,
    "groups": GROUP_COLUMNS,
    "communes": access.COMMUNE_COLUMNS,
    "trip": TRIP_COLUMNS,
    "published": PUBLISHED_COLUMNS,
    "closure": scenarios.CLOSURE_COLUMNS,
    "places": places.PLACE_COLUMNS,
    "ranges": tables.RANGES,
}
KEYS = {column for columns in TABLES.values() for column in columns} - {"km"}
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+|(cap|dist|gate|air|port|site|hosp|iz|town)-[a-z-]+|nan|None|True|False")
COUNTED = re.compile(
    r"Dân số|Population|Người|People|Hạng|Rank|Số (lộ trình|thứ tự|cặp)|Number|Independent routes|Thứ tự|Order"
)
WHOLE = re.compile(r"[-\u2212]?\d+")
LONG = re.compile(r"\d[.,]\d{4,}")
DEGREES = re.compile(r"°")
VISITS = [
    ("sources", {}),
    ("sources", {"part": "published"}),
    ("agreement", {}),
    *(("compare", {"part": part.value}) for part in compare_settings.Part),
    *(("connectivity", {"tab": "access", "sheet": sheet}) for sheet in linking.ACCESS_SHEETS),
    *(
        ("connectivity", {"tab": "border", "edge": sheet})
        for sheet in ("length", "gates", "trips", "ql14c", "communes")
    ),
    ("connectivity", {"tab": "tourism"}),
    *(("connectivity", {"tab": "between", "ties": ties}) for ties in linking.TIES),
    *(("connectivity", {"tab": "critical", "weak": sheet}) for sheet in ("top", "together")),
]


@pytest.mark.parametrize("lang", Lang)
def test_every_column_has_a_heading_of_its_own_in_its_table(lang):
    other = "_en" if lang is Lang.VI else "_vi"
    for name, columns in TABLES.items():
        heads = [heading(c, lang) for c in columns if not c.endswith(other)]
        assert len(set(heads)) == len(heads), (name, heads)
        assert not set(heads) & KEYS, name
        assert not any("_" in head for head in heads), name


def test_a_column_without_a_word_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        in_words([{"surprise": 1}], ["surprise"], Names(Lang.EN))


@pytest.mark.parametrize("lang", Lang)
def test_the_names_of_files_are_plain_and_each_belongs_to_one_table(lang):
    stems = [text for key, text in catalogue(lang).items() if key.startswith("files.")]
    assert len(set(stems)) == len(stems)
    assert all(re.fullmatch(r"[a-z0-9{}-]+", stem) for stem in stems), stems
    for key, text in catalogue(lang).items():
        if key.startswith("files.") and "{part}" not in text:
            assert text != catalogue(Lang.EN if lang is Lang.VI else Lang.VI)[key], key


@pytest.fixture
def offered(monkeypatch):
    """The files that a page offers, by name."""
    files = {}

    def button(_label, content, name="", *_, file_name="", **__):
        files[name or file_name] = content

    monkeypatch.setattr(downloads.st, "download_button", button)
    return files


def cells_of(name: str, content: bytes, lang: Lang) -> list[list[str]]:
    """The rows of a file as text, from its headings on."""
    if name.endswith(".csv"):
        mark = ";" if notation(lang) is Notation.COMMA else ","
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=mark))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [["" if c.value is None else str(c.value) for c in row] for row in sheet.iter_rows()]
    start = next(i for i, row in enumerate(rows) if len(row) > 1 and all(row[:2]))
    return rows[start:]


@pytest.mark.parametrize(
    ("page", "choices", "lang"),
    sample(
        [pytest.param(page, choices, id="-".join([page, *choices.values()])) for page, choices in VISITS], Lang, every=3
    ),
)
def test_every_table_taken_from_a_page_is_in_its_words(offered, page, choices, lang):
    at = opened(page, lang=lang.value, routes=ROUTES, **choices)
    if page == "sources" and choices:  # the tab that needs the network
        at.session_state[f"sources-tab-{lang.value}"] = say("sources.tab_published", lang)
        at.run()
    assert [e.value for e in at.error] == []
    tables_ = {name: content for name, content in offered.items() if name.endswith((".csv", ".xlsx"))}
    assert tables_ or choices.get("part") == "closure"
    stems = {text.partition("{")[0] for key, text in catalogue(lang).items() if key.startswith("files.")}
    for name, content in tables_.items():
        assert any(name.startswith(stem) for stem in stems - {""}), name
        heads, *rows = cells_of(name, content(), lang)
        assert not set(heads) & (KEYS if lang is Lang.VI else set()), (name, heads)  # an English word may be a key
        assert not any("_" in head for head in heads), (name, heads)
        for i, head in enumerate(heads):
            cells = [row[i] for row in rows if i < len(row)]
            assert not [c for c in cells if CODE.fullmatch(c)], (name, head)
            if COUNTED.match(head):
                assert all(WHOLE.fullmatch(c) for c in cells if re.match(r"[-\d]", c)), (name, head, cells[:3])
            if name.endswith(".csv") and not DEGREES.search(head):
                assert not [c for c in cells if LONG.search(c)], (name, head)


@pytest.mark.parametrize(("lang", "mark"), [(Lang.VI, ","), (Lang.EN, ".")])
def test_csv_and_workbook_of_a_table_hold_the_same_figures(offered, lang, mark):
    opened("connectivity", lang=lang.value, routes=ROUTES, tab="access", sheet="summary")
    csv_, xlsx = (
        next(n for n in offered if n.startswith(("tiep-can-nhom", "access-groups")) and n.endswith(e))
        for e in ("csv", "xlsx")
    )
    told, book = cells_of(csv_, offered[csv_](), lang), cells_of(xlsx, offered[xlsx](), lang)
    assert told[0] == book[0]
    people = told[0].index({Lang.VI: "Dân số 2019", Lang.EN: "Population 2019"}[lang])
    mean = told[0].index({Lang.VI: "Thời gian trung bình (phút)", Lang.EN: "Mean time (min)"}[lang])
    assert told[1][people] == book[1][people] == "2163844"
    assert told[1][mean].replace(mark, ".") == f"{float(book[1][mean]):.1f}"
    assert {row[told[0].index({Lang.VI: "Trạng thái", Lang.EN: "State"}[lang])] for row in told[1:]} == (
        {"Trước", "Sau"} if lang is Lang.VI else {"Before", "After"}
    )
