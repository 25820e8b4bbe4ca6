"""Layers: catalogue, reading and checks, geodesy, digests, the one style table, labels."""

from layers.catalogue import CATALOGUE, Edition, Group, Layer, Shape, of_group, provinces_layer
from layers.places import gates, places
from layers.reading import (
    check_all,
    data_digest,
    data_folder,
    manifest,
    path_of,
    provenance,
    read,
    read_document,
    read_table,
)
from layers.study import Study, study

__all__ = [
    "CATALOGUE",
    "Edition",
    "Group",
    "Layer",
    "Shape",
    "Study",
    "check_all",
    "data_digest",
    "data_folder",
    "gates",
    "manifest",
    "of_group",
    "path_of",
    "places",
    "provenance",
    "provinces_layer",
    "read",
    "read_document",
    "read_table",
    "study",
]
