"""The hashes behind the pins: ``python -m setup_steps.hashes`` writes them anew, for who has changed a pin.

pip tells which file of a package it would install on each system and Python that is supported, and that file's SHA-256; what the
package's author publishes for others is left out, and so are source archives: their code would run while it is installed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from setup_steps.packages import CLUSTER, OFFICE, RUN_TIME, TESTING

PYTHONS: Final = ("3.11", "3.12", "3.13")
_GLIBC: Final = (
    *(f"manylinux_2_{minor}" for minor in range(36, 4, -1)),
    "manylinux2014",
    "manylinux2010",
    "manylinux1",
)
SYSTEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "Linux": tuple(f"{name}_x86_64" for name in _GLIBC),
    "Windows": ("win_amd64",),
}
_LISTS: Final = (RUN_TIME, CLUSTER, OFFICE, TESTING)
_PIN: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")


def main() -> int:
    """Write the hashes into all lists of pins; the exit code."""
    texts = {path: without_hashes(path.read_text(encoding="utf-8")) for path in _LISTS}
    found = _asked(dict.fromkeys(pin for text in texts.values() for pin in pins(text)))
    for path, text in texts.items():
        path.write_text(with_hashes(text, found), encoding="utf-8", newline="\n")
        print(path.name, sum(len(found[pin]) for pin in pins(text)))  # noqa: T201 - a command for developers
    return 0


def pins(text: str) -> Iterator[str]:
    """``name==version`` of every pin in a list, without the condition behind it."""
    for line in text.splitlines():
        if found := _PIN.match(line):
            yield found[0]


def without_hashes(text: str) -> str:
    """A list of pins as a person writes it."""
    kept = [line.removesuffix("\\").rstrip() for line in text.splitlines() if not line.lstrip().startswith("--hash")]
    return "\n".join(kept) + "\n"


def with_hashes(text: str, found: Mapping[str, Iterable[str]]) -> str:
    """The list with the hashes of each pin in lines of their own below it, as pip reads them."""
    lines = []
    for line in text.splitlines():
        pin = _PIN.match(line)
        hashes = [f"    --hash=sha256:{digest}" for digest in sorted(found[pin[0]])] if pin else []
        lines.append(" \\\n".join([line, *hashes]))
    return "\n".join(lines) + "\n"


def _asked(wanted: Iterable[str]) -> dict[str, set[str]]:
    """SHA-256 of the files of every pin; those that serve all systems are asked for once."""
    found: dict[str, set[str]] = defaultdict(set)
    left = list(wanted)
    for python in PYTHONS:
        for platforms in SYSTEMS.values():
            for pin, (file, digest) in _report(left, python=python, platforms=platforms).items():
                found[pin].add(digest)
                if file.endswith("-none-any.whl"):
                    left.remove(pin)
    return found


def _report(wanted: list[str], *, python: str, platforms: Iterable[str]) -> dict[str, tuple[str, str]]:
    """File and SHA-256 that pip would install of each pin on one system."""
    with tempfile.TemporaryDirectory() as folder:
        names, told = Path(folder, "pins.txt"), Path(folder, "report.json")
        names.write_text("\n".join(wanted), encoding="utf-8")
        where = [word for name in platforms for word in ("--platform", name)]
        words = [
            "install",
            "--dry-run",
            "--ignore-installed",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--target",
            folder,
        ]
        words += [*where, "--python-version", python, "--report", str(told), "--quiet", "-r", str(names)]
        subprocess.run([sys.executable, "-m", "pip", *words], check=True, env=_bare())  # noqa: S603 - our own words
        report = json.loads(told.read_text(encoding="utf-8"))
    files = {}
    for one in report["install"]:
        about, origin = one["metadata"], one["download_info"]
        files[_key(about["name"], about["version"])] = (
            origin["url"].rpartition("/")[2],
            origin["archive_info"]["hashes"]["sha256"],
        )
    return {pin: files[_key(*pin.split("=="))] for pin in wanted}


def _bare() -> dict[str, str]:
    """Without what this machine tells pip of places that others do not have."""
    return os.environ | {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}


def _key(name: str, version: str) -> str:
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


if __name__ == "__main__":
    sys.exit(main())
