from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.catalogue import Edition
from views import url
from views.state import Status, Switch, Travel, View, Way
from words import Lang

KNOWN = url.Known(routes={"hcm-road", "ql14c", "ring-road-3"}, places={"cap-tay-ninh", "cap-dong-xoai", "gate-moc-bai"})

_VIEWS = st.builds(
    View,
    lang=st.sampled_from(Lang),
    edition=st.sampled_from(Edition),
    switches=st.frozensets(st.sampled_from(Switch)),
    statuses=st.frozensets(st.sampled_from(Status)),
    routes=st.none() | st.lists(st.sampled_from(sorted(KNOWN.routes)), unique=True).map(tuple),
    focus=st.sampled_from(["", "route:ql14c", "gate:gate-moc-bai", "province:72"]),
    origin=st.sampled_from(sorted(KNOWN.places)),
    destination=st.sampled_from(sorted(KNOWN.places)),
    travel=st.sampled_from(Travel),
    year=st.none() | st.integers(2021, 2050),
    way=st.sampled_from(Way),
    title=st.sampled_from(["", "Hướng tuyến <b>QL14C</b> & cầu Sài Gòn 2", "a~b=c"]),
    subtitle=st.sampled_from(["", "Trình Hội nghị tháng 3"]),
    bounds=st.none() | st.just((105.5, 10.4, 107.25, 12.125)),
)


@given(_VIEWS)
def test_an_address_gives_back_the_view_it_was_written_from(view):
    parameters = url.write(view)
    assert all(isinstance(text, str) and text for text in parameters.values())
    assert url.read(parameters, known=KNOWN) == (view, [])


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
        ("title", "two\nlines"),
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
