"""Published distances that a user adds: judged like ours, or refused with their line."""

from __future__ import annotations

import re

import pytest
from graphs import Road, metres, place, real_world, roads, world
from opening import opened, words_of

from analysis.cli import commands as program
from analysis.validation.published_figures import Verdict, checks, read_published
from layers.dataset import Dataset
from words import Lang, say
from words.errors import InputError
from words.figures import as_published

HEAD = "kind,subject,from_id,to_id,value,source\n"


@pytest.fixture
def small():
    return world(roads(Road(((0, 0), (9, 0)))), places=[place("a", 0, 0), place("b", 9, 0)])


def table(tmp_path, text: str):
    path = tmp_path / "số liệu.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_users_distance_is_judged_like_ours(tmp_path, small, monkeypatch):
    km = metres((0, 0), (9, 0)) / 1000
    rows = f"distance,Một,a,b,{km:.2f},báo cáo\ndistance,Hai,a,b,{km * 1.1:.2f},báo cáo\n"
    added = read_published(table(tmp_path, HEAD + rows), small)
    monkeypatch.setattr(Dataset, "read_table", lambda *_: added.iloc[:0])
    found = checks(small, added=added)
    assert [(c.subject, c.result) for c in found] == [("Một", Verdict.OK), ("Hai", Verdict.BREACH)]
    assert found[0].computed_km == pytest.approx(km, abs=0.01)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("length,x,a,b,5,s", "kind"),
        ("distance,x,a,nowhere,5,s", "place"),
        ("distance,x,a,b,fünf,s", "value"),
        ("distance,x,a,b,-5,s", "value"),
        ("distance,x,a,b,nan,s", "value"),
        ("distance,x,a,b,5,", "source"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line(row, key, tmp_path, small):
    with pytest.raises(InputError) as caught:
        read_published(table(tmp_path, f"{HEAD}distance,x,a,b,5,s\n{row}\n"), small)
    assert caught.value.key == f"analysis.published_{key}"
    assert all("3" in caught.value.text(lang) for lang in Lang)


def test_a_table_of_another_kind_is_refused(tmp_path, small):
    for path in (table(tmp_path, "a,b\n1,2\n"), tmp_path / "missing.csv"):
        with pytest.raises(InputError):
            read_published(path, small)


def test_the_command_takes_the_table(tmp_path, small, monkeypatch, capsys):
    monkeypatch.setattr(program, "load_world", lambda: small)
    monkeypatch.setattr("analysis.cli.tables.validation_rows", lambda _world, _lang, *, added: added.to_dict("records"))
    path = table(tmp_path, HEAD + "distance,Một,a,b,5,báo cáo\n")
    program.main(["validate", "--published", str(path), "--format", "csv"])
    assert "Một" in capsys.readouterr().out


def open_tab(at):
    at.session_state["sources-tab-vi"] = say("sources.tab_published", Lang.VI)
    return at.run()


def test_the_page_shows_every_published_figure_with_its_verdict():
    at = open_tab(opened("sources", lang="vi"))
    assert not at.exception
    said = words_of(at)
    for check in checks(real_world()):
        assert re.sub(r" \(\d\d\)$", "", check.subject) in said
        assert as_published(check.published_km, Lang.VI) in said
    assert say("sources.published_exception", Lang.VI) in said
    assert say("sources.published_breach", Lang.VI) not in said


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("vi", "Đường Vành đai 3 Thành phố Hồ Chí Minh (CT.40), phần qua Bình Dương"),
        ("en", "Hồ Chí Minh City Ring Road 3 (CT.40), part in Bình Dương"),
    ],
)
def test_a_part_of_a_road_is_named_by_its_province_in_the_language_of_the_page(lang, name):
    at = opened("sources", lang=lang)
    at.session_state[f"sources-tab-{lang}"] = say("sources.tab_published", Lang(lang))
    said = words_of(at.run())
    assert name in said
    assert "(CT.40) (74)" not in said


def test_a_table_of_ones_own_is_judged_beside_ours_and_escaped():
    at = open_tab(opened("sources", lang="vi"))
    table = HEAD + "distance,Gò Dầu <b>xa</b>,dist-go-dau,cap-tay-ninh,90,Sở <i>GTVT</i>\n"
    at.file_uploader(key="published-own").set_value(("mine.csv", table.encode(), "text/csv")).run()
    html = " ".join(str(element.proto.body) for element in at.get("html"))
    assert "Gò Dầu &lt;b&gt;xa" in html
    assert "<b>xa" not in html
    assert say("sources.published_breach", Lang.VI) in words_of(at)
    assert say("sources.published_own", Lang.VI) in words_of(at)


def test_a_table_that_cannot_be_used_is_told_and_ours_stays():
    at = open_tab(opened("sources", lang="vi"))
    table = HEAD + "distance,A,dist-go-dau,nowhere,90,x\n"
    at.file_uploader(key="published-own").set_value(("mine.csv", table.encode(), "text/csv")).run()
    assert not at.exception
    assert any("nowhere" in error.value for error in at.error)
    assert say("sources.published_exception", Lang.VI) in words_of(at)
