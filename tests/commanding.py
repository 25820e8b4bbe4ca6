"""The command line of the analysis in this process, on the one real world that the tests share."""

from __future__ import annotations

import csv
import io

from analysis.cli import commands


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    """Exit code, and what was said on both streams."""
    code = commands.main(list(arguments))
    return code, *capsys.readouterr()


def rows(project: str, capsys, *arguments: str) -> list[dict[str, str]]:
    """The rows a command prints for the scenario of one project."""
    code, out, err = run(capsys, *arguments, "--projects", project, "--format", "csv")
    assert (code, err) == (0, "")
    return list(csv.DictReader(io.StringIO(out)))
