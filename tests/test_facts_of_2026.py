"""What the sources say by November 2026, and what the report of March 2022 does not say."""

from __future__ import annotations

import re
import tomllib

import pytest

import layers
from analysis.scenarios.variants import CURRENT, Variant
from layers.catalogue import GENERAL_HOSPITAL, SPECIALITIES
from layers.projects import read_projects
from layers.reading import data_folder
from layers.study_area import study
from pipeline.places.hospitals import speciality
from words import Lang, say

PROJECTS = {p.id: p for p in read_projects()}


@pytest.fixture(scope="module")
def march() -> dict:
    return tomllib.loads((data_folder() / "agreement.toml").read_text(encoding="utf-8"))


def test_the_page_tells_no_signed_agreement(march):
    words = {lang: " ".join(tomllib_texts(lang)) for lang in Lang}
    assert not re.search("thỏa thuận", words[Lang.VI], re.IGNORECASE)
    assert not re.search(r"\bagreement\b", words[Lang.EN], re.IGNORECASE)
    told = str(march)
    for never in ("khép kín", "đầu tư trở lại", "thông suốt", "made continuous", "resume"):
        assert never not in told, never
    assert say("app.page_agreement", Lang.VI) == "Chủ trương hợp tác tháng 3/2022"
    assert "thống nhất về nguyên tắc" in march["meeting"]["text_vi"]


def tomllib_texts(lang: Lang) -> list[str]:
    """All texts of the interface but those that name keys of the command line."""
    folder = data_folder().parents[1] / "words" / lang.value
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml"))]
    return [str(v) for table in tables for k, v in table.items() if not k.startswith("cli_")]


def test_who_asked_for_what(march):
    by = {request["id"]: request["by"] for request in march["requests"]}
    assert by["binh-phuoc-long-thanh"] == "binh_phuoc"
    assert {k for k, v in by.items() if v == "both"} == {"hcm-road", "ql14c", "ring-road-3", "ring-road-4"}
    asked = {request["id"]: request["asked_vi"] for request in march["requests"]}
    assert "sớm chuyển giai đoạn" in asked["binh-phuoc-long-thanh"]
    assert "đồng bộ hóa các tuyến đường" in asked["existing-connections"]
    assert "environment" in {theme["id"] for theme in march["themes"]}


def test_what_has_no_alignment_is_listed_and_never_drawn(march):
    names = {work["id"] for work in march["unplaced"]}
    assert names == {"bach-dang-2"}
    assert not names & PROJECTS.keys()


def test_clearing_land_is_not_building_a_road():
    for name in ("ct31-moc-bai", "ct02-gia-nghia-chon-thanh"):
        assert {s.status for s in PROJECTS[name].sections} == {"planned"}, name
        assert re.search("mặt bằng", PROJECTS[name].status_now_vi)


def test_ben_luc_long_thanh_is_open_as_published():
    project = PROJECTS["ben-luc-long-thanh"]
    assert project.status_km()["open"] == pytest.approx(28.2, rel=0.04)
    slow = sum(s.length_km for s in project.sections if s.design_speed_kmh == 80)
    assert slow == pytest.approx(21.85 - 16.6, abs=0.1)


def test_go_dau_xa_mat_begins_and_costs_as_approved():
    project = PROJECTS["ct32-go-dau-xa-mat"]
    assert project.sections[0].length_km == pytest.approx(28, rel=0.015)
    assert project.sections[0].design_speed_kmh == 120
    assert (project.costs[0].low_bn_vnd, project.costs[0].land_included) == (9826, True)
    assert project.costs[0].low_bn_vnd == 2281 + 5920 + 474 + 1151


def test_both_sets_of_lengths_of_gia_nghia_chon_thanh_are_told():
    told = {(x.scope, x.value_km) for x in PROJECTS["ct02-gia-nghia-chon-thanh"].published_lengths}
    assert {("total", 124), ("total", 128.8), ("70", 101.03), ("70", 101), ("67", 23.1), ("67", 27.8)} == told


def test_the_branch_to_dong_phu_is_open_as_far_as_the_boundary():
    first, *rest = PROJECTS["dong-phu-binh-duong"].sections
    assert (first.status, str(first.opened), first.lanes) == ("open", "2024-09-23", 6)
    assert first.by_province_km.keys() <= {"74", "70"}
    assert {s.status for s in rest} == {"proposed"}


def test_the_present_state_carries_the_date_of_the_data():
    assert study().data_date.isoformat() == "2026-11-27"
    assert "27/11/2026" in Variant(CURRENT).title(Lang.VI)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Bệnh viện Đa khoa huyện Bù Đốp", "general"),
        ("Bệnh viện Mắt Việt-Nga", "eye"),
        ("Bệnh viện mắt Sài Gòn", "eye"),
        ("Bệnh viện Răng Hàm Mặt Trung Ương TP. Hồ Chí Minh", "dental_ent"),
        ("Bệnh viện Thẩm mỹ Á Âu", "cosmetic_skin"),
        ("Bệnh viện Lao & Bệnh phổi tỉnh Tây Ninh", "lung_infectious"),
        ("Bệnh viện Tâm Hồng Phước", "general"),
        ("Bệnh viện Tim Tâm Đức", "cancer_blood_heart"),
        ("Bệnh viện Từ Dũ", "women_children"),
        ("Trung tâm Y tế huyện Xuyên Mộc", "general"),
    ],
)
def test_a_hospital_is_what_its_name_says(name, kind):
    assert speciality(name) == kind
    assert kind in SPECIALITIES


def test_the_nearest_hospital_is_a_general_one(world):
    rows = layers.read("places").query("kind == 'hospital'").set_index("id")["speciality"]
    counted = set(world.of_kind("hospital"))
    assert counted == set(rows.index[rows == GENERAL_HOSPITAL])
    assert 0 < len(counted) < len(rows)
    assert len(world.of_kind("airport")) == sum(p.kind == "airport" for p in world.places.values())
