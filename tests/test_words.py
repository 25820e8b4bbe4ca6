"""Both languages say the same things, and every text the code asks for exists."""

from __future__ import annotations

import ast
import re
import string
import tomllib
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest

from words import Lang, catalogue, field_in, say, text_in

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "words",
    "layers",
    "intake",
    "user_data",
    "analysis",
    "webmap",
    "briefing",
    "views",
    "pipeline",
    "server",
    "setup_steps",
)
# A name of the house or a word that both languages share may stay the same; sentences may not.
LONGEST_SHARED = 40


def sources() -> list[Path]:
    return [*ROOT.glob("*.py"), *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def asked_keys() -> dict[str, str]:
    """Every literal first argument of ``say``, ``tell`` and the error family, with where it stands."""
    asked = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            key = node.args[0].value
            if (
                (name in {"say", "tell"} or name.endswith("Error"))
                and isinstance(key, str)
                and "." in key
                and " " not in key
            ):
                asked[key] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return asked


def test_both_languages_have_the_same_keys():
    assert set(catalogue(Lang.VI)) == set(catalogue(Lang.EN))


def test_both_languages_have_the_same_placeholders():
    vi, en = catalogue(Lang.VI), catalogue(Lang.EN)
    assert {key: (vi[key], en[key]) for key in vi if placeholders(vi[key]) != placeholders(en[key])} == {}


@pytest.mark.parametrize("lang", Lang)
def test_no_text_is_empty_and_all_are_text(lang):
    assert {key: text for key, text in catalogue(lang).items() if not isinstance(text, str) or not text.strip()} == {}


def test_no_sentence_was_left_untranslated():
    vi, en = catalogue(Lang.VI), catalogue(Lang.EN)
    names = "zones."  # of provinces alone
    shared = {key: vi[key] for key in vi if vi[key] == en[key] and not key.startswith(names)}
    assert {key: text for key, text in shared.items() if len(text) > LONGEST_SHARED} == {}


def test_letters_are_composed():
    # a decomposed "ế" looks the same but is not found by search and may be drawn as two signs
    for lang in Lang:
        assert [key for key, text in catalogue(lang).items() if not unicodedata.is_normalized("NFC", text)] == []


def test_every_text_asked_for_exists():
    asked = asked_keys()
    assert len(asked) > 30
    assert {key: place for key, place in asked.items() if key not in catalogue(Lang.VI)} == {}


def test_every_text_file_is_flat():
    for path in (ROOT / "words").rglob("*.toml"):
        nested = [
            key for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items() if isinstance(value, dict)
        ]
        assert nested == [], path


def test_say_fills_placeholders_and_refuses_an_unknown_key():
    assert "roads.parquet" in say("errors.file_missing", Lang.EN, file="roads.parquet")
    with pytest.raises(KeyError):
        say("errors.no_such_sentence", Lang.VI)


def test_a_value_that_is_told_goes_before_a_standing_name():
    key = next(k for k, text in catalogue(Lang.EN).items() if "{first}" in text)
    told = dict.fromkeys(placeholders(catalogue(Lang.EN)[key]), "a road")
    assert say(key, Lang.EN, **told) == catalogue(Lang.EN)[key].format(**told)


def test_a_text_nobody_translated_is_told_in_the_language_of_the_region():
    whole, half = SimpleNamespace(name_vi="Cầu", name_en="Bridge"), SimpleNamespace(name_vi="Cầu", name_en=float("nan"))
    assert [text_in(whole, "name", lang) for lang in (Lang.VI, Lang.EN)] == ["Cầu", "Bridge"]
    assert text_in(half, "name", Lang.EN) == "Cầu"
    assert text_in(SimpleNamespace(name="Cầu", name_en="Bridge"), "name", Lang.VI) == "Cầu"
    assert text_in(SimpleNamespace(), "name", Lang.EN) == ""
    assert [field_in(["code", "name", "name_en"], "name", lang) for lang in (Lang.VI, Lang.EN)] == ["name", "name_en"]
    assert field_in(["name_vi"], "name", Lang.EN) == "name_vi"
    row = {"source": "Census", "source_vi": "Tổng điều tra"}  # as the manifest holds it
    assert [text_in(row, "source", lang) for lang in (Lang.VI, Lang.EN)] == ["Tổng điều tra", "Census"]
    assert [field_in(row, "source", lang) for lang in (Lang.VI, Lang.EN)] == ["source_vi", "source"]


def test_no_class_of_openstreetmap_reads_as_a_technical_grade():
    """ "Đường cấp III" is a grade of TCVN 4054 to an engineer; classes of the map are kinds, and say whose."""
    grade = re.compile(r"\bcấp (?:một|hai|ba|bốn|[1-6]|I{1,3}|IV|VI?)\b|\b(?:grade|class) (?:[1-6]|I{1,3}|IV|VI?)\b")
    assert [f"{key}: {text}" for lang in Lang for key, text in catalogue(lang).items() if grade.search(text)] == []
    for lang in Lang:
        kinds = [say(f"layers.road_{kind}", lang) for kind in ("trunk", "primary", "secondary", "tertiary")]
        assert all("OSM" in kind for kind in kinds)
        assert len(set(kinds)) == len(kinds)


def test_english_texts_hold_no_vietnamese_sentence():
    """Proper names keep their letters; a word that an English reader must look up does not stand there."""
    assert not [key for key, text in catalogue(Lang.EN).items() if re.search("minh họa|hướng tuyến|thông xe", text)]


def test_money_has_one_unit_in_each_language():
    """Billion VND, and tỷ đồng: pages, files and commands give a cost the same name, and none shortens it."""
    strange = {Lang.EN: r"\bbn\b|\bBn\b|\bđồng\b|\bbillions|billion(?! VND)|VND billion", Lang.VI: r"\btỉ đồng|\btỷ VN"}
    found = {
        (lang, key): text for lang in Lang for key, text in catalogue(lang).items() if re.search(strange[lang], text)
    }
    assert found == {}


@pytest.mark.parametrize("lang", Lang)
def test_what_a_frame_leaves_out_reads_the_same_with_places_beside_the_routes(lang):
    """One route was told as "routes no. 22" in the middle of a sentence; as a heading it holds for one and for many."""
    alone = say("briefing.routes_out", lang, routes="22")
    beside = say("briefing.routes_aims_out", lang, routes="22", names="X")
    assert beside.startswith(alone.removesuffix("."))


def test_a_share_of_the_draws_is_told_in_figures_in_both_languages():
    """Slides said "90 %" and the report in words, of the same range."""
    ninety = {lang: {key for key, text in catalogue(lang).items() if "chín phần mười" in text} for lang in Lang}
    assert ninety == {lang: set() for lang in Lang}


def test_waiting_is_told_of_border_gates_on_slides_as_in_the_report():
    assert {key for key, text in catalogue(Lang.EN).items() if "waiting at gates" in text} == set()


def test_one_metric_has_one_name_in_english():
    """The text of the report told of the nearest sea port, its table and its risks of the nearest port."""
    assert {key for key, text in catalogue(Lang.EN).items() if "nearest port" in text.lower()} == set()
