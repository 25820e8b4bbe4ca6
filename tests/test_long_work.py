"""Work beside the page: it tells how far it is, can be cancelled, and an old result is never shown as the new one."""

from __future__ import annotations

import threading
import time

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import jobs
from views.components import guarded, long_work
from words import InputError, Lang, say


class Bench:
    """Work that goes on step by step as the test says, and what became of it."""

    def __init__(self) -> None:
        self.steps, self.ended, self.begun = threading.Semaphore(0), threading.Event(), 0

    def make(self, name: str):
        def work(progress: long_work.Progress) -> str:
            self.begun += 1
            try:
                for done in range(4):
                    progress(done, 4)
                    assert self.steps.acquire(timeout=20)
                progress(4, 4)
            finally:
                self.ended.set()
            if name == "broken":
                raise InputError("analysis.unknown_link", id="7")
            return f"result of {name}"

        return work


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(long_work, "PATIENCE_S", 0.05)
    found = Bench()
    monkeypatch.setattr(long_work, "_bench", found, raising=False)
    return found


def page() -> None:
    """Asks for the work named in the session, and says what it got."""
    name, former = st.session_state.get("asked", "first"), st.session_state.get("former", True)
    with guarded("test", lang=Lang.EN):
        work = long_work.awaited(
            "trial", (name,), long_work._bench.make(name), words="work.again", lang=Lang.EN, context=name, former=former
        )
        with long_work.part("trial"):
            st.text(f"{work.result} / {work.context} / {'old' if work.old else 'new'}")


def said(at: AppTest) -> str:
    return at.text[0].value


def after(at: AppTest, bench: Bench, *, steps: int) -> AppTest:
    """The page once the work took these steps."""
    worked(bench, steps=steps)
    return at.run()


def worked(bench: Bench, *, steps: int) -> None:
    """Wait until the work took these steps."""
    for _ in range(steps):
        bench.steps.release()
    end = time.monotonic() + 20
    while any(thread.name.startswith("long work") for thread in threading.enumerate()) and time.monotonic() < end:
        if not bench.steps._value and bench.steps._cond._waiters:  # it has taken all and waits for more
            break
        time.sleep(0.01)


def test_the_page_stands_while_it_is_worked_on_and_then_shows_the_result(bench):
    at = AppTest.from_string("import test_long_work\ntest_long_work.page()").run()
    assert said(at) == "None / None / old"
    assert say("work.cancel", Lang.EN) in [b.label for b in at.button]
    at = after(at, bench, steps=2)
    assert "50%" in str(at.get("progress")[0].proto.text)
    assert said(after(at, bench, steps=2)) == "result of first / first / new"
    assert not at.button
    assert bench.begun == 1


def test_a_former_result_is_greyed_and_told_with_what_it_was_asked_for(bench):
    at = after(AppTest.from_string("import test_long_work\ntest_long_work.page()").run(), bench, steps=4)
    at.session_state["asked"] = "second"
    at.run()
    assert said(at) == "result of first / first / old"
    html = " ".join(h.proto.body for h in at.get("html"))
    assert "st-key-ltwork-trial" in html
    assert say("work.old", Lang.EN) in html
    assert said(after(at, bench, steps=4)) == "result of second / second / new"


def test_what_a_page_must_not_show_again_is_not_given_back(bench):
    at = AppTest.from_string("import test_long_work\ntest_long_work.page()")
    at.session_state["former"] = False
    at = after(at.run(), bench, steps=4)
    assert said(at) == "result of first / first / new"
    at.session_state["asked"] = "second"
    at.run()
    assert said(at) == "None / None / old"
    assert "st-key-ltwork-trial" not in " ".join(h.proto.body for h in at.get("html"))


@pytest.mark.parametrize(("much", "every_s"), [(True, 2.0), (False, 0.5)])
def test_behind_other_work_no_page_waits_for_what_cannot_come(bench, monkeypatch, much, every_s):
    """Nor behind little of it; but behind much it looks seldom, for each look is a run."""
    monkeypatch.setattr(long_work, "PATIENCE_S", 60.0)
    monkeypatch.setattr(jobs, "behind", lambda *, some=False: much or some)
    looks, fragment = [], st.fragment
    monkeypatch.setattr(st, "fragment", lambda *given, **told: (looks.append(told), fragment(*given, **told))[1])
    began_s = time.monotonic()
    at = AppTest.from_string("import test_long_work\ntest_long_work.page()").run()
    assert said(at) == "None / None / old"
    assert time.monotonic() - began_s < 30
    assert looks == [{"run_every": every_s}]
    assert said(after(at, bench, steps=4)) == "result of first / first / new"


def test_cancelled_work_ends_and_is_not_begun_again_unasked(bench):
    at = AppTest.from_string("import test_long_work\ntest_long_work.page()").run()
    at.button(key="work-cancel-trial").click().run()
    at.run()
    assert say("work.cancelled", Lang.EN).split(";")[0] in at.warning[0].value
    bench.steps.release()
    assert bench.ended.wait(20)
    assert bench.begun == 1
    at.button(key="work-again-trial").click().run()
    assert bench.begun == 2
    assert said(after(at, bench, steps=4)) == "result of first / first / new"


def test_work_that_is_done_cannot_be_cancelled_any_more(bench):
    at = AppTest.from_string("import test_long_work\ntest_long_work.page()").run()
    worked(bench, steps=4)  # the button is still on screen
    at.button(key="work-cancel-trial").click().run()
    assert said(at.run()) == "result of first / first / new"
    assert not at.warning


def test_another_question_ends_the_work_on_the_former_one(bench):
    at = AppTest.from_string("import test_long_work\ntest_long_work.page()").run()
    at.session_state["asked"] = "second"
    at.run()
    bench.steps.release()
    assert bench.ended.wait(20)
    assert said(after(at, bench, steps=6)) == "result of second / second / new"


def test_a_failure_is_told_in_its_place_and_the_next_try_is_a_new_one(bench):
    at = AppTest.from_string("import test_long_work\ntest_long_work.page()")
    at.session_state["asked"] = "broken"
    at = after(at.run(), bench, steps=4)
    assert "7" in at.error[0].value
    at.session_state["asked"] = "first"
    assert said(after(at.run(), bench, steps=4)) == "result of first / first / new"


def test_progress_is_a_share_and_stops_who_is_not_wanted():
    progress = long_work.Progress()
    assert progress.share is None
    progress(3, 4)
    assert progress.share == 0.75
    later = progress.part(0.5, 0.9, "work.again")
    assert (progress.share, progress.step) == (0.5, "work.again")
    later(1, 2)
    assert progress.share == pytest.approx(0.7)
    progress.unwanted.set()
    with pytest.raises(long_work.CancelledError):
        progress(4, 4)
