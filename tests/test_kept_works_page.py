"""Saving where somebody else saved meanwhile: both stand side by side, and each way out keeps what it says."""

from __future__ import annotations

import brought
import pytest
from opening import opened, words_of
from test_own_pages import sample

from layers import UserData, UserPlace
from store import FileStore, Role
from user_data import autosave, library
from words import InputError, Lang, say

OTHER = UserData().added(places=[UserPlace("", "C", "", 106.4, 11.3)])
THEIRS = UserData().added(places=[UserPlace("", "Chợ <b>Bến</b>", "", 106.4, 11.35)])


@pytest.fixture
def personal(monkeypatch, tmp_path):
    """A machine that keeps a library, here in a folder of the test."""
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "on")
    monkeypatch.setattr(autosave, "FOLDER", tmp_path / "auto")
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    brought.read_here(monkeypatch)
    return FileStore()


def save(at):
    next(b for b in at.button if b.label == say("own.library_save", Lang.VI)).click().run()


def test_each_way_out_of_a_conflict_keeps_what_it_says(personal):
    """One walk: a page of own data is slow to open."""
    work = personal.save("Phương án", THEIRS, opened=None)
    at = opened("own", lang="vi")
    at.session_state["own_data"] = sample()
    at.session_state["own_part"] = "keep"
    at.run()
    at.text_input[0].set_value("Phương án")
    save(at)
    said = words_of(at)
    assert say("store.column_mine", Lang.VI) in said
    assert "Chợ <b>Bến</b>" in said
    assert sample().routes[0].fields.name in said
    assert personal.load(work.name).own == THEIRS, "nothing was overwritten"

    newer = personal.save("Phương án", OTHER, opened=work.version)
    at.button("own-keep_mine").click().run()
    assert personal.listed()[0].version == newer.version, "saved after it was shown: a conflict again"
    at.button("own-keep_mine").click().run()
    assert personal.load(work.name).own == sample()
    assert not [b for b in at.button if b.key == "own-keep_mine"]

    personal.save("Phương án", THEIRS, opened=personal.listed()[0].version)
    save(at)
    at.button("own-save_as_new").click().run()
    assert {personal.load(one.name).own.digest for one in personal.listed()} == {THEIRS.digest, sample().digest}

    at.session_state["own_part"] = "keep"
    at.run()
    at.text_input[0].set_value("Phương án")
    save(at)
    at.button("own-take_theirs").click().run()
    assert at.session_state["own_data"] == THEIRS
    at.button("own-undo").click().run()
    assert at.session_state["own_data"] == sample(), "taking theirs is taken back"
    assert personal.load(work.name).own == THEIRS

    at.session_state["own_part"] = "keep"
    at.session_state["own_conflict"] = "Phương án"
    personal.remove(work.name, opened=personal.load(work.name).work.version)
    at.run()
    assert any(say("own.library_missing", Lang.VI, file=work.name) in error.value for error in at.error)
    at.text_input[0].set_value("Phương án")
    save(at)
    assert personal.load(work.name).own == sample()


def test_a_network_without_login_reads_and_changes_nothing(personal, monkeypatch):
    work = personal.save("A", THEIRS, opened=None)
    monkeypatch.setenv("LIEN_TINH_LIBRARY", "read")
    at = opened("own", lang="vi")
    at.session_state["own_part"] = "keep"
    at.run()
    keys = {b.key for b in at.button}
    assert f"open-{work.name}" in keys
    assert not {f"drop-{work.name}"} & keys
    assert say("own.library_save", Lang.VI) not in {b.label for b in at.button}
    assert say("store.note_reader", Lang.VI) in words_of(at)
    with pytest.raises(InputError):
        FileStore(role=Role.VIEWER).remove(work.name, opened=work.version)
