"""The notebook is the one its script makes, was executed, and what it does still works."""

from __future__ import annotations

import base64
import json
import sys
from importlib.util import find_spec

import matplotlib as mpl
import pytest
from graphs import real_world
from test_documents import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import notebook

KEPT = json.loads(notebook.FILE.read_text(encoding="utf-8"))
CODE = [cell for cell in KEPT["cells"] if cell["cell_type"] == "code"]


def test_the_cells_are_those_of_the_script():
    assert [(c["cell_type"], c["id"], c["source"]) for c in KEPT["cells"]] == [
        (c["cell_type"], c["id"], c["source"]) for c in notebook.notebook()["cells"]
    ], "run python docs/notebook.py"


def test_every_cell_was_executed_in_order_without_a_fault():
    assert [cell["execution_count"] for cell in CODE] == list(range(1, len(CODE) + 1))
    kinds = [output["output_type"] for cell in CODE for output in cell["outputs"]]
    assert len(kinds) >= len(CODE)
    assert "error" not in kinds


def test_a_map_is_drawn_and_the_file_is_small():
    pictures = [o["data"]["image/png"] for cell in CODE for o in cell["outputs"] if "image/png" in o.get("data", {})]
    assert [base64.b64decode(text)[:4] for text in pictures] == [b"\x89PNG"]
    assert notebook.FILE.stat().st_size < 300_000


def test_nothing_of_the_machine_is_kept():
    assert KEPT["metadata"] == notebook.notebook()["metadata"]
    assert all(cell["metadata"] == {} for cell in KEPT["cells"])


@pytest.mark.long
def test_the_notebook_runs(monkeypatch):
    """In a kernel where there is one; else cell by cell, as a kernel would."""
    if find_spec("nbclient") and find_spec("ipykernel"):
        ran = notebook.executed(notebook.notebook())
        assert all("outputs" in cell for cell in ran["cells"] if cell["cell_type"] == "code")
        return
    monkeypatch.setattr("analysis.load_world", real_world)
    names: dict[str, object] = {}
    with mpl.rc_context({"backend": "agg"}):
        for kind, text in notebook.CELLS:
            if kind == "code":
                exec(compile(text.replace("plt.show()", "plt.close()"), "notebook.ipynb", "exec"), names)
    assert names["reach"].frame["saved_min"].max() > 0
