"""A command line that cannot be understood is told in the language asked for."""

from __future__ import annotations

import argparse

import pytest

from analysis.cli import commands as analysis_program
from briefing.cli import parser as briefing_program
from words import Lang
from words.errors import InputError
from words.options import option_fault


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise option_fault(message)


@pytest.fixture
def parser():
    made = _Parser(prog="x")
    made.add_argument("--out", required=True)
    made.add_argument("--dpi", type=int)
    made.add_argument("--mode", choices=["car", "truck"])
    return made


@pytest.mark.parametrize(
    ("given", "vi", "en"),
    [
        ([], "Thiếu tham số --out.", "The option --out is missing."),
        (["--out", "a", "--far"], "Không có tham số --far.", "There is no option --far."),
        (["--out"], "Tham số --out chưa có giá trị.", "The option --out has no value."),
        (
            ["--out", "a", "--dpi", "x"],
            "Giá trị 'x' của tham số --dpi không phải là số.",
            "The value 'x' of the option --dpi",
        ),
        (["--out", "a", "--mode", "ox"], "Tham số --mode không nhận giá trị 'ox'.", "The option --mode does not take"),
    ],
)
def test_each_fault_of_the_parser_has_its_sentence(parser, given, vi, en):
    with pytest.raises(InputError) as told:
        parser.parse_args(given)
    assert told.value.text(Lang.VI).startswith(vi)
    assert told.value.text(Lang.EN).startswith(en)


def test_what_is_not_known_is_told_as_it_stands():
    assert "ambiguous option: --s" in option_fault("ambiguous option: --s could match --a, --b").text(Lang.VI)


@pytest.mark.parametrize("program", [analysis_program, briefing_program], ids=["analysis", "briefing"])
def test_both_commands_say_it_in_vietnamese(program):
    with pytest.raises(InputError) as told:
        program.build_parser(Lang.VI).parse_args([])
    assert told.value.text(Lang.VI) == "Thiếu tham số command. Thêm -h để xem hướng dẫn."
