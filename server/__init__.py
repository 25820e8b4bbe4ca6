"""The web server: Streamlit's ASGI application behind checks of its own.

``python -m server app.py --port 8501`` serves a script. Outermost comes the gate (``gate``: which
host, which origin, which token, which path), then the quotas of uploads (``uploads``) and the
messages a page may send (``messages``); below them all, slow connections end (``patience``).
"""
