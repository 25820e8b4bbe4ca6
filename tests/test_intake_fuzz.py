"""Damaged files made from good ones: none crashes, hangs, opens anything elsewhere, or is half accepted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = Path(__file__).with_name("damage.py")


def faults(folder: Path, first: int, last: int, *, patience_s: int) -> list[dict]:
    """What the watching process found; a crash is a fault too."""
    command = [sys.executable, str(_SCRIPT), str(folder), str(first), str(last)]
    done = subprocess.run(
        command, capture_output=True, timeout=patience_s, env={**os.environ, "PYTHONUTF8": "1"}, check=False
    )
    lines = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines() if line.startswith("{")]
    if not lines or "done" not in lines[-1]:
        return [{"crash": lines[-1:], "code": done.returncode, "log": done.stderr.decode("utf-8", "replace")[-500:]}]
    return [line for line in lines if "fault" in line]


def test_hundreds_of_damaged_files(tmp_path):
    assert faults(tmp_path, 0, 350, patience_s=120) == []


@pytest.mark.long
@pytest.mark.parametrize("block", range(5))
def test_thousands_of_damaged_files(block, tmp_path):
    assert faults(tmp_path, 1000 + 700 * block, 1700 + 700 * block, patience_s=600) == []


def test_the_watch_finds_what_it_looks_for(tmp_path):
    script = f"import sys; sys.argv = ['', {str(tmp_path)!r}, '0', '3']; sys.path.insert(0, {str(_SCRIPT.parent)!r})\n"
    script += (
        "import damage\ndamage.read = lambda *a, **k: 1 / 0\ndamage.main(__import__('pathlib').Path(sys.argv[1]), 0, 3)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.count("ZeroDivisionError") == 3
