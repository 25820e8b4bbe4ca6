"""Thin Streamlit pages: read the choices, call one function, show the result.

One typed ``session_view.View`` holds every choice, is mirrored to the address of the page, and is
restored from it. No page reads or writes ``st.session_state`` for a choice of its own.
"""
