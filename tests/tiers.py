"""Breadth in two tiers: of many cases of one kind a few in every run, all of them in the long tier."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest

everything = False  # whether the long tier runs too: conftest.py tells before it reads the tests
LONG = (pytest.mark.long,)


def sample(*axes: Iterable, every: int = 2) -> list:
    """The cases of ``parametrize``, all combinations of the axes; those that the short run leaves out bear the mark ``long``.

    It takes a case if the places of its values in their axes add up to a multiple of ``every``: so each value of an axis
    occurs in it, if any other axis has that many. Of one axis it takes the first and each that many after it. A value that
    is itself a tuple or a ``pytest.param`` stands for several arguments.
    """
    cases = []
    for places in product(*(enumerate(axis) for axis in axes)):
        given = [value if hasattr(value, "marks") else pytest.param(*_several(value)) for _, value in places]
        values = [one for case in given for one in case.values]
        named = "-".join(filter(None, (case.id for case in given))) or None
        marks = [mark for case in given for mark in case.marks]
        left_out = sum(place for place, _ in places) % every > 0
        cases.append(pytest.param(*values, id=named, marks=[*marks, *(LONG if left_out else ())]))
    return cases


def some(cases: Iterable, *, every: int = 2) -> list:
    """What one test goes through in turn: all in the long tier, the first and each that many after it in the short run."""
    return list(cases) if everything else list(cases)[::every]


def examples(most: int, *, short: int) -> int:
    """How many random cases Hypothesis tries."""
    return most if everything else short


def _several(value) -> tuple:
    return value if isinstance(value, tuple) else (value,)
