"""Work outside the page's process: the same result wherever it is done, and nothing lost when a process is."""

from __future__ import annotations

import datetime as dt
import io
import os
import pickle
import threading
import time
from pathlib import Path

import jobs_done
import pytest
from graphs import real_world

import jobs
from analysis.measures import compare_pair
from analysis.scenarios import Scenario, ScenarioSet, Variant, with_user_data
from briefing import file_of
from briefing.content import ReportRequest
from jobs import desk
from jobs.job import Job, Lane, done
from jobs.parcel import Reference, StrangeWorldError, unpack, worlds_of
from jobs.pool import Pool, sizes
from jobs.ticket import LostError, Ticket
from layers import UserData, UserPlace
from words import InputError, Lang

WAIT_S = 60


@pytest.fixture(scope="module")
def pool():
    """One process a lane for all tests of the module."""
    os.environ["PYTHONPATH"], former = str(Path(__file__).parent), os.environ.get("PYTHONPATH")
    found = Pool({Lane.PAGE: 1, Lane.FILES: 1})
    yield found
    found.close()
    if former is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = former


@pytest.fixture
def office(pool, monkeypatch):
    """A desk of its own whose jobs the processes do."""
    found = desk._Desk()
    found.use(pool)
    monkeypatch.setattr(desk, "_DESK", found)
    monkeypatch.setattr(pool, "close", lambda: None)
    return found


def ended(ticket: Ticket) -> Ticket:
    assert ticket.ended.wait(WAIT_S)
    return ticket


def values_of(value: object) -> bytes:
    """A value as bytes, whichever of its strings are one object: in a world just made more of them are two than in one read."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream)
    pickler.fast = True
    pickler.dump(value)
    return stream.getvalue()


def there(path: Path) -> None:
    deadline = time.monotonic() + WAIT_S
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.02)


def test_a_result_is_the_same_to_the_byte_wherever_it_was_made(pool):
    world = real_world()
    job = Job.of(compare_pair, world, Scenario(projects=frozenset({"ring-road-4"})), "cap-tay-ninh", "cap-dong-xoai")
    told = ended(pool.submit(job))
    assert told.fault is None
    here = unpack(done(job.parcel.content, job.parcel.worlds, print).content, ())
    assert values_of(told.result) == values_of(compare_pair(*job.given)) == values_of(here)


def test_a_user_s_own_world_is_made_again_from_what_was_added():
    world = real_world()
    place = UserPlace(id="own-1", name="Kho", lon=106.2, lat=11.4, note="")
    own = with_user_data(world, UserData(places=(place,)))
    reference = Reference.to(own)
    assert reference is not None
    assert reference.private
    (again,) = worlds_of([reference], given=[world])
    assert again is not own
    assert (again.data_digest, again.private, list(again.places)) == (own.data_digest, True, list(own.places))
    assert Job.of(compare_pair, own).digest != Job.of(compare_pair, world).digest


def test_a_world_of_other_data_is_refused():
    reference = Reference.to(real_world())
    assert reference is not None
    with pytest.raises(StrangeWorldError):
        worlds_of([Reference(reference.folder, "another")])
    with pytest.raises(StrangeWorldError):
        worlds_of([None])


def test_only_public_functions_are_jobs():
    with pytest.raises(ValueError, match="public"):
        Job.of(lambda: None)
    with pytest.raises(ValueError, match="public"):
        Job.of(desk._here)


def test_who_waits_is_told_how_far_it_is_and_may_leave(office, tmp_path):
    heard = []

    def progress(*told):
        heard.append(told)
        if told == (3, 4, "work.again"):
            raise InterruptedError

    with pytest.raises(InterruptedError):
        jobs.run(jobs_done.counting, tmp_path, progress=progress)
    there(tmp_path / "dropped")
    assert jobs.run(jobs_done.process) != os.getpid()


def test_work_that_tells_nothing_is_left_all_the_same(office, tmp_path, monkeypatch):
    monkeypatch.setattr("jobs.pool._GRACE_S", 0.1)

    def still():
        if (tmp_path / "begun").exists():
            raise InterruptedError

    began_s = time.monotonic()
    with pytest.raises(InterruptedError):
        jobs.run(jobs_done.deaf, tmp_path, still=still)
    assert jobs.run(jobs_done.process) != os.getpid()  # its process was ended, and another one works
    assert time.monotonic() - began_s < jobs_done.DEAF_S


def test_two_who_ask_the_same_have_it_made_once_and_one_may_leave(office, tmp_path):
    found, leave = [], threading.Event()

    def first(*_told):
        if leave.is_set():
            raise InterruptedError

    def asks(progress):
        try:
            found.append(jobs.run(jobs_done.counting, tmp_path, progress=progress))
        except InterruptedError:
            found.append("left")

    both = [threading.Thread(target=asks, args=(p,)) for p in (first, lambda *_: None)]
    for thread in both:
        thread.start()
    there(tmp_path / "begun")
    while office._waiting.total() < 2:
        time.sleep(0.01)
    leave.set()
    both[0].join(WAIT_S)
    (tmp_path / "go").touch()
    both[1].join(WAIT_S)
    assert found == ["left", "done"]
    assert not (tmp_path / "dropped").exists()


def test_a_result_is_kept_by_its_digest(office, tmp_path):
    assert [jobs.run(jobs_done.marked, tmp_path) for _ in range(3)] == [1, 1, 1]


def test_a_killed_process_costs_one_more_try_and_two_are_told(office, tmp_path):
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.mkdir(), twice.mkdir()
    assert jobs.run(jobs_done.killed, once, times=1) == 2
    with pytest.raises(LostError) as fault:
        jobs.run(jobs_done.killed, twice, times=9)
    assert len(list(twice.glob("call-*"))) == 2
    assert "hai lần" in fault.value.text(Lang.VI)
    assert jobs.run(jobs_done.process) != os.getpid()


def test_an_error_comes_back_as_it_was_with_its_story(office):
    with pytest.raises(InputError) as fault:
        jobs.run(jobs_done.refused)
    assert fault.value.key == "work.unknown_jobs"
    assert fault.value.text(Lang.VI) != fault.value.text(Lang.EN)
    assert "in refused" in fault.value.__notes__[0]


def test_a_file_under_way_keeps_no_page_waiting(pool, tmp_path):
    file = pool.submit(Job.of(jobs_done.counting, tmp_path, tells=True, lane=Lane.FILES))
    there(tmp_path / "begun")
    assert ended(pool.submit(Job.of(jobs_done.process))).result > 0
    assert not file.ended.is_set()
    (tmp_path / "go").touch()
    assert ended(file).result == "done"


@pytest.mark.skipif(not hasattr(os, "nice"), reason="the system has no such numbers")
def test_pages_go_before_what_they_wait_for_and_that_before_files(pool):
    page, files = (ended(pool.submit(Job.of(jobs_done.nice, lane=lane))).result for lane in (Lane.PAGE, Lane.FILES))
    assert os.nice(0) < page < files


def test_a_long_queue_is_told_so_that_no_page_waits_behind_it(office, pool, tmp_path):
    waiting = [pool.submit(Job.of(jobs_done.counting, tmp_path, tells=True))]
    there(tmp_path / "begun")
    told = []
    for _ in range(4):
        told.append((jobs.behind(some=True), jobs.behind()))
        waiting.append(pool.submit(Job.of(jobs_done.counting, tmp_path, tells=True)))
    assert told == [(False, False), (False, False), (True, False), (True, True)]
    (tmp_path / "go").touch()
    assert [ended(ticket).result for ticket in waiting] == ["done"] * 5
    assert not jobs.behind()


def test_a_job_that_hears_nothing_is_ended_by_force_and_one_that_waits_never_begins(pool, tmp_path, monkeypatch):
    monkeypatch.setattr("jobs.pool._GRACE_S", 0.1)
    deaf = pool.submit(Job.of(jobs_done.deaf, tmp_path))
    there(tmp_path / "begun")
    waiting = pool.submit(Job.of(jobs_done.marked, tmp_path))
    pool.drop(waiting)
    pool.drop(deaf)
    deadline = time.monotonic() + WAIT_S
    while pool._doing and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not pool._doing
    assert waiting.ended.is_set()
    assert list(tmp_path.glob("call-*")) == []


def test_an_idle_process_ends(tmp_path):
    small = Pool({Lane.PAGE: 1, Lane.FILES: 1}, idle_s=0.05)
    ticket = small.submit(Job("os:getpid"))
    assert ended(ticket).result > 0
    deadline = time.monotonic() + WAIT_S
    while small.there and time.monotonic() < deadline:
        time.sleep(0.02)
    assert small.there == 0


def test_where_no_process_starts_the_job_is_done_here(office, monkeypatch):
    def none(*_told, **_options):
        raise OSError

    office.use(Pool({Lane.PAGE: 1, Lane.FILES: 1}))
    monkeypatch.setattr("subprocess.Popen", none)
    assert jobs.run(jobs_done.process) == os.getpid()


def test_who_does_jobs_is_named_in_words_of_the_program():
    assert desk._backend("here") is None
    assert isinstance(desk._backend("processes:3"), Pool)
    assert sizes(3) == {Lane.PAGE: 3, Lane.FILES: 1}
    with pytest.raises(InputError, match="tcp"):
        desk._backend("elsewhere")


@pytest.mark.long
@pytest.mark.parametrize("kind", ["workbook", "geodata", "slides"])
def test_a_file_is_the_same_to_the_byte_whoever_makes_it(monkeypatch, kind):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764066001")
    many = Pool({Lane.PAGE: 1, Lane.FILES: 2})
    columns = ScenarioSet((Variant("baseline"), Variant("draft", units=frozenset({"ring-road-4"}))))
    ends = {"origin": "cap-tay-ninh", "destination": "cap-dong-xoai"}
    asked = ReportRequest(scenario_set=columns, main="draft", langs=(Lang.VI,), date=dt.date(2026, 11, 28), **ends)
    options = {"kind": "geojson", "crs": 4326} if kind == "geodata" else {}
    given = {"world": real_world(), "own": UserData(), "tells": True, "lane": Lane.FILES}
    jobs_ = [Job.of(file_of, asked, kind, options, **given) for _ in range(3)]
    try:
        made = [ended(ticket) for ticket in [many.submit(job) for job in jobs_[:2]]]
        assert [m.fault for m in made] == [None, None]
        here = done(jobs_[2].parcel.content, jobs_[2].parcel.worlds, lambda *_: None)
        assert len({*(m.result for m in made), unpack(here.content, ())}) == 1
    finally:
        many.close()


@pytest.mark.long
def test_a_dask_cluster_of_this_machine_gives_the_same(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    cluster = desk._backend("dask:1")
    assert cluster is not None
    try:
        job = Job.of(compare_pair, real_world(), Scenario(), "cap-tay-ninh", "cap-dong-xoai")
        assert values_of(ended(cluster.submit(job)).result) == values_of(compare_pair(*job.given))
    finally:
        cluster.close()
