"""The server's own command line; ``run.py`` is the one for people.

``python -m server app.py --port 8501``: Streamlit's application, our gate, our socket. The start token
comes in the environment (``LIEN_TINH_TOKEN``), where other users of the machine cannot read it.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import uvicorn

from interface import Interface
from server.front import Front
from server.garbage import collect_now_and_then, look_seldom
from server.gate import KEY, Gate
from server.health import Faults, Health
from server.log import LOG, Journal, keep_log
from server.messages import Messages
from server.patience import PatientProtocol
from server.settings import TOKEN_VARIABLE, Quota, Settings
from server.sign_in import ASKED, WayBack, secrets
from server.starter import end_with_starter
from server.uploads import Store, Uploads
from server.visits import Asked, first_visit, go_ahead
from words import Lang, say

_LIBRARIES: Final = ("pandas", "geopandas", "folium")
_BACKLOG: Final = 128
_GRACE_S: Final = 3
_PING_S: Final = 30.0
_MESSAGE_MB: Final = 25  # what Streamlit takes from a page; its own limit comes after the whole frame was read


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; the exit code."""
    options = _options(arguments)
    settings = _configure(options)
    if options.log is not None:
        keep_log(options.log, port=options.port, secret=settings.token)
    asked = Asked()
    pages = application(options.script, settings, on_run=asked.one_more)
    server = uvicorn.Server(_uvicorn(pages, behind_proxy=options.behind_proxy))
    if options.ends_with_starter:
        end_with_starter(lambda: setattr(server, "should_exit", True))
    try:
        listener = listening(options.address, options.port)
    except OSError:
        for lang in Lang:
            print(say("setup.port_taken", lang, port=options.port), file=sys.stderr)  # noqa: T201
        return 1
    with listener, contextlib.suppress(KeyboardInterrupt):
        if options.open_browser:
            key = f"/?{KEY}={settings.token}" if settings.token else "/"
            _when_ready(server, partial(_open, f"http://{settings.hosts[0]}:{options.port}{key}"), name="browser")
        threading.Thread(target=_load_libraries, name="libraries", daemon=True).start()
        look_seldom()
        threading.Thread(target=collect_now_and_then, name="garbage", daemon=True).start()
        if options.warm:
            _when_ready(server, partial(first_visit, settings, options.address), name="first visit")
        if options.ahead and not options.login:
            ahead = partial(go_ahead, settings, options.address, asked, ends=lambda: server.should_exit)
            _when_ready(server, ahead, name="ahead")
        LOG.info("start", extra={"facts": {"port": options.port, "process": os.getpid()}})
        server.run(sockets=[listener])
        LOG.info("end", extra={"facts": {"port": options.port}})
    return 0 if server.started else 1


def application(script: Path, settings: Settings, *, on_run: Callable[[], None] = lambda: None) -> Journal:
    """Streamlit's application for ``script``, behind everything that guards it.

    Parameters
    ----------
    on_run
        Called for each run that a page asks for.
    """
    import streamlit as st  # noqa: PLC0415 - reads its configuration when first asked
    from streamlit import runtime  # noqa: PLC0415

    def store() -> Store:
        manager: Store = runtime.get_instance().uploaded_file_mgr  # type: ignore[assignment]
        return manager

    from server.answers import greet_at_once, keep_answers  # noqa: PLC0415 - as Streamlit itself

    keep_answers()
    greet_at_once()
    faults = Faults(script.resolve().parent)
    app = st.App(script, secrets=secrets() if settings.login else None, on_script_error=faults)
    uploads = Uploads(app, store=store, quota=Quota())
    pages = Interface(Front(WayBack(Messages(uploads, shelf=uploads, on_run=on_run))))
    well = Health(pages, folder=script.resolve().parent, sessions=_open_pages, outgrown=lambda: faults.outgrown)
    return Journal(Gate(well, settings))


def _open_pages() -> int:
    """How many pages are open; raises while the program is not ready."""
    from streamlit import runtime  # noqa: PLC0415

    manager = runtime.get_instance()._session_mgr  # noqa: SLF001 - its public figures are behind a page of metrics
    return int(manager.num_active_sessions())


def listening(address: str, port: int) -> socket.socket:
    """A socket that listens, and whose connections send small messages at once.

    A run of a page sends some sixty. Only of a socket that names its protocol does asyncio know that
    Nagle's algorithm must be off; left on, each message waits up to 40 ms for the one before.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform == "win32":  # there the usual option would share a port in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m server", allow_abbrev=False)
    parser.add_argument("script", type=Path)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--first-port", type=int, default=0, help="of the first of several page processes")
    parser.add_argument("--address", default="127.0.0.1", help="address of this machine to listen on")
    parser.add_argument("--host", action="append", help="name the server answers to; the first is the one to open")
    parser.add_argument("--frame-ancestor", action="append", default=[], help="origin that may frame the pages")
    parser.add_argument("--open-browser", action="store_true")
    parser.add_argument("--warm", action="store_true", help="load what the pages need before the first visitor asks")
    parser.add_argument("--ahead", action="store_true", help="work out what people will ask first while nobody asks")
    parser.add_argument("--log", type=Path, help="folder for the log; without it there is none")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="a proxy of this machine stands before it, with TLS"
    )
    parser.add_argument("--login", action="store_true", help="people sign in, as the secrets or the environment tell")
    parser.add_argument("--ends-with-starter", action="store_true", help="stop when standard input ends")
    return parser.parse_args(arguments)


def _configure(options: argparse.Namespace) -> Settings:
    """Tell Streamlit, as its own command line would, and say what the gate is to hold to."""
    from streamlit import config  # noqa: PLC0415
    from streamlit.web import bootstrap  # noqa: PLC0415

    script = options.script.resolve()
    config._main_script_path = str(script)  # noqa: SLF001 - so that the settings beside the script are found
    told = {"server.port": options.port, "server.address": options.address, "server.headless": True}
    if options.host:
        told |= {"server.allowedHosts": options.host, "browser.serverAddress": options.host[0]}
    bootstrap.load_config_options(told)
    sys.path.insert(0, str(script.parent))
    sys.argv = [str(script)]
    hosts = tuple(config.get_option("server.allowedHosts")) or (options.address,)
    token = os.environ.pop(TOKEN_VARIABLE, "")  # no child needs it
    if options.login:
        os.environ[ASKED] = "on"
    return Settings(
        port=options.port,
        hosts=hosts,
        token=token,
        frame_ancestors=tuple(options.frame_ancestor),
        login=options.login,
        first_port=options.first_port,
    )


def _uvicorn(application_: Journal, *, behind_proxy: bool) -> uvicorn.Config:
    return uvicorn.Config(
        application_,
        loop="server.waking:new_loop",
        http=PatientProtocol,
        ws="websockets-sansio",
        ws_max_size=_MESSAGE_MB * 10**6,
        ws_ping_interval=_PING_S,
        ws_ping_timeout=_PING_S,
        ws_per_message_deflate=False,
        proxy_headers=behind_proxy,  # else nobody stands before it: who says so lies
        forwarded_allow_ips="127.0.0.1",
        server_header=False,
        access_log=False,
        log_level="warning",
        use_colors=False,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _load_libraries() -> None:
    """Load what every page needs while the browser still opens: a second that the first reader need not wait."""
    for name in _LIBRARIES:
        with contextlib.suppress(ImportError):  # told by the page that needs it
            importlib.import_module(name)


def _open(address: str) -> None:
    """Show the program in the browser."""
    from streamlit.cli_util import open_browser  # noqa: PLC0415

    open_browser(address)


def _when_ready(server: uvicorn.Server, act: Callable[[], None], *, name: str) -> None:
    """Do something in a thread of its own once the server answers."""

    def wait() -> None:
        while not server.started and not server.should_exit:
            ready.wait(0.05)
        if server.started:
            act()

    ready = threading.Event()
    threading.Thread(target=wait, name=name, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
