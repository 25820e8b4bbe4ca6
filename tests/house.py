"""Who imports whom: the modules of the house, their packages and doors, read from the source."""

from __future__ import annotations

import ast
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
APART = ("tests/", "benchmarks/", "docs/")  # look into every module: they measure and show, nobody imports them


@cache
def all_code() -> tuple[str, ...]:
    """Paths of all modules, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8").split("\0")
    return tuple(sorted(name for name in listed if name and (ROOT / name).is_file()))


@cache
def sources() -> tuple[str, ...]:
    """The modules without tests, benchmarks and documents."""
    return tuple(name for name in all_code() if not name.startswith(APART))


def folder(path: str) -> str:
    return path.rpartition("/")[0]


@cache
def packages() -> frozenset[str]:
    """Dotted names of all folders with modules."""
    return frozenset(folder(path).replace("/", ".") for path in sources() if "/" in path)


@cache
def modules() -> dict[str, str]:
    """Dotted name → path; a package stands under its own name with its ``__init__``."""
    return {path[:-3].replace("/", ".").removesuffix(".__init__"): path for path in sources()}


@cache
def door(package: str) -> dict[str, str]:
    """Name that a package offers → dotted name of the module that holds it (a module offered whole: itself).

    A door is opened name by name (``__init__.pyi``), but that of the words, which is imported whole.
    """
    init = ROOT / package.replace(".", "/") / "__init__.py"
    stub = init.with_suffix(".pyi")
    offered = {}
    for node in ast.parse((stub if stub.is_file() else init).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.level or str(node.module).startswith(f"{package}.")):
            home = f"{package}.{node.module}" if node.level and node.module else str(node.module or package)
            for alias in node.names:
                offered[alias.asname or alias.name] = home if node.module else f"{package}.{alias.name}"
    return offered


@cache
def tree(path: str) -> ast.Module:
    """A file, parsed once a run."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imports(path: str) -> Iterator[tuple[str, str]]:
    """Each (module, name) that a file imports from the house, wherever in it; name is empty for ``import a.b``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module in modules():
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name in modules())


def home(module: str, name: str) -> str:
    """The module in which an imported name is written."""
    if f"{module}.{name}" in modules():
        return f"{module}.{name}"
    return door(module).get(name, module) if module in packages() else module


@cache
def links() -> dict[str, frozenset[str]]:
    """Path of a module → paths of the modules it uses; doors, which only pass on, are looked through."""
    used = defaultdict(set)
    for path in sources():
        if not path.endswith("__init__.py"):
            used[path] |= {modules()[home(*pair)] for pair in imports(path)} - {path}
    return {path: frozenset(others) for path, others in used.items()}


def package_links() -> dict[str, set[str]]:
    """Folder of modules → folders it uses."""
    used = defaultdict(set)
    for path, others in links().items():
        here = path if path.endswith("__main__.py") else folder(path)  # a way in stands above its room
        used[here] |= {folder(other) for other in others} - {folder(path), here}
    return used


def circles(graph: Mapping[str, frozenset[str] | set[str]]) -> list[list[str]]:
    """Groups of nodes that reach each other (strong components of more than one node)."""
    from networkx import DiGraph, strongly_connected_components  # noqa: PLC0415

    return sorted(sorted(group) for group in strongly_connected_components(DiGraph(graph)) if len(group) > 1)
