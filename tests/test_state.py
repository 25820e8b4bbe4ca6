from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import given, strategies as st

from analysis.appraisal import BENEFITS
from analysis.choices import parameters
from analysis.network import Mode, SpeedCase
from analysis.scenarios import DRAFT, Access, Assumptions, Variant, Weighting, ready_keys
from briefing import GEODATA_FORMATS, MAP_FORMATS, REPORT_FORMATS
from layers.catalogue import STATUSES, Edition
from layers.projects import read_projects
from views.state import (
    address as url,
    briefing_settings,
    compare_settings,
    connectivity_settings,
    scenario_codec,
)
from views.state.session_view import View, Way, switches
from words import Lang, say

KNOWN = parameters.Known(
    routes={"hcm-road", "ql14c", "ring-road-3"}, places={"cap-tay-ninh", "cap-dong-xoai", "gate-moc-bai"}
)

_NAMES = st.text(
    st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u00a0"), min_size=1, max_size=20
).filter(scenario_codec.usable_name)
_STRETCHES = st.builds(
    "{}/{}@{}".format, st.sampled_from(["hcm-road", "ring-road-3"]), st.integers(1, 99), st.integers(0, 10**6)
)
_SAVED = st.builds(
    Variant,
    key=st.just("own-1"),  # the settings give each its own
    name=_NAMES,
    units=st.frozensets(st.sampled_from(sorted(KNOWN.routes))),
    year=st.none() | st.integers(2021, 2100),
    closed_links=st.frozensets(st.integers(0, 99999), max_size=4),
    closed_stretches=st.frozensets(_STRETCHES, max_size=3),
)
_ASSUMPTIONS = st.builds(
    Assumptions,
    mode=st.sampled_from(Mode),
    speeds=st.sampled_from(SpeedCase),
    access=st.sampled_from(Access),
    restricted_links=st.booleans(),
    weighting=st.sampled_from(Weighting),
    beta_per_min=st.floats(0, 1),
    districts=st.frozensets(st.sampled_from(sorted(KNOWN.places))),
)
_STUDIES = st.builds(
    compare_settings.CompareSettings,
    ready=st.frozensets(st.sampled_from(ready_keys())).map(lambda x: tuple(k for k in ready_keys() if k in x)),
    saved=st.lists(_SAVED, max_size=scenario_codec.MOST_SAVED, unique_by=lambda x: x.name.casefold()).map(tuple),
    subject=st.sampled_from(["", "agreement", "own-1", DRAFT]),
    part=st.sampled_from(compare_settings.Part),
    closed=st.frozensets(st.integers(0, 99999), max_size=4).map(lambda x: tuple(sorted(x))),
    stretches=st.frozensets(_STRETCHES, max_size=3).map(lambda x: tuple(sorted(x))),
    shut=st.booleans(),
    assumptions=_ASSUMPTIONS,
    goal=st.sampled_from(["", *sorted(KNOWN.places)]),
    measure=st.sampled_from(compare_settings.Measure),
    benefit=st.sampled_from(sorted(BENEFITS)),
)

_LINES = st.sampled_from(["", "Sở GTVT Tây Ninh", "<b> & 'Phòng' \"Quy hoạch\""])
_MEETINGS = st.builds(
    briefing_settings.BriefingSettings,
    kind=st.sampled_from(sorted(REPORT_FORMATS)),
    format=st.sampled_from(sorted(MAP_FORMATS)),
    paper=st.sampled_from(briefing_settings.PAPERS),
    orientation=st.sampled_from(briefing_settings.ORIENTATIONS),
    dpi=st.sampled_from(briefing_settings.RESOLUTIONS),
    extent=st.sampled_from(briefing_settings.EXTENTS),
    scale=st.sampled_from(briefing_settings.SCALES),
    grey=st.booleans(),
    facts=st.booleans(),
    languages=st.sampled_from(briefing_settings.LANGUAGES),
    short=st.booleans(),
    geo=st.sampled_from(sorted(GEODATA_FORMATS)),
    crs=st.sampled_from(briefing_settings.crs_options()),
    organisation=_LINES,
    author=_LINES,
)

_LINKINGS = st.builds(
    connectivity_settings.ConnectivitySettings,
    tab=st.sampled_from(connectivity_settings.Tab),
    access_to=st.sampled_from([*connectivity_settings.KINDS, *sorted(KNOWN.places)]),
    access_area=st.sampled_from(["both", "72", "703"]),
    access_look=st.sampled_from(connectivity_settings.ACCESS_LOOKS),
    access_sheet=st.sampled_from(connectivity_settings.ACCESS_SHEETS),
    border_look=st.sampled_from(connectivity_settings.BORDER_LOOKS),
    border_sheet=st.sampled_from(connectivity_settings.BORDER_SHEETS),
    shown_state=st.sampled_from(connectivity_settings.STATES),
    gate_target=st.sampled_from(connectivity_settings.TARGETS),
    stops=st.none() | st.lists(st.sampled_from(sorted(KNOWN.places)), unique=True).map(tuple),
    round_trip_by=st.sampled_from(connectivity_settings.LEAST),
)

_VIEWS = st.builds(
    View,
    lang=st.sampled_from(Lang),
    edition=st.sampled_from(Edition),
    switches=st.frozensets(st.sampled_from(switches())),
    statuses=st.frozensets(st.sampled_from(STATUSES)),
    routes=st.none() | st.lists(st.sampled_from(sorted(KNOWN.routes)), unique=True).map(tuple),
    focus=st.sampled_from(["", "route:ql14c", "gate:gate-moc-bai", "province:72"]),
    origin=st.sampled_from(sorted(KNOWN.places)),
    destination=st.just(""),
    year=st.none() | st.integers(2021, 2050),
    way=st.sampled_from(Way),
    title=st.sampled_from(["", "Hướng tuyến <b>QL14C</b> & cầu Sài Gòn 2", "a~b=c"]),
    subtitle=st.sampled_from(["", "Trình Hội nghị tháng 3"]),
    bounds=st.none() | st.just((105.5, 10.4, 107.25, 12.125)),
    compare=_STUDIES,
    briefing=_MEETINGS,
    connectivity=_LINKINGS,
).flatmap(
    lambda view: st.sampled_from(sorted(KNOWN.places - {view.origin})).map(lambda end: replace(view, destination=end))
)


@pytest.mark.parametrize("ends", [{"from": "gate-moc-bai", "to": "gate-moc-bai"}, {"to": "cap-tay-ninh"}])
def test_a_pair_of_one_place_is_refused_as_a_whole(ends):
    view, refused = url.read(ends, known=KNOWN)
    assert view == View()
    assert refused == [f"{name}={place}" for name, place in ends.items()]


@given(_VIEWS)
def test_an_address_gives_back_the_view_it_was_written_from(view):
    parameters = url.write(view)
    assert all(isinstance(text, str) and text for text in parameters.values())
    assert url.read(parameters, known=KNOWN) == (view, [])


def test_scenarios_of_one_name_or_a_reserved_one_are_renamed_and_told():
    draft, ready = (say(f"scenarios.title_{key}", Lang.VI, count=2) for key in ("draft", "agreement"))
    names = ["a", "A", draft.upper(), ready, "a (2)"]
    address = {"own": "!".join(f"{quote(n, safe='')}***" for n in names[:4])}
    view, refused = url.read(address, known=KNOWN)
    assert refused == []
    assert [s.name for s in view.compare.saved] == ["a", "A (2)", f"{draft.upper()} (2)", f"{ready} (2)"]
    assert scenario_codec.renamed(address) == [("A", "A (2)"), (names[2], f"{names[2]} (2)"), (ready, f"{ready} (2)")]
    assert scenario_codec.renamed(url.write(view)) == []
    assert scenario_codec.apart(names) == ["a", "A (2)", f"{names[2]} (2)", f"{ready} (2)", "a (2) (2)"]
    assert scenario_codec.apart(["x" * 80, "X" * 80]) == ["x" * 80, "X" * 75 + " (2)"]


def test_an_address_of_before_opens():
    view, refused = url.read({"own": "a*ql14c*2030*7~9", "on": "own-6"}, known=KNOWN)
    assert refused == []
    assert view.compare.saved == (Variant("own-1", "a", frozenset({"ql14c"}), 2030, frozenset({7, 9})),)
    assert view.compare.subject == DRAFT


def test_addresses_of_before_the_settings_had_tables_open_as_they_did():
    """Every parameter stands in at least one of them; what the region calls by its name is now called by its kind."""
    now = {"edge": {"ql14c": "border-road"}, "target": {"hcmc": "city"}}
    lines = (Path(__file__).parent / "golden" / "addresses.txt").read_text(encoding="utf-8").splitlines()
    for given_ in (dict(parse_qsl(line)) for line in lines):
        view, refused = url.read(given_, known=KNOWN)
        assert refused == []
        assert url.write(view) == {name: now.get(name, {}).get(text, text) for name, text in given_.items()}


def test_the_largest_set_a_page_can_hold_comes_back_from_its_address():
    sections = tuple(s.section_id for p in read_projects() for s in p.sections)
    known = parameters.Known(routes=frozenset(sections))
    stretches = tuple(f"hcm-chon-thanh-duc-hoa/13@{n:09}" for n in range(60))
    saved = tuple(
        Variant(
            "", "ế" * 79 + str(n), frozenset(sections), 2100, frozenset(range(90_000, 90_060)), frozenset(stretches)
        )
        for n in range(4)
    )
    bundles = ("+".join(sections[:60]), *sections[60:])
    view = View(routes=bundles, year=2100, compare=compare_settings.CompareSettings(saved=saved))
    assert url.read(url.write(view), known=known) == (view, [])


def test_the_start_is_written_as_its_language_alone():
    assert url.write(View()) == {"lang": "vi"}


def test_no_route_ticked_differs_from_routes_never_chosen():
    assert url.write(replace(View(), routes=()))["routes"] == "-"
    assert url.read({"routes": "-"})[0].routes == ()
    assert url.read({})[0].routes is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lang", "fr"),
        ("edition", "1975"),
        ("layers", "provinces~dragons"),
        ("from", "cap-atlantis"),
        ("from", "<script>"),
        ("show", "route:nowhere"),
        ("show", "ql14c"),
        ("year", "²"),
        ("year", "1999"),
        ("bounds", "105~10~nan~12"),
        ("bounds", "1~2~3"),
        ("routes", "a b"),
        ("title", "x" * 161),
    ],
)
def test_a_value_that_cannot_be_used_is_reported_and_the_start_kept(name, text):
    view, refused = url.read({name: text}, known=KNOWN)
    assert view == View()
    assert len(refused) == 1
    assert refused[0].startswith(f"{name}=")


def test_an_unknown_route_is_dropped_and_the_known_ones_stay():
    view, refused = url.read({"routes": "ql14c~nowhere~hcm-road"}, known=KNOWN)
    assert view.routes == ("ql14c", "hcm-road")
    assert refused == ["routes=nowhere"]


def test_without_the_data_file_ids_are_kept_by_their_form():
    view, refused = url.read({"routes": "nowhere", "from": "cap-somewhere"})
    assert (view.routes, view.origin, refused) == (("nowhere",), "cap-somewhere", [])


def test_somebody_elses_parameter_is_no_fault():
    assert url.read({"utm_source": "mail", "embed": "true"}) == (View(), [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cols", "atlantis"),
        ("own", "**"),
        ("own", "a*ql14c*1875*"),
        ("own", "a****ql14c@x"),
        ("cut", "ql14c/1"),
        ("beta", "nan"),
        ("beta", "1.5"),
        ("own", "x***" + "!y***" * 5),
        ("on", "own-99"),
        ("part", "everything"),
        ("shut", "1~x"),
        ("speeds", "fast"),
        ("restricted", "yes"),
        ("goal", "cap-atlantis"),
    ],
)
def test_a_choice_of_the_compare_page_that_cannot_be_used_is_told_and_left_out(name, text):
    view, refused = url.read({name: text}, known=KNOWN)
    assert view == View()
    assert [r.partition("=")[0] for r in refused] == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tab", "atlantis"),
        ("near", "cap-atlantis"),
        ("near", "<script>"),
        ("area", "moon"),
        ("look", "everything"),
        ("when", "never"),
        ("stops", "a b"),
        ("stops", "~".join(f"site-{n}" for n in range(41))),
        ("least", "petrol"),
    ],
)
def test_a_choice_of_the_connectivity_page_that_cannot_be_used_is_told_and_left_out(name, text):
    view, refused = url.read({name: text}, known=KNOWN)
    assert view == View()
    assert [r.partition("=")[0] for r in refused] == [name]


def test_a_stop_that_is_gone_is_told_and_the_others_stay():
    view, refused = url.read({"stops": "cap-tay-ninh~gone"}, known=KNOWN)
    assert view.connectivity.stops == ("cap-tay-ninh",)
    assert refused == ["stops=gone"]


def test_a_unit_that_is_gone_is_told_and_the_saved_scenario_stays():
    view, refused = url.read({"own": "Ưu tiên*ql14c~gone*2030*7"}, known=KNOWN)
    assert view.compare.saved == (Variant("own-1", "Ưu tiên", frozenset({"ql14c"}), 2030, frozenset({7})),)
    assert refused == ["own=gone"]
