"""Studies of any two provinces: names, the national pack, what a study holds, and what cannot be built."""

from __future__ import annotations

import errno
import importlib
import json
import re
import shutil
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
from opening import opened, words_of
from test_words import placeholders

from analysis import Scenario, load_world, skim
from analysis.appraisal import district_trips
from analysis.measures import matrix_ends
from analysis.scenarios import Assumptions, district_capitals
from country import (
    building as build_module,
    delete,
    expressways,
    library,
    notes,
    pack_digest,
    pair_of,
    preview,
    studies,
    touching,
    units,
)
from country.area import area_of
from country.cli import main
from country.pack import PACK, pack_faults, shapes, table
from country.settlements import settled
from layers import BUILT_IN, VN2000_UTM48N, Edition, check_all, kind_text, manifest, named_after, study
from pipeline.country import checks
from setup_steps import server
from setup_steps.speech import SetupError
from views.components import shell
from views.pages.study import other_study, preview_map, study_page
from words import STANDING, VARIANTS, InputError, Lang, catalogue, say, texts as words_texts

OLD, NEW = Edition.Y2022, Edition.Y2025


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """A folder of the user's own with one study in it."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(autouse=True)
def _there(kept, monkeypatch):
    monkeypatch.setattr(library, "kept_folder", lambda: kept)


@pytest.fixture(scope="module")
def built(kept) -> Path:
    """Hà Nam and Ninh Bình: small provinces, so that a test builds them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "kept_folder", lambda: kept)
        return build_module.build(pair_of(["Ha Nam", "Ninh Binh"], OLD))


@pytest.fixture(scope="module")
def single(tmp_path_factory) -> Path:
    """Hà Nam alone, in a folder that no other test lists."""
    folder = tmp_path_factory.mktemp("single")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "kept_folder", lambda: folder)
        return build_module.build(pair_of(["Ha Nam"], OLD))


def test_the_pack_is_whole_and_small():
    assert pack_faults() == []
    assert checks.faults(PACK) == []
    assert sum(path.stat().st_size for path in PACK.iterdir()) < 25_000_000


def test_units_of_both_editions():
    assert (len(units(OLD)), len(units(NEW))) == (63, 34)
    parts = [part for unit in units(NEW) for part in unit.parts]
    assert sorted(parts) == sorted(unit.code for unit in units(OLD))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("hai phong,QUANG NINH", "hai-phong_quang-ninh_2022"),
        ("Quảng Ninh, Tp. Hải Phòng", "hai-phong_quang-ninh_2022"),
        ("tỉnh Bà Rịa - Vũng Tàu,tphcm", "tp-ho-chi-minh_ba-ria-vung-tau_2022"),
        ("46,48", "thua-thien-hue_da-nang_2022"),
    ],
)
def test_names_are_taken_as_people_write_them(said, meant):
    assert pair_of(said.split(","), OLD).name == meant


@pytest.mark.parametrize(
    ("said", "edition", "key"),
    [
        (" , ", OLD, "country.number_of"),
        ("Hà Nội,Huế,Đà Nẵng,Cà Mau", OLD, "country.number_of"),
        ("Hà Nội,ha noi", OLD, "country.same_twice"),
        ("Hà Nội,Quãng Nin", OLD, "country.unknown"),
        ("Hà Nội,xyzzy", OLD, "country.unknown_far"),
        ("Gia Lai,Bình Định", NEW, "country.other_edition"),
    ],
)
def test_what_is_no_pair_is_said(said, edition, key):
    with pytest.raises(InputError) as told:
        pair_of(said.split(","), edition)
    assert told.value.key == key
    assert all(told.value.text(lang) for lang in Lang)


def test_the_other_edition_names_the_province_of_now():
    with pytest.raises(InputError) as told:
        pair_of(["Hải Dương", "Quảng Ninh"], NEW)
    assert "Hải Phòng" in told.value.text(Lang.VI)


def test_one_province_is_a_study_of_its_own_and_this_is_said():
    alone = pair_of(["Hà Nam"], OLD)
    assert alone.name == "ha-nam_2022"
    assert "Hà Nam" in notes(alone, Lang.VI)[0]
    assert notes(pair_of(["Hà Nam", "Nam Định"], OLD), Lang.VI) == []


def test_what_is_compared_in_one_province_lies_in_it(single):
    region = study(folder=single)
    assert region.alone
    assert [province.code for province in region.own] == ["35"]
    assert region.codes == ("35",)
    assert not region.neighbours
    world = load_world(single)
    ends = [world.places[i] for i in region.ends]
    assert {place.province for place in ends} == {"35"}
    assert ends[0].place_id == region.first.capital
    others = [p for p in world.places.values() if p.district and p.place_id != region.first.capital]
    assert ends[1].population == max(p.population for p in others)
    assert {"cap-hung-yen", "cap-nam-dinh", "cap-ninh-binh"} <= world.places.keys()  # the neighbours' are looked at too


def test_around_one_province_the_near_capitals_of_its_neighbours_are_looked_at():
    seats = shapes("places").query("capital_2022").set_index("province_2022").to_crs(VN2000_UTM48N).geometry
    lon_lat = shapes("places").query("capital_2022").set_index("province_2022").geometry
    for code in ("68", "66", "38"):
        near = [other for other in touching(OLD)[code] if seats[code].distance(seats[other]) <= 120_000]
        assert near
        extent = area_of(pair_of([code], OLD)).box
        assert all(extent.contains(lon_lat[other]) for other in near), code


def test_trips_of_one_province_go_between_its_areas(single):
    world = load_world(single)
    ids = district_capitals(world)
    trips = district_trips(world, Scenario(), Assumptions()).trips
    people = np.array([world.places[i].population for i in ids], dtype=float)
    assert trips.sum(axis=1) == pytest.approx(people)  # one for each inhabitant
    assert not np.diag(trips).any()
    assert (trips[~np.eye(len(ids), dtype=bool)] > 0).all()
    origins, destinations = matrix_ends(world, "other_province")
    assert origins == [study(folder=single).first.capital]
    assert set(destinations) == set(ids) - set(origins)


def test_no_text_of_one_province_speaks_of_two(single):
    strange = re.compile(
        "hai tỉnh|tỉnh kia|tỉnh bên kia|tỉnh bạn|liên tỉnh|two provinces|both provinces|the other province|two capitals"
    )
    about_others = {
        "agreement",
        "browse",
        "country",
        "document.propose_province",
        "national",
        "setup",
        "study_view",
        "server",
        "store",
    }
    with named_after(single):
        for lang in Lang:
            for key in catalogue(lang):
                if not {key, key.partition(".")[0]} & about_others and "cli" not in key and "help" not in key:
                    found = words_texts._of_region(key, lang)
                    other = key.startswith("three_provinces.") or "{river}" in found  # a study has no river
                    assert other or not strange.search(found), (key, found)
        assert say("app.name_short", Lang.VI) == "Hà Nam"
    with named_after(BUILT_IN):
        assert " – " in say("app.name_short", Lang.VI)


def test_texts_for_one_province_and_for_three_stand_for_others():
    for lang in (Lang.VI, Lang.EN):
        texts = catalogue(lang)
        named = {key: key.partition(".")[2] for key in texts if key.partition(".")[0] in VARIANTS}
        assert len(named) > 200
        for key, meant in named.items():
            assert meant in texts, key
            assert placeholders(texts[key]) <= placeholders(texts[meant]) | set(STANDING), key


def test_pages_of_one_province_have_no_fault(single, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_DATA", str(single))
    for page in ("browse", "compare", "connectivity", "worth", "briefing", "sources", "study"):
        at = opened(page, lang="vi")
        assert not at.exception
        assert [error.value for error in at.error] == []
        assert "hai tỉnh" not in words_of(at).replace("hai tỉnh bất kỳ", ""), page


def test_three_provinces_hang_together_or_not():
    assert pair_of(["Quảng Nam", "Huế", "Đà Nẵng"], OLD).name == "thua-thien-hue_quang-nam_da-nang_2022"
    assert pair_of(["Huế", "Đà Nẵng", "Quảng Nam"], OLD).touch
    apart = pair_of(["Hà Nội", "Hòa Bình", "Cà Mau"], OLD)
    assert not apart.touch
    assert apart.title(Lang.VI) in notes(apart, Lang.VI)[0]


def test_provinces_that_do_not_touch_are_a_pair_all_the_same():
    assert not pair_of(["Hà Nội", "Cà Mau"], OLD).touch
    assert pair_of(["Huế", "Đà Nẵng"], OLD).touch
    for edition in (OLD, NEW):
        near = touching(edition)
        assert all(code in near[other] for code, others in near.items() for other in others)


def test_people_of_two_counts_stand_apart():
    communes = shapes("communes_2025")
    assert abs(int(communes["population_2019"].sum()) - 96_208_984) < 100
    assert communes["population_2025"].isna().sum() == 342


def test_archipelagos_are_in_the_shapes_and_in_no_area():
    frame = shapes("provinces_2022").set_index("code")
    for code, km2 in (("56", 5_200), ("48", 1_290)):
        assert frame.geometry[code].bounds[2] > 111
        assert frame["area_km2"][code] < km2


def test_expressways_are_numbered_as_they_are_now():
    roads = shapes("roads")
    named = roads[roads["name"] == "Đường cao tốc Hà Nội - Bắc Giang"]
    assert len(named)
    assert set(named["ref"].str.split(";").explode()) & {"CT.01"}
    listed = expressways({"22", "31"})
    assert [one.code for one in listed if one.name.startswith("Hải Phòng")] == ["CT.06"]
    assert not next(one for one in expressways({"92"}) if one.name == "Mỹ An – Cao Lãnh" or one.code == "CT.34").aligned


def test_provincial_roads_with_small_numbers_bear_no_national_shield():
    roads, provinces = shapes("roads"), shapes("provinces_2022").set_index("code")

    def national(code):
        inside = roads.iloc[roads.sindex.query(provinces.geometry[code].buffer(-0.01), predicate="contains")]
        refs = inside.loc[inside["road_class"].isin(("secondary", "tertiary")), "ref"].str.split(";").explode()
        return {ref for ref in refs if ref.startswith("QL")}

    assert not national("46") & {"QL2", "QL3", "QL4", "QL6", "QL7", "QL8A", "QL8B", "QL14B", "QL15"}  # around Huế
    assert "QL49" in national("46")
    assert not national("56") & {"QL2", "QL3", "QL8", "QL9", "QL1B"}  # Khánh Hòa
    assert {"QL1", "QL14", "QL22", "QLN2"} <= set(roads["ref"])


def test_villages_are_no_towns():
    towns = shapes("places").query("kind == 'town'")
    unit = dict(zip(towns["name_vi"], towns["unit"], strict=True))
    assert {unit[name] for name in ("Đá Nổi", "Bình Kiều(1)", "Đăk Kin3", "Pắc Quang", "Quang Long")} == {""}
    assert {unit[name] for name in ("Đắk Hà", "Sơn Tây", "Cái Đôi Vàm", "Ba Chúc")} <= {"town", "commune"}
    assert (unit["Đắk Hà"], unit["Cái Đôi Vàm"], unit["Kon Pne"]) == ("town", "town", "commune")
    left = settled(shapes("places"))
    assert "Đá Nổi" not in set(left["name_vi"])
    assert len(left) == len(shapes("places")) - (towns["unit"] == "").sum()
    assert left.query("kind == 'provincial_capital'")["capital_2022"].sum() == 63


def test_a_study_holds_every_layer(built):
    assert check_all(folder=built) == ()
    region = study(folder=built)
    assert region.editions == (OLD,)  # both are in the new Ninh Bình
    assert {region.first.code, region.second.code} == {"35", "37"}
    assert region.neighbours
    told = manifest(folder=built)
    assert told["agreement"]["title_vi"] == "Chủ trương hợp tác"
    assert told["gates"]["source_vi"].startswith("Chương trình ghi")
    assert told["speeds"]["source"] == manifest(folder=BUILT_IN)["speeds"]["source"]
    record = json.loads((built / "built.json").read_text(encoding="utf-8"))
    assert record["connected"] > 0.95
    assert record["seat_snap_m"] <= 5_000


def test_people_of_the_areas_are_those_of_the_provinces(built):
    region = study(folder=built)
    areas = gpd.read_parquet(built / "districts_2022.parquet")
    for province in (region.first, region.second):
        held = areas.loc[areas["province_code"] == province.code, "population_2019"].sum()
        assert held == province.census_2019
        assert province.districts == (areas["province_code"] == province.code).sum()


def test_a_study_answers_as_the_country_does(built):
    world = load_world(built)
    region = study(folder=built)
    found = skim(world, Scenario(), [region.first.capital], [region.second.capital])
    km = table("capitals_km").set_index("code").loc[region.first.code, region.second.code]
    assert found["shortest_m"].iloc[0] / 1000 == pytest.approx(
        km, abs=3
    )  # the source measured from junction to junction


@pytest.mark.long
def test_the_same_bytes_again(built, kept, monkeypatch, tmp_path):
    monkeypatch.setattr(library, "kept_folder", lambda: tmp_path)
    again = build_module.build(pair_of(["37", "35"], OLD))
    for path in sorted(built.iterdir()):
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_a_build_that_fails_leaves_nothing(kept, monkeypatch):
    def told(done, _total, _step):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_module.build(pair_of(["Hà Nam", "Nam Định"], OLD), told=told)
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(build_module.network, "cut", lambda _: (_ for _ in ()).throw(full))
    with pytest.raises(InputError) as said:
        build_module.build(pair_of(["Hà Nam", "Nam Định"], OLD))
    assert said.value.key == "country.no_room"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(InputError):
        build_module.build(pair_of(["Hà Nam", "Nam Định"], OLD))
    assert [path.name for path in (kept / "studies").iterdir() if "nam-dinh" in path.name] == []


def test_a_study_whose_files_are_held_stays_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "kept_folder", lambda: tmp_path)
    monkeypatch.setattr(build_module, "_write", lambda _pair, writer: (writer.folder / "study.toml").touch())
    region = pair_of(["37", "35"], OLD)
    former = build_module.build(region)
    (former / "study.toml").write_text("former", encoding="utf-8")
    move = Path.rename

    def held(self, target):
        if self == former:
            raise PermissionError(13, "held")
        return move(self, target)

    with monkeypatch.context() as reader:
        reader.setattr(Path, "rename", held)
        with pytest.raises(InputError, match="Close the programs"):
            build_module.build(region)
    assert (former / "study.toml").read_text(encoding="utf-8") == "former"
    assert list(former.parent.iterdir()) == [former]
    assert build_module.build(region) == former
    assert (former / "study.toml").read_text(encoding="utf-8") == ""


def test_studies_are_listed_and_deleted(built, capsys):
    assert [one.name for one in studies()] == [built.name]
    assert main(["--list", "--lang", "vi"]) == 0
    assert built.name in capsys.readouterr().out
    copy = built.with_name("ha-nam_nam-dinh_2022")
    shutil.copytree(built, copy)
    delete(copy.name)
    assert not copy.exists()
    assert main(["--delete", built.name.replace("2022", "2025"), "--lang", "en"]) == 2
    assert built.name in capsys.readouterr().err
    assert main(["--delete", "../x", "--lang", "en"]) == 2
    assert main(["Hà Nam", "--lang", "en"]) == 2
    assert "Hà Nam" in capsys.readouterr().err
    assert [one.name for one in studies()] == [built.name]


def test_another_study_is_opened_where_the_program_lies(tmp_path, monkeypatch):
    asked = {}
    monkeypatch.setattr("subprocess.Popen", lambda command, **options: asked.update(options, command=command))
    other_study._started(tmp_path)
    assert asked["command"][1:4] == ["-m", "server", "app.py"]
    assert {path.name for path in asked["cwd"].iterdir()} >= {"server", "app.py"}
    assert asked["env"]["LIEN_TINH_DATA"] == str(tmp_path)


def test_a_click_opens_a_study_where_this_machine_alone_sees_the_program(monkeypatch):
    address, here = {}, "127.0.0.1"
    monkeypatch.setattr(other_study.st, "get_option", lambda name: address[name])
    for state, listens, named, opens in (
        ("on", here, [here], True),
        (None, here, [here, "localhost"], True),
        (None, "0.0.0.0", [], False),
        (None, None, [], False),
        (None, here, ["office.example"], False),  # behind a proxy
        ("read", here, [here], False),
        ("shared", here, [here], False),
    ):
        address |= {"server.address": listens, "server.allowedHosts": named}
        monkeypatch.delenv("LIEN_TINH_LIBRARY") if state is None else monkeypatch.setenv("LIEN_TINH_LIBRARY", state)
        assert other_study._for_this_machine() is opens
        monkeypatch.setenv("LIEN_TINH_LIBRARY", "off")


def test_pages_of_a_region_without_projects_have_no_fault(built, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_DATA", str(built))
    for page in ("browse", "connectivity", "worth", "briefing", "sources", "study"):
        at = opened(page, lang="vi")
        assert not at.exception
        assert [error.value for error in at.error] == []
        assert page != "browse" or "chưa có dự án" in words_of(at)


@pytest.mark.parametrize(
    ("page", "where", "said"),
    [
        ("connectivity", {"tab": "border"}, "không có biên giới đất liền"),
        ("worth", {"case": "plan"}, "Chưa có tuyến nào để lập chương trình"),
        ("worth", {"case": "land"}, "Vùng này chưa có dự án"),
        ("compare", {}, "Hãy vẽ tuyến hoặc nhập tệp"),
    ],
)
def test_what_a_region_has_nothing_of_is_said(built, monkeypatch, page, where, said):
    monkeypatch.setenv("LIEN_TINH_DATA", str(built))
    at = opened(page, lang="vi", **where)
    assert not at.exception
    assert said in words_of(at)
    assert "lỗi của chương trình" not in words_of(at)
    assert "year-play" not in {button.key for button in at.button}  # no road is built in any year


def test_the_link_to_a_study_comes_when_its_server_answers(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as late:
        port = late.getsockname()[1]
        process = SimpleNamespace(poll=lambda: None)
        other_study._wait(other_study._Other(f"http://127.0.0.1:{port}/?token=x", process))
    monkeypatch.setattr(other_study, "_PATIENCE_S", 0.3)
    began = time.monotonic()
    other_study._wait(other_study._Other(f"http://127.0.0.1:{port}/?token=x", process))  # nobody answers any more
    assert 0.3 <= time.monotonic() - began < 5


def test_legends_and_credits_tell_what_a_study_holds(built):
    with named_after(built):
        for lang in Lang:
            assert "geoBoundaries" not in say("briefing.credits", lang)
            assert "GeoNames" not in say("webmap.credit", lang)
        assert kind_text("district_capital", Lang.VI, OLD) == "Đô thị, trung tâm của vùng quanh đô thị"
        assert "không phải đơn vị cấp huyện" in say("layers.districts_2022", Lang.VI)
    with named_after(BUILT_IN):
        assert "geoBoundaries" in say("briefing.credits", Lang.VI)
        assert "GeoNames" in say("webmap.credit", Lang.VI)
        assert "vi.wikipedia" not in say("briefing.credits", Lang.VI)
        assert kind_text("district_capital", Lang.EN, OLD) == "District capital"


def test_the_first_offer_are_neighbours_not_yet_studied():
    at = opened("study", lang="vi")
    for edition in (OLD, NEW):
        if edition is NEW:
            at.segmented_control(key="study-edition").set_value("2025").run()
        first = next(box for box in at.selectbox if box.key == f"study-first-{edition.value}")
        second, third = (
            next(b for b in at.selectbox if b.key == f"study-{w}-{edition.value}-{first.value}")
            for w in ("second", "third")
        )
        region = study()
        assert first.value == region.focus(edition)[0]
        assert second.value in touching(edition)[first.value]
        assert second.value not in region.focus(edition)
        assert third.value == ""
        assert "Hue" in " ".join(first.options)  # found by what is typed without marks
        assert [note.value for note in at.info] == []


def test_expressways_with_an_alignment_are_drawn_and_the_others_said(built, monkeypatch):
    drawn = []
    monkeypatch.setenv("LIEN_TINH_DATA", str(built))
    monkeypatch.setattr(study_page.map_panel, "show", lambda shown, **_: drawn.append(shown))
    at = opened("study", lang="vi")
    assert not at.exception
    layer = drawn[-1].results[0]
    keys = {shape.key for shape in layer.shapes}
    assert keys
    assert keys == set(re.findall(r'data-map-feature="(expressway:\d+)"', _html(at)))
    assert "chưa có hướng tuyến" in _html(at)


def test_where_two_sources_differ_on_an_opening_both_are_said():
    later = {one.name: one for one in expressways({"46", "48", "80", "75"}) if one.opened}
    assert set(later) == {"La Sơn – Hòa Liên", "Bến Lức – Long Thành"}
    told = {name: str(study_page._stretch(one, None, Lang.VI)[3]) for name, one in later.items()}
    assert "tháng 4/2022 (hiểu biết chung, chưa kiểm chứng)" in told["La Sơn – Hòa Liên"]
    assert "10,4 km đầu tiên thông xe tháng 2/2025 (vietnamnews 1666250)" in told["Bến Lức – Long Thành"]
    assert all("Hai nguồn khác nhau" in text for text in told.values())


def test_what_is_chosen_is_shown_before_it_is_built():
    chosen = preview(pair_of(["Huế", "Đà Nẵng"], OLD))
    km2, people = shapes("provinces_2022").set_index("code").loc[["46", "48"], ["area_km2", "population_2019"]].sum()
    assert sum(one.area_km2 for one in chosen.units) == pytest.approx(km2)
    assert sum(one.people_2019 for one in chosen.units) == people
    for one in chosen.units:
        assert 0 < one.main_km < one.road_km < 5_000
    assert chosen.offshore == ("48",)
    *each, total = preview_map.rows(chosen.units, Lang.EN)
    figures = [[int(cell.replace(",", "")) for cell in row[1:]] for row in (*each, total)]
    assert [sum(column) for column in zip(*figures[:-1], strict=True)] == figures[-1]  # of what is shown
    assert len(preview_map.rows(chosen.units[:1], Lang.EN)) == 1
    drawn = preview_map.drawing(chosen, Lang.VI)
    assert "Thừa Thiên Huế" in drawn
    assert 'd=""' not in drawn  # Huế is of several parts


def test_the_roads_of_all_provinces_add_up():
    roads = shapes("roads")
    each = roads["length_m"] / 1000 * np.where(roads["oneway"], 0.5, 1) * ~roads["ramp"]
    km = importlib.import_module("country.preview")._kilometres(pack_digest())
    assert km["all"].sum() == pytest.approx(each.sum(), rel=0.002)  # some lie at sea, or a step beyond the border


def test_a_study_without_routes_asks_nothing_about_them(built, monkeypatch):
    assert list(shell._guide(Lang.VI)["tasks"]) == ["routes", "change", "order", "meeting", "study"]
    monkeypatch.setattr(shell.data, "projects", lambda: ())
    bare = shell._guide(Lang.VI)
    assert list(bare["tasks"]) == ["own", "ties", "meeting", "study"]
    assert "chưa có dự án" in bare["guide_lines"][0]


def test_an_expressway_with_a_project_is_told_as_the_project_tells_it():
    words = words_of(opened("study", lang="vi"))
    assert "theo dự án “Cao tốc TP. Hồ Chí Minh – Mộc Bài (CT.31)”" in words
    assert "51,0 km" in words


def test_the_page_builds_lists_and_deletes(built, monkeypatch):
    asked = []
    copy = built.with_name("ha-nam_nam-dinh_2022")

    def build(pair, *, told):
        told(0, 1, "country.step_area")
        asked.append(pair.name)
        return shutil.copytree(built, copy)

    monkeypatch.setattr("country.build", build)
    at = opened("study", lang="vi")
    at.selectbox(key="study-first-2022").set_value("35").run()
    at.selectbox(key="study-second-2022-35").set_value("36").run()
    at.button(key="study-build").click().run()
    assert asked == [copy.name]
    assert "Đã dựng Hà Nam – Nam Định" in " ".join(told.value for told in at.success)
    assert f"study-delete-{copy.name}" in {button.key for button in at.button}
    at.button(key=f"study-delete-{copy.name}").click().run()
    assert not copy.exists()
    at.selectbox(key="study-second-2022-35").set_value("").run()
    assert "Chỉ một tỉnh, Hà Nam" in at.info[0].value
    at.selectbox(key="study-third-2022-35").set_value("96").run()
    assert "không liền nhau" in at.info[0].value


def _html(at) -> str:
    return " ".join(element.proto.body for element in at.get("html"))


def test_a_map_of_one_edition_is_not_asked_for_the_other(built, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_DATA", str(built))
    at = opened("browse", lang="vi", edition="2025")
    assert "edition=2025" in at.warning[0].value


def test_run_py_opens_a_study_that_was_built(built, monkeypatch):
    assert server.study_env("") == {}
    monkeypatch.setattr(server, "STUDIES", built.parent)
    assert server.study_env(built.name) == {"LIEN_TINH_DATA": str(built)}
    for name in ("ha-nam_hue_2022", "../geo"):
        with pytest.raises(SetupError) as told:
            server.study_env(name)
        assert built.name in str(told.value.text(Lang.EN))
