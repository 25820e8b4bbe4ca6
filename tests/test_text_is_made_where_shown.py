"""Results of the library carry codes and numbers; sentences and printed figures are made where they are shown."""

from __future__ import annotations

import house

NAMES = {  # may ask the catalogue all the same: what bears a name in each language
    "analysis/measures/metrics.py": "rows of the table and their units",
    "analysis/scenarios/loading.py": "places of a user, marked as such",
    "analysis/validation/published_figures.py": "headings of a table, read in either language",
    "analysis/scenarios/scenario_set.py": "the name that a draft bears in older files",
    "analysis/scenarios/variants.py": "ready scenarios and those without a name of their own",
}
PRINTED = {"number", "change", "span", "minutes", "percents", "adding_up", "shown", "with_percent"}
SENTENCES = {"finding_text", "four_figures", "change_text"}


def asked_of_words() -> dict[str, set[str]]:
    """What each module of the library, the command line apart, takes from the room of words."""
    apart = ("analysis/cli/", "analysis/__main__.py")
    inside = [p for p in house.sources() if p.startswith("analysis/") and not p.startswith(apart)]
    return {p: {name for module, name in house.imports(p) if module.split(".")[0] == "words"} for p in inside}


def test_the_library_asks_for_names_and_for_no_sentence() -> None:
    asked = asked_of_words()
    assert len(asked) > 45
    assert {path for path, names in asked.items() if "say" in names} == NAMES.keys()


def test_the_library_prints_no_figure() -> None:
    assert {path: names & (PRINTED | SENTENCES) for path, names in asked_of_words().items() if names & PRINTED} == {}
    assert not any(names & SENTENCES for names in asked_of_words().values())
