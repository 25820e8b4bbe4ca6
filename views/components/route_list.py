"""The list of routes with a tick box each, grouped, signed as on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from layers import Choice, asked_for, group_title, grouped, lengths_text, project_numbers, that_can_stand
from views.components.errors import plain
from views.components.markup import text
from views.components.signs import class_of, route_rules
from views.components.widget_sync import tick
from views.state import data, session_view, undo
from words import Lang, say

if TYPE_CHECKING:
    from layers import Project


def show(lang: Lang, *, computed: bool = False) -> None:
    """Draw the list; a tick changes ``View.routes``.

    Parameters
    ----------
    computed
        Whether the ticked routes make a scenario: "all" are then those that can stand together.
    """
    projects = data.projects()
    if not projects:
        st.html(f'<p class="lt-note">{text(say("country.doubt_projects", lang))}</p>')
    ticked = session_view.ticked_routes(session_view.current())
    st.html(f"<style>{route_rules(projects)}</style>")
    choices = _choices(projects, computed=computed)
    with st.container(horizontal=True, gap="small"):
        for name, choice in choices.items():
            st.button(
                say(f"browse.routes_{name}", lang),
                key=f"routes-{name}",
                type="tertiary",
                on_click=_take_up,
                args=(choice.kept,),
            )
        st.button(
            say("undo.button", lang),
            key="routes-undo",
            type="tertiary",
            help=say("undo.routes", lang),
            disabled=not undo.offered("routes", lang),
            on_click=undo.take_back,
            args=("routes",),
        )
    taken = next((c for c in choices.values() if set(c.kept) == set(ticked)), Choice(()))
    for line in alternatives(taken, lang):
        st.html(f'<p class="lt-note">{text(line)}</p>')
    numbers = project_numbers(projects)
    for group, own in grouped(projects).items():
        st.html(f'<p class="lt-group">{text(group_title(group, lang))}</p>')
        for project in own:
            _tick(project, numbers[project.id], ticked, lang)
            if computed and (above := with_it(project, projects, ticked)):
                names = "; ".join(f"“{p.text('name', lang)}”" for p in above)
                st.html(f'<p class="lt-note lt-told">{text(say("browse.counted_with", lang, names=names))}</p>')


def with_it(project: Project, projects: Sequence[Project], ticked: Sequence[str]) -> list[Project]:
    """The ticked routes that upgrade this one, where it is not ticked itself: it is computed with them all the same."""
    parts = {part.partition("/")[0] for unit in ticked for part in unit.split("+")}
    return [] if project.id in parts else [p for p in projects if p.upgrade_of == project.id and p.id in parts]


def _take_up(routes: tuple[str, ...]) -> None:
    undo.change_routes(routes)


def _choices(projects: Sequence[Project], *, computed: bool) -> dict[str, Choice]:
    """Ready choices: what the agreement asked for, everything, nothing."""
    every = [p.id for p in projects]
    everything = that_can_stand(projects, every) if computed else Choice(tuple(every))
    asked = asked_for(projects)
    return ({"agreement": asked} if asked.kept else {}) | {"all": everything, "none": Choice(())}


def alternatives(choice: Choice, lang: Lang) -> list[str]:
    """Which of several alternatives a ready choice took, a sentence each."""
    names = {p.id: p.text("name", lang) for p in data.projects()}
    return [say("compare.alternative", lang, kept=names[other], other=names[name]) for name, other in choice.left_out]


def _tick(project: Project, number: int, ticked: Sequence[str], lang: Lang) -> None:
    def choose(wanted: bool) -> None:  # noqa: FBT001 - what the box says
        others = [
            name for name in session_view.ticked_routes(session_view.current()) if name.partition("/")[0] != project.id
        ]
        undo.change_routes((*others, project.id) if wanted else tuple(others))

    shown = f"{label(project, number, lang)}\u00a0[i](#facts-{project.id})"  # read by shell.js
    tick(shown, project.id in ticked, key=class_of(project.id), choose=choose)


def label(project: Project, number: int, lang: Lang) -> str:
    """Number on sheets and in files, name and length; an illustrative alignment is always named so."""
    name = plain(project.text("name", lang))
    if project.schematic:
        name += f" ({say('layers.quality_schematic', lang)})"
    told = lengths_text(project, lang).replace(" km", "\N{NO-BREAK SPACE}km")  # a figure keeps its unit on its line
    return f"{number} · {name} · {told}"
