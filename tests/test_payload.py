"""What the browser is sent: geometry that comes back to a metre, texts that cannot break out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely
from decoding import decode
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from webmap.payload import encode, encode_parts, script_json
from webmap.popups import popup, sources, tip
from words import Lang

RUNTIME = Path(__file__).parents[1] / "webmap" / "browser" / "draw.js"
NASTY = "</script><img src=x onerror=alert(1)> & \"Đồng\" 'Xoài'"


def test_a_line_is_its_steps():
    # 1e-5 degrees is 1: steps (1, 2), (-1, 0) are written 2·1, 2·2, then ~(-2) = 1, 0
    assert encode([shapely.LineString([(0.00001, 0.00002), (0, 0.00002)])]) == "CEBA"
    assert encode([]) == encode([shapely.LineString()]) == ""


@given(
    st.lists(
        arrays(float, st.tuples(st.integers(1, 6), st.just(2)), elements=st.floats(-180, 180)), min_size=1, max_size=4
    )
)
def test_what_is_encoded_comes_back_to_a_metre(parts):
    back = decode(encode_parts(parts))
    assert [len(part) for part in back] == [len(part) for part in parts]
    for sent, got in zip(parts, back, strict=True):
        assert np.abs(sent - got).max() <= 0.500001e-5


def test_rings_with_holes_are_parts():
    square = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    assert [len(part) for part in decode(encode([square]))] == [5, 5]


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
def test_the_browser_decodes_alike():
    runtime = RUNTIME.read_text(encoding="utf-8")
    text = encode(
        [shapely.LineString([(106.1, 11.31), (105.99999, 11.5)]), shapely.LineString([(0, -1), (179.99999, 85)])]
    )
    stub = "var window = {}; var L = {Layer: {extend: function (x) { return x; }}};"
    script = f"{stub}{runtime};console.log(JSON.stringify(window.lienTinh.decode({json.dumps(text)})));"
    told = subprocess.run(
        [shutil.which("node"), "-e", script], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert [[tuple(p[::-1]) for p in part] for part in json.loads(told.stdout)] == decode(text)


def test_no_text_escapes_its_script_or_its_tag():
    assert "<" not in script_json(NASTY + "<!-- <b>")
    assert json.loads(script_json(NASTY + "\u2028")) == NASTY + "\u2028"
    for html in (tip(NASTY, NASTY), popup(NASTY, [NASTY])):
        assert "<img" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_only_web_addresses_become_links():
    html = sources(
        ["javascript:alert(1)", 'https://example.vn/a?b=1&c="', "giả định", "", 'https://example.vn/a?b=1&c="'], Lang.VI
    )
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.vn/a?b=1&amp;c=&quot;"]
    assert sources(["giả định"], Lang.VI) == ""
