"""The pack: everything for a meeting in one ZIP, with the scenario file that makes it again.

Printed map (PDF, PNG), slides, workbook, geodata, web page, a README in both languages, and a list of
the files with their SHA-256. The scenario file is read back before it goes in: it gives the same digests.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from briefing.content import archive
from briefing.map import Paper, render, scenario_sheet
from words import InputError, Lang, say

if TYPE_CHECKING:
    from briefing.content import ReportData

SCENARIO_FILE, README, LIST = "phuong-an.json", "README.txt", "SHA256SUMS.txt"


def pack(report: ReportData, *, template: bytes | None = None, template_name: str = "") -> bytes:
    """The ZIP.

    Raises
    ------
    InputError
        If the scenario file would not reproduce the digests, or a part cannot be made.
    """
    from briefing.geodata import ENDINGS, geodata  # noqa: PLC0415 - what writes a file is loaded when asked for
    from briefing.slides import slides  # noqa: PLC0415
    from briefing.web import web_page  # noqa: PLC0415
    from briefing.workbook import workbook  # noqa: PLC0415

    name = report.request.file_name
    own: dict[str, Any] = {} if template is None else {"template": template, "template_name": template_name}
    files = {SCENARIO_FILE: scenario_file(report)}
    files[name("pptx")] = slides(report, **own)
    files[name("xlsx")] = workbook(report)
    files[name("html")] = web_page(report)
    for kind in ("gpkg", "kmz", "shp"):
        files[name(ENDINGS[kind])] = geodata(report, kind=kind)
    for kind in ("pdf", "png"):
        report.progress("pack.step_map")
        files[name(kind)] = sheet(report, kind)
    files[README] = readme(report, sorted(files))
    files[LIST] = "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files)).encode()
    return archive(files)


def sheet(report: ReportData, kind: str) -> bytes:
    """The printed map of the main scenario, A3, in the first language."""
    return render(scenario_sheet(report, Paper(format=kind, paper="A3")), source=report.source)


def scenario_file(report: ReportData) -> bytes:
    """The scenarios as a file, checked to give the same digests when it is opened again.

    Raises
    ------
    InputError
        If it does not.
    """
    from analysis.scenarios import read_set, write_set  # noqa: PLC0415

    world, wanted = report.world, report.request.scenario_set
    text = write_set(wanted, data_digest=world.data_digest, data_date=world.data.study.data_date)
    again = read_set(text, world).scenario_set
    if again is None or again.digest(world.data_digest) != wanted.digest(world.data_digest):
        raise InputError("pack.not_reproduced")
    return text.encode("utf-8")


def readme(report: ReportData, names: list[str]) -> bytes:
    """What is in the pack, how to make it again, sources and licences; Vietnamese, then English."""
    request, parts = report.request, []
    for lang in (Lang.VI, Lang.EN):
        lines = [request.title or say("app.name", lang), ""]
        lines.append(
            say(
                "pack.scenario",
                lang,
                title=request.variant.title(lang),
                digest=report.digest,
                data=report.data_digest,
            )
        )
        lines += ["", *(f"- {n}: {say(f'pack.kind_{_kind(n)}', lang)}" for n in names), ""]
        lines += [
            say("pack.again", lang, file=SCENARIO_FILE, main=request.variant.key),
            say("pack.check", lang, file=LIST),
            "",
        ]
        lines += [say("briefing.legal", lang), say("briefing.credits", lang), say("geodata.licence", lang)]
        parts.append("\r\n".join(lines))
    return ("\r\n\r\n----\r\n\r\n".join(parts) + "\r\n").encode("utf-8-sig")


def _kind(name: str) -> str:
    """What a file is, by its ending."""
    return {"shp.zip": "shp"}.get(".".join(name.split(".")[-2:]), name.rpartition(".")[2])
