"""Thin Streamlit pages: read the choices, call one function, show the result.

One frozen ``View`` (``views.state.session_view``) holds every choice, is mirrored to the address of the page, and is
restored from it. No page reads or writes ``st.session_state`` for a choice of its own. ``cache`` holds what all
sessions share, ``state`` what is one session's, ``components`` what several pages are made of.
"""
