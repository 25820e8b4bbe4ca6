"""Layers: what `data/geo` holds, read and checked; the region, its places, its projects and what they cost."""

import lazy_loader

from words import Lang, stand

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def _names(lang: Lang) -> dict[str, str]:
    """What texts may name of the region; read only when a text asks for it."""
    from layers.study_area import names  # noqa: PLC0415 - the door is light

    return names(lang)


stand(_names)
