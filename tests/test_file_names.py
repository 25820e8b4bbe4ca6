"""File names, the moment written into files, ZIP files with the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
import zipfile
from dataclasses import replace

import pytest

import briefing.content.archiving as clock
from analysis.scenarios import DRAFT, ScenarioSet, Variant, ready_variants
from briefing import REPORT_FORMATS
from briefing.content.archiving import archive, settled
from briefing.content.letter import LETTER_KINDS, Letter
from briefing.content.request import ATLAS_BY, Paper, ReportRequest, ascii_words, file_name
from briefing.formats import VERSIONS
from words import Lang, catalogue
from words.errors import InputError


def test_a_name_says_what_which_scenario_and_when():
    name = file_name("Đường Hồ Chí Minh", kind="pptx", scenario="Thỏa thuận 3/2022", day=dt.date(2026, 11, 25))
    assert name == "duong-ho-chi-minh_thoa-thuan-3-2022_2026-11-25.pptx"


@pytest.mark.parametrize(
    "typed", ["", "…", "../../etc/passwd", "CON", "a" * 500, "Sở GTVT\\x:*?<>|", "ភាសា", "a\x00b\n"]
)
def test_whatever_is_typed_becomes_a_name_every_file_system_takes(typed):
    stem = file_name(typed, kind="xlsx", otherwise="bao-cao", day=dt.date(2026, 1, 2)).removesuffix(".xlsx")
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert stem[0].isalnum()
    assert len(stem) < 160


def test_a_name_that_windows_keeps_for_a_device_is_changed():
    assert file_name("Con", kind="pptx") == "file-con.pptx"


def test_letters_keep_no_mark_in_either_spelling():
    assert ascii_words("Đồng Xoài – Ưu tiên") == ascii_words("Đồng Xoài – Ưu tiên") == "dong-xoai-uu-tien"


def test_the_moment_is_the_one_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764066001")
    assert clock.timestamp() == dt.datetime(2025, 11, 25, 10, 20, 1, tzinfo=dt.UTC)
    assert clock.zip_time() == (2025, 11, 25, 10, 20, 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert clock.zip_time() == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("text", ["gestern", "1e9", "9" * 30])
def test_a_moment_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(InputError):
        clock.timestamp()


def test_an_archive_depends_on_its_contents_alone():
    one = archive({"b.txt": b"b", "a.png": b"a", "[Content_Types].xml": b"c"}, time=(2026, 1, 1, 0, 0, 0))
    other = archive({"[Content_Types].xml": b"c", "a.png": b"a", "b.txt": b"b"}, time=(2026, 1, 1, 0, 0, 0))
    assert one == other == settled(one, time=(2026, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        assert packed.namelist() == ["[Content_Types].xml", "a.png", "b.txt"]
        assert packed.testzip() is None


def test_a_map_is_named_a_map_and_a_year_is_told() -> None:
    draft = Variant(DRAFT, units=frozenset({"ring-road-4"}), year=2030)
    request = ReportRequest(scenario_set=ScenarioSet((Variant("baseline"), draft)), subtitle="Họp giao ban")
    assert draft.title(Lang.VI) == "Phương án gồm 1 tuyến (đến hết năm 2030)"
    assert request.under_title(Lang.VI) == "Họp giao ban – Phương án gồm 1 tuyến (đến hết năm 2030)"
    name = request.file_name("pdf", **REPORT_FORMATS["map"].named("A3", Lang.VI))
    assert name == "ban-do-a3_phuong-an-gom-1-tuyen-den-het-nam-2030.pdf"
    assert (
        request.file_name("docx", **REPORT_FORMATS["report"].named("A3", Lang.VI))
        == "bao-cao_phuong-an-gom-1-tuyen-den-het-nam-2030.docx"
    )
    assert Variant(DRAFT, "Đường A", year=2030).title(Lang.VI) == "Đường A (đang chọn, đến hết năm 2030)"
    assert Variant("own-1", "Ưu tiên", year=2030).title(Lang.EN) == "Ưu tiên (to the end of 2030)"


@pytest.mark.parametrize(
    ("lang", "strange"),
    [
        (Lang.EN, r"ban-do|bao-cao|phuong-an|den-het|chu-truong|ke-hoach"),
        (Lang.VI, r"map|report|scenario|agreement|plan|current"),
    ],
)
def test_the_name_of_a_file_is_in_one_language_and_says_what_it_is(lang, strange, world):
    """English slides were called bao-cao_agreement.pptx, and so was everything else."""
    ready = ready_variants(world)
    for variant in (*ready[1:], Variant(DRAFT, units=frozenset({"ring-road-4"}), year=2030)):
        request = ReportRequest(scenario_set=ScenarioSet((ready[0], variant)), langs=(lang,))
        names = [request.file_name(form.ending, **form.named("A3", lang)) for form in REPORT_FORMATS.values()]
        assert len({name.partition("_")[0] for name in names}) == len(names)
        assert [name for name in names if re.search(strange, name)] == []


def test_what_makes_another_file_makes_another_name(world):
    """The short deck was saved over the whole one, and a submission was called a report."""
    paper = Paper(paper="A3")
    made = {
        "map": [{"paper": paper}, {"paper": replace(paper, greyscale=True)}, {"paper": replace(paper, pair=True)}],
        "atlas": [{"paper": paper, "by": by} for by in ATLAS_BY],
        "slides": [{}, {"short": True}],
        "report": [{"letter": Letter(kind=kind)} for kind in LETTER_KINDS],
        "pack": [{}],
    }
    for lang, title in itertools.product(Lang, ("", "Họp giao ban")):
        request = ReportRequest(scenario_set=ScenarioSet(ready_variants(world)), langs=(lang,), title=title)
        names = [
            request.file_name(REPORT_FORMATS[key].ending, **REPORT_FORMATS[key].named("A3", lang, **options))
            for key, versions in made.items()
            for options in versions
        ]
        assert len(set(names)) == len(names), names
    assert REPORT_FORMATS["slides"].named("A3", Lang.VI, short=True) == {"sheet": "trang-chieu-ban-ngan"}
    assert REPORT_FORMATS["pack"].named("A3", Lang.VI, letter=Letter(kind="submission")) == {"what": "goi-tai-lieu"}


@pytest.mark.parametrize("lang", Lang)
def test_every_version_of_a_file_has_a_word(lang):
    wanted = [f"files.made_{key}_{version}" for key, versions in VERSIONS.items() for version in versions]
    assert [key for key in wanted if not catalogue(lang).get(key)] == []
