"""What users bring in is held within limits."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from serving import served
from streamlit.proto.BackMsg_pb2 import BackMsg
from visitor import Session, ask

from server.settings import Quota

PAGE = Path(__file__).parent / "pages" / "counting_page.py"
LARGE = bytes(19 * 2**20)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with served(PAGE, log=tmp_path_factory.mktemp("uploads") / "log") as address:
        yield address


@pytest.fixture
def session(url):
    opened = Session(url)
    yield opened
    opened.close()


def test_forty_large_files_do_not_fit_into_a_session(session):
    statuses = [session.upload(LARGE) for _ in range(40)]
    fit = Quota().session_bytes // len(LARGE)
    assert statuses == [204] * fit + [413] * (40 - fit)


def test_many_small_files_do_not_either(session):
    statuses = [session.upload(b"x") for _ in range(30)]
    assert statuses == [204] * Quota().session_files + [413] * (30 - Quota().session_files)


def test_another_session_has_its_own_room(url, session):
    while session.upload(LARGE) == 204:
        pass
    other = Session(url)
    assert other.upload(LARGE) == 204
    other.close()


def test_a_file_that_the_page_no_longer_shows_makes_room(session):
    """Nobody is locked out by what was brought in during a long day."""
    for number in range(40):
        name = f"file-{number}"
        assert session.upload(LARGE, name=name) == 204
        session.run(files=(name,))
        session.run()


def test_a_file_that_the_page_shows_stays(session):
    assert session.upload(LARGE, name="kept") == 204
    for number in range(4):
        assert session.upload(LARGE, name=f"kept-{number}") == 204
    kept = ("kept", *(f"kept-{number}" for number in range(4)))
    session.run(files=kept)
    session.run(files=kept)
    assert session.upload(LARGE) == 413


def test_a_file_of_unknown_length_is_refused(url):
    answer = ask(url, "/_stcore/upload_file/a/b", method="PUT", body=iter([b"x" * 100]), Transfer_Encoding="chunked")
    assert answer.status == 411


def test_a_question_asked_right_before_a_run_is_answered(session):
    """A file chosen right after another was removed: the run that removal begins must not lose where to put it."""
    asked = [f"ask-{i}" for i in range(200)]
    answered: list[str] = []
    run = BackMsg()
    run.rerun_script.query_string = ""
    for i, name in enumerate(asked):
        if i % 20 == 0:
            session.say(run)
        question = BackMsg()
        question.file_urls_request.request_id = name
        question.file_urls_request.file_names.append("a.csv")
        session.say(question)
        time.sleep(0.001)  # some fall between the wish for a run and its beginning
    while len(answered) < len(asked):
        told = session.hear()
        if told.WhichOneof("type") == "file_urls_response":
            answered.append(told.file_urls_response.response_id)
    assert sorted(answered) == sorted(asked)
