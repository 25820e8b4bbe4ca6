"""The registries of formats: each row is whole, and a new row is found on every surface."""

from __future__ import annotations

import io
import pkgutil
import zipfile

import opening
import pytest

from analysis.choices import Known
from briefing import pack as packing
from briefing.cli import parser as command_line
from briefing.formats import (
    GEODATA_FORMATS,
    MAP_FORMATS,
    REPORT_FORMATS,
    Choice,
    GeodataFormat,
    MapFormat,
    ReportFormat,
)
from views.state import briefing_settings
from words import Lang, catalogue

ALL = [*MAP_FORMATS.values(), *GEODATA_FORMATS.values(), *REPORT_FORMATS.values()]


def in_short(report, **_):
    return report.digest.encode()


def layer_names(tables, facts, report):
    return f"{report.digest} {facts['system']}: {', '.join(tables)}".encode()


def stand_in(*_, **__):
    return b"stands in"


@pytest.mark.parametrize("row", ALL, ids=lambda row: f"{type(row).__name__}-{row.key}")
def test_every_row_names_a_writer_and_has_its_words(row):
    assert callable(pkgutil.resolve_name(row.writer))
    wanted = []
    if isinstance(row, MapFormat):
        wanted.append(f"meeting.format_{row.key}")
    if isinstance(row, ReportFormat):
        wanted += [f"exports.cli_{row.key}", f"meeting.kind_{row.key}", f"files.made_{row.key}"]
        wanted += [f"meeting.holds_{row.key}"] if Choice.LANGUAGES in row.choices else []
    if row.in_pack and not getattr(row, "variants", None):
        wanted.append(f"pack.kind_{row.key}")
    for lang in Lang:
        assert [key for key in wanted if not catalogue(lang).get(key)] == []


@pytest.fixture
def added(monkeypatch):
    """One report format and one geodata format more, with their words."""
    monkeypatch.setitem(
        GEODATA_FORMATS,
        "names",
        GeodataFormat(
            key="names", ending="names.txt", mime="text/plain", writer=f"{__name__}:layer_names", in_pack=True
        ),
    )
    monkeypatch.setitem(
        REPORT_FORMATS,
        "digest",
        ReportFormat(
            key="digest",
            ending="txt",
            mime="text/plain",
            writer=f"{__name__}:in_short",
            choices=frozenset({Choice.LANGUAGES}),
            in_pack=True,
        ),
    )
    keys = (
        "exports.cli_digest",
        "meeting.kind_digest",
        "meeting.holds_digest",
        "files.made_digest",
        "pack.kind_digest",
        "pack.kind_names",
    )
    for lang in Lang:
        for key in keys:
            monkeypatch.setitem(catalogue(lang), key, f"added {key}")


def test_the_command_line_offers_what_was_added(added, capsys, tmp_path, monkeypatch, world):
    monkeypatch.setattr("analysis.scenarios.load_world", lambda: world)
    with pytest.raises(SystemExit):
        command_line.build_parser(Lang.EN).parse_args(["--help"])
    assert "added exports.cli_digest" in capsys.readouterr().out
    assert command_line.main(["digest", "--out", str(tmp_path / "a.txt"), "--projects", "ring-road-4"]) == 0
    assert (tmp_path / "a.txt").read_text(encoding="utf-8")
    given = ["geodata", "--format", "names", "--crs", "9209", "--out", str(tmp_path / "b.txt")]
    assert command_line.main([*given, "--projects", "ring-road-4"]) == 0
    assert "EPSG:9209" in (tmp_path / "b.txt").read_text(encoding="utf-8")
    assert "routes" in (tmp_path / "b.txt").read_text(encoding="utf-8")


def test_the_pack_holds_what_was_added_and_says_what_it_is(added, report, fixed_moment, monkeypatch):
    for key, row in REPORT_FORMATS.items():
        if key not in {"geodata", "digest", "pack"}:
            monkeypatch.setattr(row.writer.replace(":", "."), stand_in)
    packed = zipfile.ZipFile(io.BytesIO(packing.pack(report)))
    texts = {packed.read(name).decode("utf-8") for name in packed.namelist() if name.endswith(".txt")}
    assert report.digest in texts
    assert any(text.startswith(f"{report.digest} EPSG:4326") for text in texts)
    readme = packed.read(packing.README).decode("utf-8-sig")
    assert "added pack.kind_digest" in readme
    assert "added pack.kind_names" in readme


def test_the_page_and_its_address_offer_what_was_added(added):
    settings, refused = briefing_settings.read({"file": "geodata", "geo": "names"}, Known())
    assert (settings.kind, settings.geo, refused) == ("geodata", "names", [])
    at = opening.opened("briefing", file="geodata", geo="names")
    assert not at.exception
    kinds = next(box for box in at.selectbox if box.key == "meeting-kind")
    assert "added meeting.kind_digest" in kinds.options
    formats = next(box for box in at.selectbox if box.key == "meeting-geo")
    assert "NAMES" in formats.options
    at = opening.opened("briefing", file="digest")
    assert not at.exception
    assert "added meeting.holds_digest" in opening.words_of(at)


def test_an_address_with_a_format_that_is_gone_is_refused():
    settings, refused = briefing_settings.read({"file": "digest", "geo": "names"}, Known())
    assert (settings.kind, settings.geo) == ("map", "gpkg")
    assert refused == ["file=digest", "geo=names"]


def test_the_page_says_in_which_zone_a_format_of_plane_coordinates_is_written():
    for asked, told in (({"geo": "dxf"}, True), ({"geo": "dxf", "crs": "9209"}, False), ({"geo": "gpkg"}, False)):
        at = opening.opened("briefing", file="geodata", **asked)
        assert not at.exception
        assert ("kinh tuyến trục gần các dự án nhất" in opening.words_of(at)) == told
