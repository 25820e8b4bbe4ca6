"""A page that counts how often what it keeps had to be made."""

import streamlit as st


@st.cache_resource
def kept() -> list[int]:
    return []


kept().append(1)
st.markdown(f"run {len(kept())}")
