"""What an office's technicians ask: is the server well, what did it do, what does this machine lack."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.responses import PlainTextResponse

import layers
from doctor import checks, cli
from doctor.checks import State, findings
from server.gate import Gate
from server.health import Health
from server.log import LOG, Journal, Lines, keep_log
from server.settings import Settings
from words import Lang

TOKEN = "a-token_of-the-tests"


def asked(application, path: str, *, host: str = "127.0.0.1", query: str = "") -> tuple[int, bytes]:
    """Status and body of one request to an ASGI application."""
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "headers": [(b"host", host.encode())], "client": ("10.0.0.7", 1), "scheme": "http", "server": ("127.0.0.1", 1),
    }  # fmt: skip
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    with ThreadPoolExecutor(1) as apart:  # a loop of its own: a browser driven before may have left one running here
        apart.submit(asyncio.run, application(scope, receive, send)).result()
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:])


def guarded(sessions=lambda: 3) -> Journal:
    health = Health(PlainTextResponse("a page"), folder=Path(__file__).parent, sessions=sessions)
    return Journal(Gate(health, Settings(port=1, hosts=("127.0.0.1",), token=TOKEN)))


def test_a_monitor_needs_no_token_but_the_right_host():
    status, body = asked(guarded(), "/healthz")
    told = json.loads(body)
    assert (status, told["status"], told["pages"]) == (200, "ok", 3)
    assert asked(guarded(), "/healthz", host="outside.invalid")[0] == 400
    assert asked(guarded(), "/healthz/")[0] == 403


def test_a_monitor_is_told_what_fails(monkeypatch):
    def none():
        raise RuntimeError

    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    status, body = asked(guarded(none), "/healthz")
    assert (status, json.loads(body)["failing"]) == (503, ["pages", "disk"])


def test_a_monitor_is_told_that_the_program_was_changed_under_its_pages():
    health = Health(
        PlainTextResponse("a page"), folder=Path(__file__).parent, sessions=lambda: 1, outgrown=lambda: True
    )
    status, body = asked(Journal(Gate(health, Settings(port=1, hosts=("127.0.0.1",)))), "/healthz")
    assert (status, json.loads(body)["failing"]) == (503, ["changed"])


@pytest.fixture
def lines(tmp_path):
    """What the log holds after the act."""
    keep_log(tmp_path, port=1, secret=TOKEN)
    handler = LOG.parent.handlers[-1]

    def read() -> list[dict]:
        handler.flush()
        return [json.loads(line) for line in (tmp_path / "server-1.jsonl").read_text(encoding="utf-8").splitlines()]

    yield read
    for name in ("lien_tinh", "streamlit", "uvicorn.error"):
        logging.getLogger(name).removeHandler(handler)
    handler.close()


def test_refused_requests_and_those_of_programs_are_noted_without_secrets(lines):
    asked(guarded(), "/compare", query=f"token={TOKEN}x")
    asked(guarded(), "/healthz")
    asked(Journal(PlainTextResponse("{}")), "/api/skim", query="origins=a")
    asked(guarded(), "/_stcore/upload_file/session-1/file-1")
    first, second, third = lines()
    assert third["path"] == "/_stcore/upload_file/…"
    assert (first["path"], first["status"], first["client"], first["level"]) == ("/compare", 403, "10.0.0.7", "warning")
    assert (second["path"], second["status"], second["level"]) == ("/api/skim", 200, "info")


def test_no_secret_gets_into_the_log(lines):
    try:
        int(f"http://127.0.0.1/?lang=vi&token=another&x=1 Authorization: Bearer abc.def {TOKEN}")
    except ValueError:
        logging.getLogger("lien_tinh").exception("a page failed, token=%s", "third")
    (line,) = lines()
    text = json.dumps(line)
    assert not [secret for secret in (TOKEN, "another", "abc.def", "third") if secret in text]
    assert "x=1" in line["story"]
    assert "ValueError" in line["story"]


def test_a_line_is_one_line_whatever_stands_in_it():
    record = logging.LogRecord("x", logging.INFO, "", 0, "first\nsecond “ba”", None, None)
    line = Lines().format(record)
    assert "\n" not in line
    assert json.loads(line)["what"] == "first\nsecond “ba”"


def test_a_log_that_a_reader_holds_loses_no_line_and_is_turned_over_once_it_is_let_go(tmp_path, monkeypatch):
    monkeypatch.setattr("server.log._BYTES", 200)
    logger = logging.getLogger("lien_tinh.server")
    keep_log(tmp_path, port=2, secret="")
    handler = LOG.parent.handlers[-1]
    file, older = tmp_path / "server-2.jsonl", tmp_path / "server-2.jsonl.1"
    older.write_text("older", encoding="utf-8")
    move = Path.replace

    def held(self, target):
        if self == file:
            raise PermissionError(13, "held")
        return move(self, target)

    try:
        with monkeypatch.context() as reader:
            reader.setattr(Path, "replace", held)
            for number in range(6):
                logger.info("line %d", number)
        assert [json.loads(line)["what"][-1] for line in file.read_text(encoding="utf-8").splitlines()] == [*"012345"]
        assert older.read_text(encoding="utf-8") == "older"
        monkeypatch.setattr(handler, "_again_s", 0.0)
        logger.info("line 6")
        assert len(older.read_text(encoding="utf-8").splitlines()) == 6
        assert json.loads(file.read_text(encoding="utf-8"))["what"] == "line 6"
    finally:
        for name in ("lien_tinh", "streamlit", "uvicorn.error"):
            logging.getLogger(name).removeHandler(handler)
        handler.close()


def test_where_no_log_can_be_written_the_server_goes_on(tmp_path):
    (tmp_path / "file").touch()
    before = list(LOG.parent.handlers)
    keep_log(tmp_path / "file" / "log", port=1, secret="")
    assert LOG.parent.handlers == before


def test_the_doctor_finds_this_machine_well(capsys):
    found = {f.key: f for f in findings(port=1)}
    assert {"packages", "data", "writable", "fonts", "map_files", "port_free"} <= found.keys()
    assert found["data"].values["digest"] == layers.data_digest()
    assert cli.main(["--port=1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 * len(found)
    assert lines[0].startswith("[tốt] Python")
    assert cli.main(["--json", "--port=1"]) == 0
    assert {r["check"] for r in json.loads(capsys.readouterr().out)} == found.keys()
    assert cli.main(["--port=x"]) == 2


def test_the_doctor_names_what_is_missing(monkeypatch, tmp_path, capsys):
    pins = tmp_path / "requirements.txt"
    pins.write_text("numpy==0.1\nno-such-package==1.0  # never\n", encoding="utf-8")
    monkeypatch.setattr(checks, "_PINS", pins)
    monkeypatch.setattr(layers, "kept_folder", lambda: pins)
    monkeypatch.setattr(checks, "_MAP", tmp_path / "none.js")
    found = {f.key: f for f in findings(port=1)}
    assert "no-such-package" in found["packages_wrong"].values["names"]
    assert "numpy" in found["packages_wrong"].values["names"]
    assert [found[k].state for k in ("packages_wrong", "not_writable", "map_files_missing")] == [State.FAULT] * 3
    assert cli.main(["--lang=en", "--port=1"]) == 1
    said = capsys.readouterr().out
    assert "[FAULT]" in said
    assert "LỖI" not in said
    assert {f.key for f in found.values()} <= set(_sentences())


def _sentences() -> list[str]:
    from words import texts  # noqa: PLC0415

    return [key.partition(".")[2] for key in texts.catalogue(Lang.VI) if key.startswith("doctor.")]
