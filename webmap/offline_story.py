"""The maps of a presentation for one HTML file: one base map, and what each view draws on it.

Views share most of what they draw; it stands in the file once, and a view names its parts by number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from webmap.feature_groups import owners, view_items
from webmap.labels import base_labels, number_labels, view_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers import Edition
    from webmap.view import MapView
    from words import Lang

_LONG: Final = 60  # letters from which a text stands apart, for others to name


@dataclass(frozen=True)
class StoryMaps:
    """What the maps of a presentation are made of, ready for JSON.

    Parameters
    ----------
    pool
        ``texts``: long texts such as geometries; ``items``: things drawn, whose long texts are ``[number]``; ``labels`` and
        ``base``: labels of a view and of the base map.
    views
        For each view the numbers of its ``items``, of its ``labels`` and of its ``base`` labels.
    own
        The number of the base labels that the page itself has.
    """

    pool: dict[str, list[Any]]
    views: tuple[dict[str, Any], ...]
    own: int


class _Numbered:
    """Things by the number they were first met under."""

    def __init__(self) -> None:
        self._found: dict[str, int] = {}
        self.things: list[Any] = []

    def number(self, thing: Any) -> int:
        """The number of a thing, new or known."""
        key = json.dumps(thing, sort_keys=True)
        if key not in self._found:
            self._found[key] = len(self.things)
            self.things.append(thing)
        return self._found[key]


def story_maps(views: Sequence[MapView], *, lang: Lang, edition: Edition) -> StoryMaps:
    """What the maps of these views draw, shared things once; ``lang`` and ``edition`` are those of the page itself."""
    texts, items, labels, base = (_Numbered() for _ in range(4))

    def slim(item: dict[str, Any]) -> dict[str, Any]:
        long = {k: [texts.number(v)] for k, v in item.items() if isinstance(v, str) and len(v) > _LONG}
        return item | long

    shown = []
    for view in views:
        own = number_labels(view) + view_labels(view.lang, view.edition, owners=owners(view), own=view.own)
        shown.append(
            {
                "items": [items.number(slim(item)) for item in view_items(view)],
                "labels": labels.number(own),
                "base": base.number(base_labels(view.lang, view.edition)),
            }
        )
    own_base = base.number(base_labels(lang, edition))
    pool = {"texts": texts.things, "items": items.things, "labels": labels.things, "base": base.things}
    return StoryMaps(pool, tuple(shown), own_base)
