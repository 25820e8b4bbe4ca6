"""Published distances that a user adds: judged like ours, or refused with their line."""

from __future__ import annotations

import pytest
from graphs import Road, metres, place, roads, world

from analysis import __main__ as program
from analysis.published import read_published
from analysis.validation import Verdict, checks
from words import Lang
from words.errors import InputError

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
    monkeypatch.setattr("analysis.validation.read_table", lambda *_args, **_options: added.iloc[:0])
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
    monkeypatch.setattr(program, "validation_rows", lambda _world, _lang, *, added: added.to_dict("records"))
    path = table(tmp_path, HEAD + "distance,Một,a,b,5,báo cáo\n")
    program.main(["validate", "--published", str(path), "--format", "csv"])
    assert "Một" in capsys.readouterr().out
