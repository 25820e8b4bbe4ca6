"""What a sheet's PDF tells beside what it shows, read by another library and held to another reckoning."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pikepdf
import pypdf
import pytest
from printed import ALL, TOWNS, WORLD, request
from pyproj import Transformer

from briefing import draw, render
from briefing.imprint import archival_faults, finish
from briefing.map import writers
from briefing.map.atlas import render_set, route_sheets
from briefing.map.leaves import about, leaf_of
from briefing.map.writers import pdf_of
from words import Lang
from words.errors import InputError

LINES = {
    "title": "Mạng lưới <đường> & cầu",
    "subtitle": "Phục vụ họp",
    "organisation": "Sở Xây dựng",
    "author": "Ông A",
}


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def root(content: bytes) -> dict:
    return opened(content).trailer["/Root"]


@pytest.fixture(scope="module")
def drawing():
    return draw(request(**LINES), source=WORLD)


@pytest.fixture(scope="module")
def pdf(drawing) -> bytes:
    return pdf_of([drawing], request=drawing.request)


@pytest.fixture(scope="module")
def archival(drawing) -> bytes:
    return pdf_of([drawing], request=drawing.request, archival=True)


@pytest.fixture(scope="module")
def pair():
    return draw(request(pair=True, lang=Lang.EN), source=WORLD)


@pytest.fixture(scope="module")
def atlas() -> bytes:
    sheets = route_sheets(request(project_ids=ALL - {"far-road"}, lang=Lang.EN), source=WORLD)
    return render_set(sheets, source=WORLD)


# What the file says of itself


def test_title_author_and_language_stand_in_both_places_where_programs_look(pdf):
    read = opened(pdf)
    assert (read.metadata.title, read.metadata.author, read.metadata.subject) == (
        LINES["title"],
        LINES["author"],
        LINES["subtitle"],
    )
    xmp = read.xmp_metadata
    assert xmp.dc_title == {"x-default": LINES["title"]}
    assert (xmp.dc_creator, xmp.dc_language) == ([LINES["author"]], ["vi"])
    assert "ODbL 1.0" in xmp.dc_rights["x-default"]
    assert root(pdf)["/Lang"] == "vi"
    assert root(pdf)["/ViewerPreferences"]["/DisplayDocTitle"]


def test_no_hour_is_told_and_the_bytes_are_the_same(drawing, pdf, archival):
    assert pdf_of([drawing], request=drawing.request) == pdf
    assert pdf_of([drawing], request=drawing.request, archival=True) == archival
    for content in (pdf, archival):
        assert not re.search(rb"CreateDate|ModifyDate|MetadataDate|CreationDate|ModDate", content)


def test_a_set_has_a_bookmark_and_a_label_for_each_sheet(atlas):
    read = opened(atlas)
    assert [(mark.title, read.get_destination_page_number(mark)) for mark in read.outline] == [
        ("Ho Chi Minh Road", 0),
        ("Ring Road 4", 1),
        ("National Road 14C", 2),
        ("Routes, full legend and sources", 3),
    ]
    assert read.page_labels == ["1", "2", "3", "3+1"]
    assert root(atlas)["/PageMode"] == "/UseOutlines"


# Read aloud


def elements(node, found=None):
    """All elements of the tree, in the order of reading."""
    found = [] if found is None else found
    kids = node.get("/K", [])
    for reference in kids if isinstance(kids, list) else [kids]:
        kid = reference.get_object() if hasattr(reference, "get_object") else reference
        if isinstance(kid, dict):
            found.append(kid)
            elements(kid, found)
    return found


def marks(page) -> list[tuple[str, int]]:
    """Role and number of each marked piece of a page; the pieces follow each other without a gap or an overlap."""
    stream = page.get_contents().get_data()
    assert len(re.findall(rb"\bBDC\b", stream)) == len(re.findall(rb"\bEMC\b", stream))
    assert re.match(rb"\s*/Figure <</MCID 0>> BDC", stream)
    return [(role.decode(), int(n)) for role, n in re.findall(rb"/(\w+) <</MCID (\d+)>> BDC", stream)]


def test_every_piece_of_a_page_belongs_to_one_element_of_the_tree(atlas):
    read = opened(atlas)
    tree = read.trailer["/Root"]["/StructTreeRoot"]
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    numbers = tree["/ParentTree"]["/Nums"]
    assert len(numbers) == 2 * len(read.pages)
    for n, page in enumerate(read.pages):
        owners = [owner.get_object() for owner in numbers[2 * n + 1].get_object()]
        assert (page["/StructParents"], numbers[2 * n]) == (n, n)
        assert sorted(number for _, number in marks(page)) == list(range(len(owners)))
        for number, owner in enumerate(owners):
            assert number in owner["/K"]
            assert owner["/Pg"].get_object() == page.get_object()


def test_the_heading_comes_first_then_the_map_in_words_then_the_rest(pdf, drawing):
    told = elements(root(pdf)["/StructTreeRoot"])
    roles = [str(e["/S"]) for e in told]
    assert roles[:4] == ["/Document", "/Sect", "/H1", "/Figure"]
    told = told[: roles.index("/Sect", 2)]  # the page after the sheet has a section of its own
    assert {str(e["/S"]) for e in told[4:]} == {"/P"}
    figure = told[3]
    assert figure["/Alt"].startswith(f"{LINES['title']}. Bản đồ tỷ lệ 1:{drawing.extent.scale // 1000}.000.")
    assert "Đường Vành đai 4" in figure["/Alt"]
    written = drawing.canvas.written
    said = [written[(e["/K"][0] - 1) // 2].text for e in told if e["/S"] == "/P"]
    assert said.index("Sở Xây dựng") < said.index("CHÚ GIẢI") < next(n for n, t in enumerate(said) if "EPSG:3405" in t)


# In its place on the earth


def placed(page) -> list[tuple[np.ndarray, dict]]:
    """For each viewport: the plane of WGS 84 / UTM 48N → points of the page, by its own numbers."""
    found = []
    for view in page["/VP"]:
        measure, (left, low, right, top) = view["/Measure"], (float(v) for v in view["/BBox"])
        assert (view["/Type"], measure["/Subtype"]) == ("/Viewport", "/GEO")
        gcs = measure["/GCS"]
        assert (gcs["/Type"], gcs["/EPSG"]) == ("/PROJCS", 32648)
        assert gcs["/WKT"].startswith('PROJCS["WGS_1984_UTM_Zone_48N"')
        lat_lon = np.array([float(v) for v in measure["/GPTS"]]).reshape(-1, 2)
        unit = np.array([float(v) for v in measure["/LPTS"]]).reshape(-1, 2)
        plane = np.column_stack(Transformer.from_crs(4326, 32648).transform(*lat_lon.T))
        page_points = np.array([left, low]) + unit * np.array([right - left, top - low])
        known = np.column_stack([plane, np.ones(len(plane))])
        affine, *_ = np.linalg.lstsq(known, page_points, rcond=None)
        assert np.abs(known @ affine - page_points).max() < 0.01  # points: the frame is a rectangle of that plane too
        found.append((affine, view))
    return found


def test_a_place_is_found_on_the_page_where_the_sheet_drew_it(drawing, pdf, pair):
    for sheet, content in ((drawing, pdf), (pair, pdf_of([pair], request=pair.request))):
        views = placed(opened(content).pages[0])
        assert len(views) == len(sheet.extents)
        for (affine, _), extent in zip(views, sheet.extents, strict=True):
            for _, lon, lat in TOWNS.values():
                east, north = Transformer.from_crs(4326, 32648).transform(lat, lon)
                x, y = np.array([east, north, 1.0]) @ affine * 25.4 / 72
                assert (x, y) == pytest.approx(tuple(extent.to_paper(np.array([[lon, lat]]))[0]), abs=0.05)


def test_both_maps_of_a_pair_are_named(pair):
    _, (first, last) = leaf_of(pair), (frame.name for frame in leaf_of(pair).frames)
    assert (first.split(":")[0], last.split(":")[0]) == ("Before", "After")


# For the archive


def test_the_archival_file_conforms_to_pdf_a(archival):
    assert archival_faults(archival) == []
    assert len(opened(archival).pages) == 2  # the routes, legend and sources too
    assert "/VP" in opened(archival).pages[0]
    xmp = opened(archival).xmp_metadata
    assert (xmp.pdfaid_part, xmp.pdfaid_conformance) == ("2", "B")
    (intent,) = root(archival)["/OutputIntents"]
    assert intent["/OutputConditionIdentifier"].startswith("sRGB")


@pytest.mark.parametrize("missing", ["/OutputIntents", "/Metadata"])
def test_what_the_archive_asks_for_is_missed(archival, missing):
    with pikepdf.open(io.BytesIO(archival)) as file:
        del file.Root[missing]
        out = io.BytesIO()
        file.save(out)
    assert archival_faults(out.getvalue())


def codes(page: pikepdf.Page) -> set[tuple[str, int]]:
    """Font and code of each letter that a page shows."""
    found, font = set(), ""
    for operands, operator in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        if str(operator) == "Tf":
            font = str(page.Resources.Font[operands[0]].BaseFont)
            continue
        for text in operands[0] if str(operator) == "TJ" else operands:
            if isinstance(text, pikepdf.String):
                pairs = bytes(text)
                found |= {(font, 256 * pairs[n] + pairs[n + 1]) for n in range(0, len(pairs), 2)}
    return found


def test_no_letter_has_the_code_of_a_missing_one_on_any_page(pdf, archival, atlas):
    for content in (pdf, archival, atlas):
        with pikepdf.open(io.BytesIO(content)) as file:
            shown = [codes(page) for page in file.pages]
        assert all(len(page) > 30 for page in shown)
        assert 0 not in {code for page in shown for _, code in page}


def test_the_letters_of_a_page_with_a_map_are_looked_at(drawing, monkeypatch):
    monkeypatch.setattr(writers, "spare_first_code", lambda pages: None)
    with pytest.raises(InputError, match=r"\.notdef"):
        pdf_of([replace(drawing, annex=())], request=drawing.request, archival=True)


def test_a_file_that_does_not_conform_is_not_given_away(drawing, monkeypatch):
    monkeypatch.setattr(finish, "packet", lambda told, *, producer, archival: b"<nothing/>")
    with pytest.raises(InputError, match="PDF/A-2b"):
        pdf_of([drawing], request=drawing.request, archival=True)


def test_an_empty_line_is_left_out(drawing):
    told = about(drawing.request)
    assert told.subject
    bare = render(request(), source=WORLD)
    assert opened(bare).metadata.subject is None
    assert b"dc:description" not in bare
