"""What the texts of an alignment say of where it lies is what its line says."""

from __future__ import annotations

import re

import numpy as np
import pytest
import shapely

from layers import read, read_projects

_THROUGH = re.compile(r"(?P<most>Phần lớn qua|Qua) (?P<province>[^(]+?)(?: \(|,|$)")


def test_a_section_named_after_a_province_lies_in_it():
    provinces = read("provinces_2022")
    codes = dict(zip(provinces["name"], provinces["code"], strict=True))
    told = 0
    for project in read_projects():
        for section in project.sections:
            named = _THROUGH.match(section.name_vi)
            if named is None or (code := codes.get(named["province"])) is None:
                continue
            told += 1
            share = section.by_province_km.get(code, 0.0) / section.length_km
            assert share > (0.9 if named["most"].startswith("Phần") else 0.995), (section.name_vi, share)
            assert named["most"] == "Qua" or share < 0.995, section.name_vi
    assert told > 5


def test_the_line_along_the_border_is_as_near_as_its_note_says():
    project = next(p for p in read_projects() if p.id == "ql14c-border-line")
    nearest, farthest = (float(n) for n in re.search(r"từ (\d+) đến (\d+) km", project.notes_vi).groups())
    border = shapely.union_all(read("border").to_crs(9209).geometry.to_numpy())
    lines = read("projects").query("project_id == 'ql14c-border-line'").to_crs(9209).geometry
    spots = [line.interpolate(m) for line in lines for m in np.arange(0, line.length, 500)]
    away_km = shapely.distance(spots, border) / 1000
    assert np.mean((away_km >= nearest) & (away_km <= farthest)) == pytest.approx(0.9, abs=0.05)
    assert round(shapely.distance(shapely.Point(lines.iloc[-1].coords[-1]), border) / 1000) == int(
        re.search(r"cách (\d+) km\)", project.notes_vi)[1]
    )
