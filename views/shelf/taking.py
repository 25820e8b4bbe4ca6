"""Putting what a file or a store holds in place of the session's own data and scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from views.state import data, scenarios, story, user_data
from words import Lang, LinkError, say

if TYPE_CHECKING:
    from layers import UserData


def take_over(name: str, own: UserData, faults: Iterable[LinkError], lang: Lang) -> None:
    """Take over what was opened under a name; what is wrong in it is told on the next run.

    Raises
    ------
    LinkError
        If it cannot stand.
    """
    wrong = list(faults)
    user_data.take_over(replace(own, scenarios=""), name=name, whole=not wrong)
    told = [fault.text(lang) for fault in wrong] + _adopt(own.scenarios, lang)
    user_data.tell(say("own.opened", lang, file=name), *told)
    user_data.open_part("items")


def _adopt(text: str, lang: Lang) -> list[str]:
    """Take over scenarios; what is wrong in them, in words."""
    if not text:
        return []
    from analysis.scenarios import read_with_story

    opened, kept = read_with_story(text, data.world())
    story.adopt(kept)
    lost = scenarios.adopt(opened)
    return scenarios.shortened([scenarios.sentence(fault, lang) for fault in (*opened.faults, *lost)], lang)
