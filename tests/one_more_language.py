"""A program of its own, with a folder of words that it has not at home: every surface is asked to speak that language.

Prints as JSON what each said. Run as ``python one_more_language.py FOLDER``, the folder with the package ``words``
first on ``PYTHONPATH``; FOLDER is a copy of data/geo in which one place has a name in the language.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys

os.environ["LIEN_TINH_DATA"] = sys.argv[1]

import openpyxl
from office import no_maps_drawn
from opening import PAGES, opened, words_of
from pptx import Presentation

from analysis import load_world
from analysis.cli.commands import main as command
from analysis.scenarios.scenario_set import ScenarioSet
from analysis.scenarios.variants import Variant
from briefing.content.data import ReportData
from briefing.content.request import ReportRequest, languages
from briefing.map.print_map import draw
from briefing.map.print_request import PrintRequest
from briefing.slides.presentation import slides
from briefing.web.page import web_page
from briefing.workbook.book import workbook
from layers import legal_note
from words import Lang, day, incomplete, minutes, month, number, say

LANG = Lang("xx")


def said_on_paper() -> dict[str, str]:
    """The text of each file of a briefing in the language."""
    request = ReportRequest(scenario_set=ScenarioSet((Variant("baseline"),)), langs=languages("xx"))
    report = ReportData.of(request, world=load_world())
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)))
    with no_maps_drawn():
        deck = Presentation(io.BytesIO(slides(report)))
    shapes = (shape for slide in deck.slides for shape in slide.shapes)
    return {
        "workbook": " ".join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
        ),
        "slides": " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame),
        "offline page": web_page(report).decode("utf-8"),
    }


def main() -> None:
    """Ask every surface."""
    drawn = draw(PrintRequest(bounds=(105.9, 11.1, 106.4, 11.6), lang=LANG))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        command(["places", "--lang", "xx", "--format", "table"])
    pages = {name: opened(name, lang="xx", **({"routes": "-"} if name == "own" else {})) for name in PAGES}
    said = {
        "languages": [lang.value for lang in Lang],
        "figures": [
            number(1234.5, LANG, decimals=1),
            minutes(75, LANG),
            day("2026-08-01", LANG),
            month("2026-08-01", LANG),
        ],
        "missing": incomplete(LANG),
        "fallback": say("app.name", LANG),
        "note": legal_note(LANG),
        "faults": [str(one.value) for at in pages.values() for one in at.exception],
        "surfaces": {
            "sheet": " ".join(one.text for one in drawn.canvas.written) + " ".join(p.label.text for p in drawn.placed),
            "command": printed.getvalue(),
            **{f"page {name}": words_of(at) for name, at in pages.items()},
            **said_on_paper(),
        },
    }
    sys.stdout.write(json.dumps(said, ensure_ascii=False))


main()
