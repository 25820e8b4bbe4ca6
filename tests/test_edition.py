"""What the edition chosen governs: kinds, capitals, legends, pop-ups, search, facts, files, legal basis."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest

import layers
from briefing.content.data import ReportData
from briefing.geodata.tables import geolayers
from briefing.map.base_map import Shown
from briefing.map.legend import _signs
from briefing.workbook.book import workbook
from layers.catalogue import Edition
from layers.edition import (
    DISTRICT,
    PROVINCIAL,
    commune_name,
    in_edition,
    kind_text,
    place_key,
    place_text,
    told_text,
    units_note,
)
from layers.places import PLACE_KINDS
from layers.study_area import study
from layers.symbology.legend import legend_rows
from views.pages.browse import facts, search
from views.state.session_view import ADMIN, ONE_EDITION
from webmap import MapView, drawn as map_drawn, legend_rows as map_legend
from webmap.feature_groups import owners
from webmap.labels import view_placed
from words import Lang, say

NOW, THEN = Edition.Y2025, Edition.Y2022
BEFORE = {Lang.VI: "trước 01/7/2025", Lang.EN: "before 1 July 2025"}
UNITS = {  # words for units that there are no more
    Lang.VI: re.compile(r"\b(huyện|thị xã|thị trấn|tỉnh lỵ)\b", re.IGNORECASE),
    Lang.EN: re.compile(r"\b(district|provincial capital)\b", re.IGNORECASE),
}
CAPITALS = {"cap-bien-hoa": "75", "cap-hcmc": "79", "cap-tan-an": "80"}  # published seats of the merged provinces
FORMER = {"cap-tay-ninh", "cap-dong-xoai", "cap-thu-dau-mot", "cap-ba-ria"}


def places():
    return layers.read("places")


def standing(text: str, lang: Lang) -> bool:
    """Whether a text names a unit of then as if it were there now."""
    current = kind_text(PROVINCIAL, lang, NOW)
    return bool(UNITS[lang].search(text.replace(current, ""))) and BEFORE[lang] not in text


def test_the_capitals_since_july_2025_are_the_published_ones():
    told = places().set_index("id")["capital_of_2025"].dropna()
    assert told.to_dict() == CAPITALS
    provinces = layers.read("provinces_2025").set_index("code")
    assert {provinces.loc[code, "capital"]: code for code in CAPITALS.values()} == CAPITALS
    assert provinces.loc["80", "capital_vi"] == "Tân An (phường Long An)"
    assert provinces.loc["75", "capital_vi"] == "Biên Hòa (phường Trấn Biên)"


@pytest.mark.parametrize("lang", list(Lang))
def test_a_former_capital_is_none_in_2025_and_one_in_2022(lang):
    rows = {row["id"]: row for row in places().to_dict("records")}
    for name in FORMER:
        assert place_text(rows[name], lang, NOW) == say("layers.kind_former_capital", lang)
        assert BEFORE[lang] in place_text(rows[name], lang, NOW)
        assert place_text(rows[name], lang, THEN) == say("layers.kind_provincial_capital", lang)
    for name in CAPITALS:
        assert place_text(rows[name], lang, NOW) == say("layers.kind_provincial_capital", lang)
    signs = in_edition(places(), NOW).set_index("id")["kind"]
    assert {signs[name] for name in FORMER} == {DISTRICT}
    assert {signs[name] for name in CAPITALS} == {PROVINCIAL}
    assert set(in_edition(places(), THEN).set_index("id").loc[list(FORMER), "kind"]) == {PROVINCIAL}


def test_chon_thanh_was_a_district_in_march_2022():
    found = layers.read("districts_2022").set_index("code")
    assert (found.loc["697", "name"], found.loc["697", "kind_vi"]) == ("Chơn Thành", "huyện")


@pytest.mark.parametrize("lang", list(Lang))
def test_the_province_tells_its_legal_basis_its_seat_and_its_gates(lang):
    dong_nai = facts._province("75", NOW, lang).html
    assert "202/2025/QH15" in dong_nai
    assert "30/2026/QH16" in dong_nai
    assert ("TP. Đồng Nai" if lang is Lang.VI else "Đồng Nai City") in dong_nai
    tay_ninh = facts._province("80", NOW, lang).html
    assert "21" in tay_ninh
    held = sum(study().code_now(str(code)) == "80" for code in layers.read("gates")["province_2022"])
    assert say("browse.gates_listed", lang, count=held) in tay_ninh
    assert "30/2026/QH16" not in tay_ninh
    assert "202/2025" not in facts._province("75", THEN, lang).html


@pytest.mark.parametrize("lang", list(Lang))
def test_no_surface_of_the_map_of_2025_names_a_unit_of_2022_as_standing(lang):
    said = [kind_text(kind, lang, NOW) for kind in PLACE_KINDS]
    said += [
        row.text
        for row in legend_rows(lang, edition=NOW, layers={"provinces_2025", "communes_2025"}, place_kinds=PLACE_KINDS)
    ]
    view = MapView(
        lang=lang,
        edition=NOW,
        place_kinds=frozenset(PLACE_KINDS),
        layers=frozenset({"provinces", "places", "projects", "interchanges", "districts_2022", "communes_2025"}),
    )
    said += [row.text for row in map_legend(view)]
    said += [place_text(row, lang, NOW) for row in places().to_dict("records")]
    said += [entry.name for entry in search.index(lang, NOW)]
    assert [text for text in said if standing(text, lang)] == []
    shown = Shown(place_kinds=set(PLACE_KINDS), layers={"provinces_2025"})
    assert [row.text for row in _signs(shown, lang, NOW) if standing(row.text, lang)] == []


@pytest.mark.parametrize("lang", list(Lang))
def test_tips_and_pop_ups_of_2025_mark_what_was(lang):
    view = MapView(
        lang=lang,
        edition=NOW,
        place_kinds=frozenset(PLACE_KINDS),
        layers=frozenset({"places", "communes_2025", "districts_2022"}),
    )
    told = json.loads(map_drawn(view))
    for item in told["items"]:
        assert item.get("kind") != "district"
        for text in re.split(r"<br>|</p>|</h4>", f"{item.get('tip', '')}<br>{item.get('pop', '')}"):
            assert not standing(text, lang), text
    assert units_note(lang, NOW) in told["caption"]["notes"]


@pytest.mark.parametrize("lang", list(Lang))
def test_facts_of_2025_mark_what_was(lang):
    frame = places()
    for name in frame["id"]:
        html = facts._place(name, NOW, lang).html
        for row in re.findall(r"<(?:tr|div|dt|p|h3)[^>]*>.*?</(?:tr|div|dd|p|h3)>", html, re.DOTALL):
            assert not standing(re.sub(r"<[^>]+>", " ", row), lang), (name, row)
    for code in layers.read("communes_2025")["code"].head(60):
        text = re.sub(r"<[^>]+>", " ", facts._commune(str(code), NOW, lang).html)
        assert BEFORE[lang] in text


def test_what_the_data_say_with_names_of_2022_is_marked_in_2025_alone():
    text = "Phú Nghĩa, huyện lỵ"
    assert told_text(text, Lang.VI, THEN) == text
    assert told_text(text, Lang.VI, NOW) == "Phú Nghĩa, huyện lỵ (trước 01/7/2025)"
    assert told_text("Phường An Lộc (điểm GeoNames)", Lang.VI, NOW) == "Phường An Lộc (điểm GeoNames)"


def test_every_key_of_a_place_has_its_word_on_the_compare_page():
    for edition in Edition:
        for kind in PLACE_KINDS:
            for capital in ("", "80"):
                key = place_key(kind, capital, edition)
                assert say(f"compare.kind_{key}", Lang.VI)
                assert say(f"compare.kind_{key}", Lang.EN)


def test_districts_are_no_switch_of_2025():
    assert ONE_EDITION["districts_2022"] is THEN
    assert "districts_2022" in ADMIN


@pytest.fixture(scope="module")
def dossier_2025(report, world):
    return ReportData.of(replace(report.request, edition=NOW), world=world)


def test_files_of_2025_say_it(dossier_2025):
    book = openpyxl.load_workbook(io.BytesIO(workbook(dossier_2025)), data_only=True)
    texts = {str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if isinstance(c, str)}
    for lang in Lang:
        assert any(units_note(lang, NOW) in text for text in texts)
        assert say("layers.kind_former_capital", lang) in texts
    table = geolayers(dossier_2025)["places"].set_index("id")["kind"]
    assert {table[name] for name in FORMER} == {say("layers.kind_former_capital", Lang.VI)}
    assert {table[name] for name in CAPITALS} == {say("layers.kind_provincial_capital", Lang.VI)}


@pytest.mark.parametrize("edition", list(Edition))
def test_the_capitals_of_the_two_provinces_are_named_on_the_map_of_either_edition(edition):
    view = MapView(edition=edition)
    named = {one.label.owner for one in view_placed(Lang.VI, edition, owners=owners(view))}
    assert {"cap-tay-ninh", "cap-dong-xoai", "cap-tan-an", "cap-bien-hoa"} <= named


def test_communes_are_called_by_the_language_of_the_page():
    names = layers.read("communes_2025")["full_name"]
    assert [commune_name(name, Lang.VI) for name in names] == [*names]
    english = [commune_name(name, Lang.EN) for name in names]
    assert {name.rpartition(" ")[2] for name in english} <= {"Commune", "Ward", "Zone"}
    assert [name for name in english if name.startswith(("Xã ", "Phường ", "Đặc khu "))] == []
