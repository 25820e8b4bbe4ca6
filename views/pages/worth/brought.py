"""A user's table on the page: the field for a file, a template, what the file holds with a sentence for each row that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import streamlit as st

from views.components import long_work, plain, text, warn_of
from words import InputError, Lang, LinkError, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.economics import TableRead
    from intake import SheetRows

T = TypeVar("T")
_TURN: Final = "worth-upload-turn"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_field(
    label: str, *, name: str, read: Callable[[Sequence[SheetRows]], TableRead[T]], lang: Lang
) -> tuple[str, TableRead[T]] | None:
    """Draw the field; gives the file's name and what it holds, with what is wrong told below.

    Parameters
    ----------
    name
        Letters that tell this field from others.
    read
        Makes something of the sheets; its errors are told at the field.
    """
    from intake import TABLES

    turn = st.session_state.get(f"{_TURN}-{name}", 0)
    file = st.file_uploader(label, type=list(TABLES), key=f"worth-{name}-file-{turn}")
    if file is None:
        return None
    file_name, content = file.name, file.getvalue()

    def make(progress: long_work.Progress) -> tuple[SheetRows, ...] | LinkError:
        from intake import read_rows

        try:
            return read_rows(file_name, content, waiting=lambda: progress(0, 0))
        except LinkError as fault:
            return fault

    sheets = long_work.awaited(
        f"worth{name}file", (file.file_id,), make, words="own.reading", lang=lang, former=False
    ).result
    if sheets is None:
        return None
    try:
        if isinstance(sheets, LinkError):
            raise sheets
        found = read(sheets)
    except LinkError as fault:
        st.error(plain(fault.text(lang)))
        return None
    _tell(found, lang)
    return file_name, found


def _tell(found: TableRead[T], lang: Lang) -> None:
    """Rows that cannot be used, and columns that nobody asks for."""
    warn_of([fault.text(lang) for fault in found.faults], lang)
    if found.unused:
        st.html(f'<p class="lt-note">{text(say("worth_view.unused", lang, names=", ".join(found.unused)[:200]))}</p>')


def taken(name: str) -> None:
    """The file was taken over: an empty field for the next one."""
    slot = f"{_TURN}-{name}"
    st.session_state[slot] = st.session_state.get(slot, 0) + 1


def template(made: Callable[[], bytes], *, name: str, lang: Lang) -> None:
    """Draw the button for an empty table with the right headings."""
    st.download_button(
        say("worth_view.template", lang),
        made,
        f"{say(f'files.{name}', lang)}.xlsx",
        _XLSX,
        on_click="ignore",
        key=f"{name}-template",
        type="tertiary",
        icon=":material/download:",
    )


def refusal(fault: InputError | None, lang: Lang) -> None:
    """Tell a fault below its control."""
    if fault is not None:
        st.error(plain(fault.text(lang)))
