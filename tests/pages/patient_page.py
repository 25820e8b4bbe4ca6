"""The second page of two, with work that goes on until a file tells it to end, or nobody wants it; either is noted in the folder the environment names; then with more."""

import os
import time
from pathlib import Path

import streamlit as st

from views.components import long_work
from words import Lang

FOLDER = Path(os.environ["LIEN_TINH_CACHE"])


def work(progress: long_work.Progress) -> str:
    (FOLDER / "begun").touch()
    try:
        while not (FOLDER / "go on").exists():
            progress(0, 1)
            time.sleep(0.02)
    except long_work.CancelledError:
        (FOLDER / "ended").touch()
        raise
    return "done"


def rest(_: long_work.Progress) -> str:
    time.sleep(0.5)
    (FOLDER / "rest").touch()
    return "done"


def patient() -> None:
    """What takes long, then what is worked on once that is done."""
    found = long_work.awaited("test", (), work, words="work.seconds", lang=Lang.EN, patience=0.1)
    st.markdown(str(found.result))
    if found.result is not None:
        long_work.awaited("rest", (), rest, words="work.seconds", lang=Lang.EN, patience=0.1)


st.navigation([st.Page(lambda: None, title="first", default=True), st.Page(patient, title="patient")]).run()
