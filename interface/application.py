"""The interface as an ASGI application around another: it answers below ``/ogc`` and ``/api`` and passes everything else on.

The server's gate stands before it: host, origin and token are checked there, and nothing but reading passes.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from interface.limits import Rate
from interface.people import database, who_asks
from words import Lang, LinkError, say

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from store import Who

_ROOMS: Final = frozenset({"ogc", "api"})
_CONFORMS: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "oas30", "geojson")
)
_GEOJSON: Final = "application/geo+json"
_FEATURES: Final = {"bbox", "limit", "offset", "datetime", "lang", "f"}
_PLAIN: Final = {"lang", "f"}
_WHO: Final = "lien-tinh.who"
_LOG: Final = logging.getLogger("lien_tinh.interface")


class Interface:
    """Answer other programs.

    Parameters
    ----------
    inner
        Answers everything else.
    often, heavy
        How often one address may ask, and how often for what is computed.
    """

    def __init__(self, inner: ASGIApp, *, often: Rate | None = None, heavy: Rate | None = None) -> None:
        self._inner = inner
        self._often = often or Rate(burst=60, per_s=20.0)
        self._heavy = heavy or Rate(burst=10, per_s=2.0)
        self._own = Starlette(routes=_routes(), exception_handlers={404: _no_route})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        room = scope.get("path", "").strip("/").partition("/")[0] if scope["type"] == "http" else ""
        if room not in _ROOMS:
            await self._inner(scope, receive, send)
            return
        address = (scope.get("client") or ("",))[0]
        wait_s = (self._heavy if room == "api" else self._often).wait_s(address)
        if wait_s:
            refused = _told(
                429, {"code": "TooManyRequests", "description": _both("interface.too_often", wait_s=wait_s)}
            )
            refused.headers["Retry-After"] = str(wait_s)
            await refused(scope, receive, send)
            return
        if database():
            try:
                scope[_WHO] = await run_in_threadpool(who_asks, Headers(scope=scope).get("authorization", ""))
            except LinkError as fault:
                await _told(503, {"code": fault.key, "description": fault.text(Lang.EN)})(scope, receive, send)
                return
            if scope[_WHO] is None:
                await _no_key()(scope, receive, send)
                return
        await self._own(scope, receive, send)


async def _no_route(request: Request, fault: Exception) -> Response:
    del fault
    return _missing(request.url.path, Lang.EN)


def _routes() -> list[Route]:
    ogc = "/ogc/collections/{name}"
    found: dict[str, Callable[[Request, str, Lang], Response]] = {
        "/ogc": _landing,
        "/ogc/": _landing,
        "/ogc/api": _description,
        "/ogc/conformance": _conformance,
        "/ogc/licences": _licences,
        "/ogc/collections": _collections,
        ogc: _collection,
        f"{ogc}/items": _items,
        f"{ogc}/items/{{feature:path}}": _item,
        "/api": _landing,
        "/api/": _landing,
        "/api/openapi.json": _description,
        "/api/{command}": _computed,
    }
    return [Route(path, _beside(act), methods=["GET"]) for path, act in found.items()]


def _beside(act: Callable[[Request, str, Lang], Response]) -> Callable[[Request], Any]:
    """An answer made in a thread, so that nobody waits for it; faults are told as JSON in the language asked for."""

    def answer(request: Request) -> Response:
        from interface.features import UnknownCollectionError  # noqa: PLC0415 - reads libraries that a page may not need

        lang = Lang(request.query_params["lang"]) if request.query_params.get("lang") in list(Lang) else Lang.EN
        base = f"{request.url.scheme}://{request.url.netloc}"
        try:
            return act(request, base, lang)
        except LinkError as fault:
            return _told(400, {"code": fault.key, "description": fault.text(lang)})
        except UnknownCollectionError as fault:
            return _missing(str(fault), lang)
        except Exception:  # noqa: BLE001 - a program is told, and the log knows
            _LOG.exception("interface")
            return _told(500, {"code": "ServerError", "description": say("interface.failed", lang)})

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answer, request)

    return endpoint


def _landing(request: Request, base: str, lang: Lang) -> Response:
    from interface.answers import QUESTIONS  # noqa: PLC0415
    from interface.features import link  # noqa: PLC0415

    _only(request, _PLAIN)
    ogc = f"{base}/ogc"
    if "text/html" in request.headers.get("accept", "") and request.query_params.get("f") != "json":
        return HTMLResponse(_page(base))
    links = [
        link(ogc, "self", "application/json"),
        link(f"{ogc}/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0"),
        link(f"{ogc}/conformance", "conformance", "application/json"),
        link(f"{ogc}/collections", "data", "application/json"),
        *(link(f"{base}/api/{name}", "related", "application/json") for name in QUESTIONS),
    ]
    told = {"title": say("app.name", lang), "description": say("interface.about", lang), "links": links}
    return _told(200, told)


def _page(base: str) -> str:
    """The landing page for people: how QGIS is connected."""
    parts = "".join(
        f'<section lang="{lang}"><h1>{escape(say("app.name", lang))}</h1><p>{escape(say("interface.about", lang))}</p>'
        f"<p>{escape(say('interface.connect', lang, address=f'{base}/ogc'))}</p></section>"
        for lang in Lang
    )
    links = "".join(f'<li><a href="{href}">{href}</a></li>' for href in ("/ogc/collections?f=json", "/ogc/api"))
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>OGC API – Features</title>'
    style = "font: 1rem/1.5 sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1d2a35"
    return (
        f'<!doctype html><html lang="vi"><head>{head}</head><body style="{style}">{parts}<ul>{links}</ul></body></html>'
    )


def _conformance(request: Request, base: str, lang: Lang) -> Response:
    del base, lang
    _only(request, _PLAIN)
    return _told(200, {"conformsTo": list(_CONFORMS)})


def _licences(request: Request, base: str, lang: Lang) -> Response:
    del base, lang
    from layers import data_folder  # noqa: PLC0415

    _only(request, _PLAIN)
    text = (data_folder() / "LICENSES.md").read_text(encoding="utf-8")
    return PlainTextResponse(text, media_type="text/markdown")


def _collections(request: Request, base: str, lang: Lang) -> Response:
    from interface.features import collection, link, names  # noqa: PLC0415

    _only(request, _PLAIN)
    at = f"{base}/ogc"
    told = [collection(name, at, lang) for name in names()]
    if who := request.scope.get(_WHO):
        from interface import shared  # noqa: PLC0415

        told += [shared.collection(name, who, at, lang) for name in shared.NAMES]
    return _told(200, {"collections": told, "links": [link(f"{at}/collections", "self", "application/json")]})


def _collection(request: Request, base: str, lang: Lang) -> Response:
    from interface.features import collection  # noqa: PLC0415

    _only(request, _PLAIN)
    name, at = request.path_params["name"], f"{base}/ogc"
    if (who := _may_see(request)) is not None:
        from interface import shared  # noqa: PLC0415

        return _told(200, shared.collection(name, who, at, lang))
    return _told(200, collection(name, at, lang))


def _items(request: Request, base: str, lang: Lang) -> Response:
    from interface.features import Window, items  # noqa: PLC0415

    del lang
    _only(request, _FEATURES)
    window = Window.of(request.query_params)
    if (who := _may_see(request)) is not None:
        from interface import shared  # noqa: PLC0415

        return _told(200, shared.items(request.path_params["name"], who, window, f"{base}/ogc"), media=_GEOJSON)
    return _told(200, items(request.path_params["name"], window, f"{base}/ogc"), media=_GEOJSON)


def _item(request: Request, base: str, lang: Lang) -> Response:
    from interface.features import item  # noqa: PLC0415

    _only(request, _PLAIN)
    name, feature = request.path_params["name"], request.path_params["feature"]
    if (who := _may_see(request)) is not None:
        from interface import shared  # noqa: PLC0415

        found = shared.item(name, who, feature, f"{base}/ogc")
    else:
        found = item(name, feature, f"{base}/ogc")
    return _told(200, found, media=_GEOJSON) if found else _missing(request.path_params["feature"], lang)


def _may_see(request: Request) -> Who | None:
    """Who asks for a collection of the shared database; ``None`` where another one is asked for, or there is no database."""
    from interface.shared import NAMES  # noqa: PLC0415

    return request.scope.get(_WHO) if request.path_params["name"] in NAMES else None


def _no_key() -> Response:
    """The answer to a program that shows no key of a person."""
    refused = _told(401, {"code": "Unauthorized", "description": _both("interface.needs_key")})
    refused.headers["WWW-Authenticate"] = 'Basic realm="lien-tinh", charset="UTF-8"'
    return refused


def _description(request: Request, base: str, lang: Lang) -> Response:
    from interface.openapi import MEDIA, description  # noqa: PLC0415

    _only(request, _PLAIN)
    return _told(200, description(base, lang), media=MEDIA)


def _computed(request: Request, base: str, lang: Lang) -> Response:
    import jobs  # noqa: PLC0415
    from interface.answers import QUESTIONS, answered, state_of_data, words_of  # noqa: PLC0415

    del base
    question = QUESTIONS.get(request.path_params["command"])
    if question is None:
        return _missing(request.path_params["command"], lang)
    words = words_of(question, {"lang": lang.value} | dict(request.query_params))
    return Response(jobs.run(answered, words, state_of_data()), media_type="application/json; charset=utf-8")


def _only(request: Request, known: set[str]) -> None:
    """Refuse parameters that mean nothing, as the standard has it.

    Raises
    ------
    InputError
        If there is one.
    """
    from words import InputError  # noqa: PLC0415

    for name in request.query_params:
        if name not in known:
            raise InputError("interface.unknown_parameter", name=name, known=", ".join(sorted(known)))


def _told(status: int, content: Mapping[str, Any], *, media: str = "application/json") -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return Response(text, status_code=status, media_type=media, headers={"Cache-Control": "no-cache"})


def _missing(name: str, lang: Lang) -> Response:
    return _told(404, {"code": "NotFound", "description": say("interface.missing", lang, name=name[:80])})


def _both(key: str, **values: object) -> str:
    return " / ".join(say(key, lang, **values) for lang in Lang)
