"""Copies of the data folder in which something is another: what the manifest says is entered as the build would."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from layers.digest import file_digest
from layers.reading import data_folder
from pipeline.files.writing import layer_digest


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(data_folder(), folder))


def changed(path: Path, change: Callable[[str], str]) -> None:
    """Change the text of a file."""
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def changed_json(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the content of a GeoJSON file in place."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def entered(folder: Path) -> Path:
    """The folder with its manifest true again."""
    manifest = (folder / "manifest.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(manifest)["layers"].values():
        path = folder / row["file"]
        if (now := file_digest(path)) != row["sha256"]:
            manifest = manifest.replace(row["sha256"], now).replace(row["content_digest"], layer_digest(path))
    (folder / "manifest.toml").write_text(manifest, encoding="utf-8")
    return folder
