"""Traffic counts on the page of appraisal: held against the trips, refused by line, taken over as an assumption."""

from __future__ import annotations

import opening
from graphs import real_world

from words import number
from words.texts import Lang

ROAD = "hcm-chon-thanh-duc-hoa"


def pressed(at, key):
    return next(b for b in at.button if b.key == key).click().run()


def test_counts_are_fitted_and_taken_over():
    at = opening.opened("worth", lang="en", routes=ROAD)
    at.text_area[0].set_value("106.4;x;5")
    at = pressed(at, "worth-fit")
    assert any("Line 1" in e.value for e in at.error)
    assert at.text_area[0].value == "106.4;x;5"
    place = real_world().places["dist-trang-bang"]
    at.text_area[0].set_value(f"{place.lon}; {place.lat}; 40,000")
    at = pressed(at, "worth-fit")
    assert not at.error
    assert number(40000, Lang.EN) in opening.words_of(at)
    assert "fit 1 counts" in opening.words_of(at)
    at = pressed(at, "worth-fit-use")
    ((key, value, low, high),) = at.session_state["view"].worth.changes
    assert key == "trips_region"
    assert low < value < high
    assert "fit 1 counts" in opening.words_of(at)  # the fit of the changed trips: a factor of 1
    assert "times 1 fit" in opening.words_of(at) or "times 1.000 fit" in opening.words_of(at)
