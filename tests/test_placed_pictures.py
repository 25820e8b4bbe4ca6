"""Pictures of a sheet lie in their place on the earth, and letters of a drawing stay letters; read by other libraries."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from printed import TOWNS, WORLD, request
from pyproj import CRS, Transformer

from briefing import draw, render
from briefing.cli import commands
from briefing.map.print_map import require_room
from words.errors import InputError

VN2000 = Transformer.from_pipeline(  # EPSG:6960 written out, and the zone: another way than the program's
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 "
    "+rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 "
    "+step +proj=utm +zone=48 +ellps=WGS84"
)
DPI = 150
RED = (192, 57, 43)


@pytest.fixture(scope="module")
def drawing():
    return draw(request(format="png", dpi=DPI), source=WORLD)


@pytest.fixture(scope="module")
def tif() -> Image.Image:
    return Image.open(io.BytesIO(render(request(format="tif", dpi=DPI), source=WORLD)))


@pytest.fixture(scope="module")
def packed() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(render(request(format="pngw", dpi=DPI), source=WORLD))) as files:
        return {name: files.read(name) for name in files.namelist()}


def red_squares(picture: Image.Image, right: int) -> np.ndarray:
    """Centres of the two capitals' red squares on the map, in pixels, west to east."""
    red = np.abs(np.asarray(picture.convert("RGB")).astype(int)[:, :right] - RED).max(axis=2) <= 3
    rows, columns = np.nonzero(red)
    east = columns > columns.mean()
    return np.array([(columns[w].mean() + 0.5, rows[w].mean() + 0.5) for w in (~east, east)])


def grounds() -> np.ndarray:
    """The two capitals in EPSG:3405."""
    return np.array([VN2000.transform(lon, lat) for _, lon, lat in TOWNS.values()])


def test_a_geotiff_says_where_its_pixels_lie(tif, drawing):
    tags = tif.tag_v2
    keys = np.array(tags[34735]).reshape(-1, 4)
    assert keys[0].tolist() == [1, 1, 1, len(keys) - 1]
    said = {int(key): int(value) for key, _, _, value in keys[1:]}
    assert (said[1024], said[1025], said[3072], said[3076]) == (1, 1, 3405, 9001)
    assert CRS.from_epsg(said[3072]).name in tags[34737]
    (side, same, _), tie = tags[33550], tags[33922]
    assert side == same
    assert tie[:3] == (0, 0, 0)
    found = red_squares(tif, int(drawing.sheet.map.right / 25.4 * DPI)) * (side, -side) + (tie[3], tie[4])
    assert np.abs(found - grounds()).max() < side  # a pixel of 0.17 mm


def test_a_world_file_says_the_same(packed, tif, drawing):
    assert sorted(packed) == ["sheet.pgw", "sheet.png", "sheet.png.aux.xml", "sheet.prj"]
    a, d, b, e, c, f = (float(line) for line in packed["sheet.pgw"].split())
    side, tie = tif.tag_v2[33550][0], tif.tag_v2[33922]
    assert (a, d, b, e) == (pytest.approx(side), 0, 0, pytest.approx(-side))
    assert (c, f) == (pytest.approx(tie[3] + side / 2), pytest.approx(tie[4] - side / 2))
    picture = Image.open(io.BytesIO(packed["sheet.png"]))
    assert picture.size == tif.size
    found = red_squares(picture, int(drawing.sheet.map.right / 25.4 * DPI)) - 0.5  # it speaks of centres
    assert np.abs(found * (a, e) + (c, f) - grounds()).max() < side


def test_both_files_beside_the_picture_name_the_plane(packed):
    assert packed["sheet.prj"].startswith(b'PROJCS["VN_2000_UTM_Zone_48N"')
    assert CRS.from_wkt(packed["sheet.prj"].decode()).to_epsg(min_confidence=25) == 3405
    assert CRS.from_wkt(ET.fromstring(packed["sheet.png.aux.xml"]).find("SRS").text).to_epsg() == 3405


@pytest.mark.parametrize("kind", ["tif", "pngw"])
def test_the_same_bytes_each_time(kind):
    assert render(request(format=kind, dpi=DPI), source=WORLD) == render(request(format=kind, dpi=DPI), source=WORLD)


@pytest.mark.parametrize("kind", ["png", "tif", "pngw"])
def test_a_picture_too_large_is_refused_in_every_format_of_pixels(kind):
    with pytest.raises(InputError, match="A1"):
        require_room(request(format=kind, paper="A1", dpi=600))
    require_room(request(format="pdf", paper="A1", dpi=600))


@pytest.mark.parametrize(
    ("name", "key"), [("a.png", "png"), ("a.PNG.zip", "pngw"), ("a.tif", "tif"), ("a.pdf", "pdf"), ("a.svg", "svg")]
)
def test_the_name_of_a_file_tells_its_format(name, key, tmp_path):
    assert commands._suffix(tmp_path / name) == key


# Text of a drawing


@pytest.fixture(scope="module")
def svg() -> str:
    return render(request(format="svg", title="Ổ khóa $x$ <b> & Ẵ"), source=WORLD).decode()


SVG = "{http://www.w3.org/2000/svg}"


def test_text_of_an_svg_is_text(svg):
    texts = [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]
    for text in ("Ổ khóa $x$ <b> & Ẵ", "CHÚ GIẢI", "Đồng Xoài"):
        assert text in texts


def test_the_font_comes_along_with_every_letter_written(svg):
    faces = re.findall(
        r"font-family:'([^']+)';font-weight:(\w+);font-style:(\w+);src:url\(data:font/woff;base64,([^)]+)\)", svg
    )
    assert {(weight, style) for _, weight, style, _ in faces} == {
        (weight, style) for weight in ("normal", "bold") for style in ("normal", "italic")
    }
    written = {c for element in ET.fromstring(svg).iter(f"{SVG}text") for c in element.text}
    for family, _, _, data in faces:
        font = TTFont(io.BytesIO(base64.b64decode(data)))
        assert {ord(c) for c in written} - font.getBestCmap().keys() == set()
        assert family == font["name"].getDebugName(1)
    used = {family for line in re.findall(r"font-family: ([^;\"]+)", svg) for family in re.findall(r"'([^']+)'", line)}
    assert used == {family for family, *_ in faces}
    assert re.search(r"font-weight: (bold|700)|font: [^;]*(bold|700)", svg)
    assert len(svg) < 1_500_000
