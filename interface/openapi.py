"""The description of the interface for programs (https://spec.openapis.org/oas/v3.0.3)."""

from __future__ import annotations

from typing import Any, Final

from interface.answers import FORMATS, QUESTIONS, Question
from interface.features import MOST, USUAL, names
from interface.people import database
from interface.shared import NAMES
from words import Lang, say

MEDIA: Final = "application/vnd.oai.openapi+json;version=3.0"
_GEOJSON, _JSON = "application/geo+json", "application/json"
_ARRAY_OF_NUMBERS: Final = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}


def description(base: str, lang: Lang) -> dict[str, Any]:
    """The whole description.

    Parameters
    ----------
    base
        Scheme, host and port.
    """
    paths: dict[str, Any] = {
        "/ogc": _get("landing", _JSON, lang),
        "/ogc/conformance": _get("conformance", _JSON, lang),
        "/ogc/collections": _get("collections", _JSON, lang),
        "/ogc/collections/{collectionId}": _get("collection", _JSON, lang, _collection()),
        "/ogc/collections/{collectionId}/items": _get("items", _GEOJSON, lang, _collection(), *_window()),
        "/ogc/collections/{collectionId}/items/{featureId}": _get(
            "item", _GEOJSON, lang, _collection(), _parameter("featureId", {"type": "string"}, where="path")
        ),
    }
    paths |= {f"/api/{q.command}": _get(q.command, _JSON, lang, *_options(q)) for q in QUESTIONS.values()}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": say("app.name", lang),
            "description": say("interface.about", lang),
            "version": "1",
            "license": {"name": "ODbL-1.0", "url": "https://opendatacommons.org/licenses/odbl/1-0/"},
        },
        "servers": [{"url": base}],
        "paths": paths,
    }


def _get(name: str, media: str, lang: Lang, *parameters: dict[str, Any]) -> dict[str, Any]:
    answers = {
        "200": {"description": say(f"interface.op_{name}", lang), "content": {media: {}}},
        "400": {"description": say("interface.op_bad", lang), "content": {_JSON: {}}},
        "429": {"description": say("interface.op_often", lang), "content": {_JSON: {}}},
    }
    if any(p["in"] == "path" for p in parameters):
        answers["404"] = {"description": say("interface.op_missing", lang), "content": {_JSON: {}}}
    asked = [*parameters, _parameter("lang", {"type": "string", "enum": [x.value for x in Lang]})]
    return {
        "get": {
            "operationId": name,
            "summary": say(f"interface.op_{name}", lang),
            "parameters": asked,
            "responses": answers,
        }
    }


def _parameter(name: str, schema: dict[str, Any], *, where: str = "query", required: bool = False) -> dict[str, Any]:
    told = {"name": name, "in": where, "required": required or where == "path", "schema": schema}
    return told | ({"style": "form", "explode": False} if where == "query" else {})


def _collection() -> dict[str, Any]:
    shared = NAMES if database() else ()
    return _parameter("collectionId", {"type": "string", "enum": [*names(), *shared]}, where="path")


def _window() -> list[dict[str, Any]]:
    count = {"type": "integer", "minimum": 0}
    return [
        _parameter("bbox", _ARRAY_OF_NUMBERS),
        _parameter("datetime", {"type": "string"}),
        _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
        _parameter("offset", count | {"default": 0}),
    ]


def _options(question: Question) -> list[dict[str, Any]]:
    kinds: dict[str, dict[str, Any]] = {
        "year": {"type": "integer"},
        "ranges": {"type": "boolean"},
        "open-restricted": {"type": "boolean"},
        "format": {"type": "string", "enum": list(FORMATS)},
    }
    return [
        _parameter(name, kinds.get(name, {"type": "string"}), required=name in question.required)
        for name in question.options
    ]
