from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given, strategies as st

from analysis.scenarios.variants import DRAFT
from briefing import GEODATA_FORMATS, MAP_FORMATS, REPORT_FORMATS
from layers.catalogue import Edition
from layers.projects import read_projects
from views.state import address as url, briefing_settings, compare_settings, connectivity_settings
from views.state.session_view import Status, Switch, Travel, View, Way
from words import Lang, say

KNOWN = url.Known(routes={"hcm-road", "ql14c", "ring-road-3"}, places={"cap-tay-ninh", "cap-dong-xoai", "gate-moc-bai"})

_NAMES = st.text(
    st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u00a0"), min_size=1, max_size=20
).filter(compare_settings.usable_name)
_STRETCHES = st.builds(
    "{}/{}@{}".format, st.sampled_from(["hcm-road", "ring-road-3"]), st.integers(1, 99), st.integers(0, 10**6)
)
_SAVED = st.builds(
    compare_settings.Saved,
    name=_NAMES,
    units=st.lists(st.sampled_from(sorted(KNOWN.routes)), unique=True).map(tuple),
    year=st.none() | st.integers(2021, 2100),
    closed=st.frozensets(st.integers(0, 99999), max_size=4).map(lambda x: tuple(sorted(x))),
    stretches=st.frozensets(_STRETCHES, max_size=3).map(lambda x: tuple(sorted(x))),
)
_STUDIES = st.builds(
    compare_settings.CompareSettings,
    ready=st.frozensets(st.sampled_from(compare_settings.ready_keys())).map(
        lambda x: tuple(k for k in compare_settings.ready_keys() if k in x)
    ),
    saved=st.lists(_SAVED, max_size=compare_settings.MOST_SAVED, unique_by=lambda x: x.name.casefold()).map(tuple),
    subject=st.sampled_from(["", "agreement", "own-1", compare_settings.WORKING]),
    part=st.sampled_from(compare_settings.Part),
    closed=st.frozensets(st.integers(0, 99999), max_size=4).map(lambda x: tuple(sorted(x))),
    stretches=st.frozensets(_STRETCHES, max_size=3).map(lambda x: tuple(sorted(x))),
    beta=st.none() | st.floats(0, 1),
    shut=st.booleans(),
    speeds=st.sampled_from(["low", "central", "high"]),
    access=st.sampled_from(["low", "high"]),
    restricted=st.booleans(),
    weights=st.sampled_from(["population", "gravity"]),
    goal=st.sampled_from(["", *sorted(KNOWN.places)]),
    measure=st.sampled_from(compare_settings.Measure),
    benefit=st.sampled_from(["person_min", "people_60"]),
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
    geo=st.sampled_from(sorted(GEODATA_FORMATS)),
    crs=st.sampled_from(briefing_settings.crs_options()),
    organisation=_LINES,
    author=_LINES,
)

_LINKINGS = st.builds(
    connectivity_settings.ConnectivitySettings,
    tab=st.sampled_from(connectivity_settings.Tab),
    near=st.sampled_from([*connectivity_settings.KINDS, *sorted(KNOWN.places)]),
    area=st.sampled_from(["both", "72", "703"]),
    look=st.sampled_from(connectivity_settings.ACCESS_LOOKS),
    sheet=st.sampled_from(connectivity_settings.ACCESS_SHEETS),
    strip=st.sampled_from(connectivity_settings.BORDER_LOOKS),
    edge=st.sampled_from(connectivity_settings.BORDER_SHEETS),
    when=st.sampled_from(connectivity_settings.STATES),
    target=st.sampled_from(connectivity_settings.TARGETS),
    stops=st.none() | st.lists(st.sampled_from(sorted(KNOWN.places)), unique=True).map(tuple),
    least=st.sampled_from(connectivity_settings.LEAST),
)

_VIEWS = st.builds(
    View,
    lang=st.sampled_from(Lang),
    edition=st.sampled_from(Edition),
    switches=st.frozensets(st.sampled_from(Switch)),
    statuses=st.frozensets(st.sampled_from(Status)),
    routes=st.none() | st.lists(st.sampled_from(sorted(KNOWN.routes)), unique=True).map(tuple),
    focus=st.sampled_from(["", "route:ql14c", "gate:gate-moc-bai", "province:72"]),
    origin=st.sampled_from(sorted(KNOWN.places)),
    destination=st.just(""),
    travel=st.sampled_from(Travel),
    year=st.none() | st.integers(2021, 2050),
    way=st.sampled_from(Way),
    title=st.sampled_from(["", "Hướng tuyến <b>QL14C</b> & cầu Sài Gòn 2", "a~b=c"]),
    subtitle=st.sampled_from(["", "Trình Hội nghị tháng 3"]),
    bounds=st.none() | st.just((105.5, 10.4, 107.25, 12.125)),
    study=_STUDIES,
    meeting=_MEETINGS,
    linking=_LINKINGS,
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
    draft, ready = (say(f"scenarios.title_{key}", Lang.VI) for key in ("draft", "agreement"))
    names = ["a", "A", draft.upper(), ready, "a (2)"]
    address = {"own": "!".join(f"{quote(n, safe='')}***" for n in names[:4])}
    view, refused = url.read(address, known=KNOWN)
    assert refused == []
    assert [s.name for s in view.study.saved] == ["a", "A (2)", f"{draft.upper()} (2)", f"{ready} (2)"]
    assert compare_settings.renamed(address) == [("A", "A (2)"), (names[2], f"{names[2]} (2)"), (ready, f"{ready} (2)")]
    assert compare_settings.renamed(url.write(view)) == []
    assert compare_settings.apart(names) == ["a", "A (2)", f"{names[2]} (2)", f"{ready} (2)", "a (2) (2)"]
    assert compare_settings.apart(["x" * 80, "X" * 80]) == ["x" * 80, "X" * 75 + " (2)"]


def test_an_address_of_before_opens():
    view, refused = url.read({"own": "a*ql14c*2030*7~9", "on": "own-6"}, known=KNOWN)
    assert refused == []
    assert view.study.saved == (compare_settings.Saved("a", ("ql14c",), 2030, (7, 9)),)
    assert view.study.subject == compare_settings.WORKING == DRAFT


def test_the_largest_set_a_page_can_hold_comes_back_from_its_address():
    sections = tuple(s.section_id for p in read_projects() for s in p.sections)
    known = url.Known(routes=frozenset(sections))
    stretches = tuple(f"hcm-chon-thanh-duc-hoa/13@{n:09}" for n in range(60))
    saved = tuple(
        compare_settings.Saved("ế" * 79 + str(n), sections, 2100, tuple(range(90_000, 90_060)), stretches)
        for n in range(4)
    )
    bundles = ("+".join(sections[:60]), *sections[60:])
    view = View(routes=bundles, year=2100, study=compare_settings.CompareSettings(saved=saved))
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
    assert view.linking.stops == ("cap-tay-ninh",)
    assert refused == ["stops=gone"]


def test_a_unit_that_is_gone_is_told_and_the_saved_scenario_stays():
    view, refused = url.read({"own": "Ưu tiên*ql14c~gone*2030*7"}, known=KNOWN)
    assert view.study.saved == (compare_settings.Saved("Ưu tiên", ("ql14c",), 2030, (7,)),)
    assert refused == ["own=gone"]
