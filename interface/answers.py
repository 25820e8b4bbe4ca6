"""Distances, ways and comparisons as JSON: exactly what the commands of the same name print with ``--format json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.cli import answer
from jobs import common_world
from layers import catalogue, layer_state
from words import InputError

_SCENARIO: Final = ("projects", "year", "close", "mode", "speeds", "access", "open-restricted")
_FLAGS: Final = frozenset({"open-restricted", "ranges"})


@dataclass(frozen=True)
class Question:
    """A command that may be asked for over the network, with the options that may be told.

    Files are none of them: no option names one.
    """

    command: str
    options: tuple[str, ...]
    required: tuple[str, ...] = ()


QUESTIONS: Final = {
    q.command: q
    for q in (
        Question("skim", ("origins", "destinations", *_SCENARIO), ("origins", "destinations")),
        Question("path", ("from", "to", "impedance", "format", *_SCENARIO), ("from", "to")),
        Question("compare", ("ranges", "districts")),
    )
}
FORMATS: Final = ("json", "geojson")  # of a way


def words_of(question: Question, asked: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the command line that the parameters of an address stand for.

    Raises
    ------
    InputError
        If a parameter is unknown, or one that is needed is missing.
    """
    for name in asked:
        if name not in {*question.options, "lang"}:
            raise InputError("interface.unknown_parameter", name=name, known=", ".join(question.options))
    for name in question.required:
        if not asked.get(name):
            raise InputError("interface.parameter_missing", name=name)
    form = asked.get("format", FORMATS[0])
    if form not in FORMATS:
        raise InputError("interface.unknown_format", value=form)
    told = [f"--{n}" if n in _FLAGS else f"--{n}={v}" for n, v in asked.items() if n != "format" and _on(n, v)]
    return (question.command, f"--format={form}", *told)


def answered(words: Sequence[str], state: str) -> str:
    """What a command prints.

    Parameters
    ----------
    state
        Of the data, so that an answer is kept no longer than they are the same.

    Raises
    ------
    LinkError
        If the question cannot be answered; the sentence says why.
    """
    del state
    return answer(words, common_world())


def state_of_data() -> str:
    """Tells one state of all that is measured from another."""
    return repr([layer_state(name) for name in catalogue.MEASURED])


def _on(name: str, value: str) -> bool:
    """Whether an option is told: a flag is, unless it is said to be off."""
    return name not in _FLAGS or value.lower() not in {"0", "false", "no"}
