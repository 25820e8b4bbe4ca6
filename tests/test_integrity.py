"""Data that are not those released: told on every page and in every file, decoration left out, the rest whole."""

from __future__ import annotations

import shutil

import pytest
import shapely
from opening import map_arguments, opened, words_of

import layers
from analysis.runtime.archive import kept_json
from briefing.content.bounds import province_bounds
from briefing.content.data_source import DataSource
from briefing.map.print_map import draw
from briefing.map.print_request import PrintRequest
from layers.catalogue import CATALOGUE
from layers.integrity import altered_layers, altered_sentence, digest_of
from layers.schema import DataFaultsError
from webmap import prepared
from words import Lang, say
from words.errors import DataError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the data to damage, which the program takes for its own."""
    copy = tmp_path / "geo"
    shutil.copytree(layers.data_folder(), copy)
    monkeypatch.setenv("LIEN_TINH_DATA", str(copy))
    monkeypatch.setattr("layers.integrity._GOOD_FOR_S", -1.0)  # a test damages files faster than a person
    return copy


def flip(path, at: float = 0.5) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    path.write_bytes(bytes(content))


def test_the_shipped_layers_are_those_of_the_manifest():
    assert altered_layers() == ()
    assert altered_sentence((), Lang.VI) == ""


@pytest.mark.parametrize("name", sorted(set(CATALOGUE) - {"study"}))
def test_every_layer_that_differs_by_one_byte_is_named(folder, name):
    flip(folder / CATALOGUE[name].file)
    assert altered_layers() == (name,)
    assert altered_layers(folder=folder) == (name,)
    for lang in Lang:
        assert CATALOGUE[name].file in altered_sentence((name,), lang)


def test_a_table_cut_in_half_is_said_on_pages_that_read_it_and_on_others(folder):
    path = folder / "published.csv"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for page in ("agreement", "own"):
        at = opened(page, lang="vi")
        assert [w.value.replace("\\", "") for w in at.warning] == [altered_sentence(("published",), Lang.VI)]
        assert not at.exception


@pytest.mark.parametrize("how", ["missing", "cut"])
def test_without_its_study_every_page_says_one_sentence_in_both_languages(folder, how):
    path = folder / "study.toml"
    path.unlink() if how == "missing" else path.write_text(path.read_text(encoding="utf-8")[:300], encoding="utf-8")
    at = opened("browse")
    assert not at.exception
    assert len(at.error) == 1
    said = at.error[0].value.replace("\\", "")
    assert "study.toml" in said
    vietnamese, english = said.split("\n\n")
    assert "ao chép lại" in vietnamese
    assert "opy" in english


def test_a_map_without_a_layer_of_decoration_is_drawn_and_says_so(folder):
    (folder / CATALOGUE["cambodia_provinces"].file).unlink()
    at = opened("browse", lang="vi")
    assert not at.exception
    assert '"kind":"province"' in map_arguments(at)["drawn"]
    assert CATALOGUE["cambodia_provinces"].file in words_of(at).replace("\\", "")
    source = DataSource.of_folder()
    sheet = draw(PrintRequest(bounds=province_bounds(source), altered=altered_layers()), source=source)
    foot = " ".join(one.text for one in sheet.canvas.written if one.where == "foot")
    assert say("layers.altered", Lang.VI, names="")[:40] in foot
    (folder / CATALOGUE["roads"].file).unlink()
    with pytest.raises(DataError):
        DataSource.of_folder().layer("roads")  # no decoration: figures rest on it


def test_geometry_that_no_operation_could_trust_is_refused_on_reading(folder):
    path = folder / CATALOGUE["provinces_2022"].file
    whole = layers.read("provinces_2022")
    bow = shapely.Polygon([(106, 11), (107, 12), (107, 11), (106, 12), (106, 11)])
    far = shapely.box(106, 11, 1e9, 12)
    for wrong in (bow, far):
        broken = whole.copy()
        broken.loc[0, "geometry"] = wrong
        broken.to_parquet(path)
        with pytest.raises(DataFaultsError) as caught:
            layers.read("provinces_2022")
        assert [fault.key for fault in caught.value.faults] == ["layers.wrong_geometry"]


def test_only_layers_that_differ_are_read_to_find_faults(folder, monkeypatch):
    read: list[str] = []
    real = layers.read
    monkeypatch.setattr(prepared.layers, "read", lambda name: (read.append(name), real(name))[1])
    assert prepared.faults() == ()
    assert read == []
    (folder / CATALOGUE["water"].file).write_bytes(b"PAR1")
    flip(folder / CATALOGUE["parks"].file, at=0.99)
    assert {fault.values["file"] for fault in prepared.faults()} >= {CATALOGUE["water"].file}
    assert set(read) == {"water", "parks"}


def test_a_base_map_is_made_once_for_all_starts_and_anew_for_other_data(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("LIEN_TINH_CACHE", str(tmp_path / "kept"))
    made: list[int] = []

    def make() -> dict[str, str]:
        made.append(1)
        return {"script": "đường"}

    def ask() -> dict[str, str]:
        return kept_json("basemap", ["a", digest_of("water")], make)

    assert ask() == ask() == {"script": "đường"}
    assert len(made) == 1
    flip(folder / CATALOGUE["water"].file)
    assert ask() == {"script": "đường"}
    assert len(made) == 2
    for path in (tmp_path / "kept" / "basemap").glob("*.npz"):
        path.write_bytes(path.read_bytes()[:-40])
    ask()
    assert len(made) == 3  # a damaged one is made anew
    monkeypatch.setenv("LIEN_TINH_CACHE", "off")
    ask()
    assert len(made) == 4
