"""Results that outlast the program: the same question has the same name tomorrow, and what is read makes nothing but values."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import jobs_done
import numpy as np
import pytest
from graphs import real_world
from test_jobs import office, pool

from analysis.accessibility import accessibility
from analysis.appraisal import Question, contributions
from analysis.economics import Request, central, question_of, read_sheet
from analysis.measures import commune_gains, compare_pair, connectivity, metric_table
from analysis.resilience import criticality, most_critical
from analysis.scenarios import Assumptions, ScenarioSet, Variant, ready_variants, with_user_data
from jobs import desk, lasting
from jobs.job import Job, done
from jobs.naming import name_of
from layers import UserData, UserPlace

__all__ = ["office", "pool"]
IDS = ("ring-road-3", "ring-road-4", "hcm-chon-thanh-duc-hoa", "ct30-hcmc-chon-thanh", "dt753-ma-da")


class Kind(StrEnum):
    ONE = "one"
    OTHER = "other"


@dataclass(frozen=True)
class Record:
    ids: frozenset[str]
    value: float = 1.0

    @cached_property
    def worked_out(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Like:
    ids: frozenset[str]
    value: float = 1.0


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept" / "results"


def test_one_question_has_one_name_however_its_values_were_made():
    asked = Record(frozenset(IDS))
    again = Record(frozenset(reversed([f"{i[:3]}{i[3:]}" for i in IDS])))
    assert again.worked_out
    assert name_of((asked, {"a": [1, 2.0, None]})) == name_of((again, {"a": [1, 2.0, None]}))
    assert Job.of(len, (asked,)).digest == Job.of(len, (again,)).digest


def test_two_questions_never_have_one_name():
    values = [
        None, 0, 1, True, 1.0, "1", b"1", "", (), [], {}, frozenset(), ("a", "b"), ["a", "b"], ("ab",), ("a", ("b",)),
        {"a": "b"}, {"b": "a"}, frozenset({"a"}), {"a"}, Kind.ONE, Kind.OTHER, "one", Record(frozenset()), Like(frozenset()),
        Record(frozenset({"a"})), Record(frozenset(), 2.0), np.arange(3), np.arange(3.0), np.arange(4), np.zeros((2, 2)),
        np.zeros((4, 1)), Path("a"), Path("b"), {"a": 1, "b": 2}, real_world(), float("nan"), float("inf"),
    ]  # fmt: skip
    assert len({name_of(value) for value in values}) == len(values)
    assert len({name_of((value, "x")) for value in values}) == len(values)


def test_a_name_is_the_same_in_every_process():
    code = f"from jobs.naming import name_of; print(name_of([frozenset({IDS!r}), {{'a': {{1, 2}}}}, 1.5]))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def asked_again(pool, monkeypatch):
    """The desk of the program started anew."""
    found = desk._Desk()
    found.use(pool)
    monkeypatch.setattr(desk, "_DESK", found)


def calls(path: Path) -> int:
    return len(list(path.glob("call-*")))


def test_what_was_worked_out_is_there_after_the_next_start(office, pool, monkeypatch, tmp_path, folder):
    def ask(*ids: str, lasting: bool = True) -> list[str]:
        return desk.run(jobs_done.worked_out, tmp_path, frozenset(ids), lasting=lasting)

    assert ask("b", "a") == ["a", "b"]
    asked_again(pool, monkeypatch)
    assert ask("a", "b") == ["a", "b"]
    assert calls(tmp_path) == 1
    assert ask("a") == ["a"], "another question"
    assert calls(tmp_path) == 2
    whole = next(path.read_bytes() for path in folder.iterdir() if b"\x01b" not in path.read_bytes())
    another_value = whole.replace(b"\x8c\x01a", b"\x8c\x01z")
    assert another_value != whole
    for damaged in (b"", whole[:-1], another_value):
        for one in folder.iterdir():
            one.write_bytes(damaged)
        asked_again(pool, monkeypatch)
        before = calls(tmp_path)
        assert ask("a") == ["a"]
        assert calls(tmp_path) == before + 1
    monkeypatch.setattr(lasting, "_program", lambda: "of another edition")
    asked_again(pool, monkeypatch)
    before = calls(tmp_path)
    assert ask("a") == ["a"]
    assert calls(tmp_path) == before + 1
    many = len(list(folder.iterdir()))
    ask("c", lasting=False)
    assert len(list(folder.iterdir())) == many


def test_nothing_of_a_user_s_own_data_is_written(folder):
    own = with_user_data(
        real_world(), UserData(places=(UserPlace(id="own-1", name="Kho", lon=106.2, lat=11.4, note=""),))
    )
    job = Job.of(most_critical, own, "x", lasting=True)
    lasting.keep(job, job.parcel.references, pickle.dumps("told"))
    job = Job.of(most_critical, "x", lasting=True)
    lasting.keep(job, Job.of(most_critical, own).parcel.references, pickle.dumps("told"))
    assert not folder.exists()
    lasting.keep(job, (), pickle.dumps("told"))
    assert lasting.read(job) is not None


class Acts:
    def __init__(self, act, *given) -> None:
        self.act, self.given = act, given

    def __reduce__(self):
        return self.act, self.given


@pytest.mark.parametrize(
    "act", [(os.mkdir,), (eval, "1 + 1"), (getattr, str, "upper"), (np.loadtxt, "x"), (print, "x")]
)
def test_a_file_that_would_act_is_no_result(folder, act, tmp_path):
    job, there = Job.of(len, "abc", lasting=True), tmp_path / "made"
    given = act[1:] or (str(there),)
    lasting.keep(job, (), pickle.dumps(Acts(act[0], *given)))
    assert len(list(folder.iterdir())) == 1
    assert lasting.read(job) is None
    assert not there.exists()


def test_a_file_that_names_a_strange_module_imports_nothing(folder, tmp_path, monkeypatch):
    """What a module does when it is imported, it does before its class is looked at."""
    (tmp_path / "strange_module.py").write_text("Thing = dict\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    job = Job.of(len, "abc", lasting=True)
    lasting.keep(job, (), b"cstrange_module\nThing\n.")
    assert lasting.read(job) is None
    assert "strange_module" not in sys.modules


def test_what_was_not_asked_for_longest_goes(folder):
    kept = [Job.of(len, f"{n}", lasting=True) for n in range(4)]
    for n, job in enumerate(kept):
        lasting.keep(job, (), pickle.dumps(bytes(1000)))
        os.utime(lasting._path(job), (n, n))
    assert lasting.read(kept[0]) is not None, "asked for again: it is not old any more"
    lasting._make_room(folder, 3500)
    assert [lasting.read(job) is not None for job in kept] == [True, False, True, True]


def test_results_that_pages_keep_are_read_as_they_were_made():
    world, weights = real_world(), Assumptions()
    variant = Variant("draft", units=frozenset({"ring-road-4"}))
    scenario = variant.scenario(weights)

    def again(function, *given, **options):
        job = Job.of(function, *given, lasting=True, **options)
        made = done(job.parcel.content, job.parcel.worlds, print)
        lasting.keep(job, made.references, made.content)
        found = lasting.read(job)
        assert found is not None, function
        right = function(*given, **options)
        assert name_of(found[0]) == name_of(right), function
        return found[0]

    again(compare_pair, world, scenario, "cap-tay-ninh", "cap-dong-xoai")
    again(accessibility, world, before=scenario.baseline(), after=scenario, kind="hospital")
    again(commune_gains, world, before=scenario.baseline(), after=scenario, place_ids=("cap-tay-ninh",), km=False)
    again(metric_table, world, ScenarioSet((*ready_variants(world)[:2], variant), weights))
    again(connectivity, world, before=scenario.baseline(), after=scenario, assumptions=weights)
    again(most_critical, world, again(criticality, world, scenario, assumptions=weights))
    again(
        contributions, world, scenario, Question("person_min", weights.weighting, weights.beta_per_min, "", frozenset())
    )
    question = again(
        question_of, world, replace(scenario, year=None), Request(), assumptions=weights, sheet=read_sheet(world)
    )
    again(central, world, question)


def test_what_a_page_makes_itself_is_read_after_the_next_start_where_work_is_done_beside_it(
    office, monkeypatch, tmp_path
):
    for _ in range(2):
        assert desk.recalled(jobs_done.worked_out, tmp_path, frozenset({"b", "a"})) == ["a", "b"]
    assert calls(tmp_path) == 1
    assert desk.recalled(jobs_done.worked_out, tmp_path, frozenset({"c"})) == ["c"]
    own = with_user_data(
        real_world(), UserData(places=(UserPlace(id="own-1", name="Kho", lon=106.2, lat=11.4, note=""),))
    )
    for made in (3, 4):
        desk.recalled(jobs_done.counted_for, tmp_path, own)
        assert calls(tmp_path) == made
    office.use(None)
    desk.recalled(jobs_done.worked_out, tmp_path, frozenset({"c"}))
    assert calls(tmp_path) == 5, "a program without processes keeps nothing on disk"
