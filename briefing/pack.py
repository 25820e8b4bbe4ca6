"""The pack: everything for a meeting in one ZIP, with the scenario file that makes it again.

Printed map (PDF, PNG), slides, written report, workbook, geodata, web page, a README in both languages, and a list of
the files with their SHA-256. The scenario file is read back before it goes in: it gives the same digests.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from briefing.content import Paper, archive
from briefing.formats import REPORT_FORMATS, Choice
from briefing.workbook import value_book
from layers import legal_note
from words import InputError, Lang, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.content import Letter, ReportData
    from briefing.formats import ReportFormat

_PAPER: Final = "A3"
FILES_DIGEST: Final = "files_data_digest"
SCENARIO_FILE, README, LIST = "phuong-an.json", "README.txt", "SHA256SUMS.txt"


def pack(
    report: ReportData, *, template: bytes | None = None, template_name: str = "", letter: Letter | None = None
) -> bytes:
    """The ZIP.

    Raises
    ------
    InputError
        If the scenario file would not reproduce the digests, or a part cannot be made.
    """
    own = {} if template is None else {"template": template, "template_name": template_name}
    files, kinds = {SCENARIO_FILE: scenario_file(report)}, {SCENARIO_FILE: "json"}
    for form in (f for f in REPORT_FORMATS.values() if f.in_pack):
        for variant in (v for v in (form.variants or {form.key: form}).values() if v.in_pack):
            options = _options(form, variant.key, template=own, letter=letter)
            name = report.request.file_name(variant.ending, **form.named(_PAPER, report.request.lang, **options))
            files[name] = form.write(report, **options)
            kinds[name] = variant.key
    if made := value_book(report):
        name = report.request.file_name("xlsx", sheet=say("files.worth_book", report.request.lang))
        files[name], kinds[name] = made, "appraisal"
    files[README] = readme(report, kinds)
    files[LIST] = "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files)).encode()
    return archive(files)


def _options(
    form: ReportFormat, variant: str, *, template: Mapping[str, Any], letter: Letter | None
) -> Mapping[str, Any]:
    """What the pack chooses for a format: the map on A3, geodata in WGS 84, the slides on the user's template, the letter as filled in."""
    chosen: dict[Choice, Mapping[str, Any]] = {
        Choice.PAPER: {"paper": Paper(format=variant, paper=_PAPER)},
        Choice.GEODATA: {"kind": variant},
        Choice.TEMPLATE: template,
        Choice.LETTER: {"letter": letter},
    }
    return {name: value for choice in form.choices & chosen.keys() for name, value in chosen[choice].items()}


def scenario_file(report: ReportData) -> bytes:
    """The scenarios and kept views as a file, checked to give the same digests when it is opened again.

    Two codes of data stand in it: that of the layers figures are computed from, and the one that all files of the pack bear.

    Raises
    ------
    InputError
        If it does not.
    """
    from analysis.scenarios import read_with_story, write_set, write_story  # noqa: PLC0415

    world, wanted = report.world, report.request.scenario_set
    text = write_set(wanted, data_digest=world.data_digest, data_date=world.data.study.data_date)
    text = write_story(text, report.request.story)
    text = (
        json.dumps(
            json.loads(text) | {FILES_DIGEST: report.data_digest} | dict(report.request.value.members),
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )
    opened, story = read_with_story(text, world)
    again, kept = opened.scenario_set, story or ()
    digest = world.data_digest
    if again is None or again.digest(digest) != wanted.digest(digest) or kept != report.request.story:
        raise InputError("pack.not_reproduced")
    return text.encode("utf-8")


def readme(report: ReportData, kinds: Mapping[str, str]) -> bytes:
    """What is in the pack (file name → key of its words), how to make it again, sources and licences; Vietnamese, then English."""
    request, parts = report.request, []
    for lang in Lang:
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
        lines += ["", *(f"- {n}: {say(f'pack.kind_{kinds[n]}', lang)}" for n in sorted(kinds)), ""]
        lines += [
            say("pack.again", lang, file=SCENARIO_FILE, main=request.variant.key),
            say("pack.check", lang, file=LIST),
            "",
        ]
        lines += [legal_note(lang), say("briefing.credits", lang), say("geodata.licence", lang)]
        parts.append("\r\n".join(lines))
    return ("\r\n\r\n----\r\n\r\n".join(parts) + "\r\n").encode("utf-8-sig")
