"""Buttons for one choice of the connectivity page: what ``linking`` holds, shown and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views import session_view
from views.choosing import one_of
from words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from views.session_view import View


def linked(
    view: View, field: str, options: Sequence[str], *, words: str, key: str, names: str = "", hidden: bool = False
) -> None:
    """Draw the buttons.

    Parameters
    ----------
    field
        Of ``view.linking``.
    words
        Key of the label; with ``_`` and an option behind it the key of the option's name.
    names
        What stands before the option instead.
    hidden
        Whether the label is for screen readers alone.
    """
    one_of(
        say(words, view.lang), options, getattr(view.linking, field),
        names=lambda option: say(f"{names or words}_{option}", view.lang), key=key,
        choose=lambda option: session_view.change_linking(**{field: option}), hidden=hidden,
    )  # fmt: skip
