"""Presenting: the kept views over the whole window, turned by keys; the page of the offline file in a frame of its own."""

from __future__ import annotations

import functools
from typing import Any, Final

import streamlit as st

from views.components import guarded, page_links
from views.pages.story import prepared, seen
from views.state import scenarios, session_view, story
from words import say

# the frame lies over the whole window; the place goes to the address without a run of the page, so that a step costs none
_HOST: Final = """
export default function ({ data, setTriggerValue }) {
  let frame = document.getElementById("lt-present");
  if (!frame) {
    frame = document.createElement("iframe");
    frame.id = "lt-present";
    frame.setAttribute("sandbox", "allow-scripts");
    frame.style.cssText = "position:fixed;inset:0;width:100vw;height:100dvh;border:0;z-index:1000003;background:#fff";
    document.body.appendChild(frame);
  }
  frame.title = data.title;
  if (frame.dataset.key !== data.key) {
    frame.dataset.key = data.key;
    frame.onload = () => frame.contentWindow.focus();
    frame.srcdoc = data.html.replace('<body class="story-alone"', '$& data-first="' + data.first + '"');
  }
  let at = data.first;
  const told = (event) => {
    if (event.source !== frame.contentWindow || !event.data || !event.data.lienTinhStory) { return; }
    const what = event.data.lienTinhStory;
    if (what.slide) {
      at = what.slide;
      const here = new URL(window.location);
      here.searchParams.set("slide", at);
      history.replaceState(history.state, "", here);
    }
    if (what.end) {
      window.dispatchEvent(new Event("lt-act")); // the key was pressed in the frame
      setTriggerValue("end", at);
    }
  };
  const keyed = () => frame.contentWindow && frame.contentWindow.focus();
  window.addEventListener("message", told);
  window.addEventListener("keydown", keyed, true);
  return () => {
    window.removeEventListener("message", told);
    window.removeEventListener("keydown", keyed, true);
    setTimeout(() => { if (!document.querySelector(".st-key-lt-presenting")) { frame.remove(); } }, 0);
  };
}
"""


def show() -> None:
    """Draw the page; without any kept view it says how to keep one."""
    view = session_view.current()
    lang = view.lang
    with guarded("the language of the presentation", lang=lang):
        seen.follow(lang)
    kept = story.current()
    page_links.go("briefing", say("story.back", lang), key="story-back", before=_edit)
    if not kept:
        st.info(say("story.empty", lang))
        return
    work = prepared.awaited(lang, scenarios.columns(view).scenario_set)
    if work.result is None or work.old:
        return
    with st.container(key="lt-presenting"):
        told: Any = _host()(
            key="present",
            height=1,
            on_end_change=lambda: None,
            data={
                "html": work.result.html,
                "key": work.result.key,
                "first": story.place(),
                "title": say("story.present", lang, count=len(kept)),
            },
        )
    if told.end:
        story.turn(int(told.end))
        _edit()
        page_links.switch("briefing")


@functools.cache
def _host() -> Any:
    return st.components.v2.component("lien_tinh_present", js=_HOST)


def _edit() -> None:
    """The part of the page Briefing where the presentation is edited."""
    from dataclasses import replace

    session_view.change(briefing=replace(session_view.current().briefing, part="story"))
