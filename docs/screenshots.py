"""Pictures of the pages as they are now: ``python docs/screenshots.py [NAME …]`` writes ``docs/screenshots``.

A server of its own is started; Chromium opens each address in both languages at the size of a small
office screen. The pictures are kept in 256 colours.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from setup_steps.server import free_port, server_env  # noqa: E402 - the program's folder comes first
from words import Lang  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
DUE_MS = 120_000
QL14 = "shut=6488"
PAGES = {
    "map": "?",
    "map-2025": "?edition=2025",
    "map-facts": "?show=route:ring-road-4",
    "compare": "compare?",
    "compare-pair": "compare?part=pair",
    "compare-matrix": "compare?part=matrix",
    "compare-gains": "compare?part=gains",
    "compare-shares": "compare?part=shares",
    "compare-closure": f"compare?part=closure&{QL14}",
    "connectivity-access": "connectivity?tab=access",
    "connectivity-spread": "connectivity?tab=access&sheet=spread",
    "connectivity-border": "connectivity?tab=border",
    "connectivity-gates": "connectivity?tab=border&edge=gates",
    "connectivity-tourism": "connectivity?tab=tourism",
    "connectivity-between-crossings": "connectivity?tab=between&ties=crossings",
    "connectivity-between-routes": "connectivity?tab=between&ties=routes",
    "connectivity-critical": "connectivity?tab=critical",
    "connectivity-critical-change": "connectivity?tab=critical&loss=change",
    "worth-plan": "worth?case=plan",
    "worth-ranks": "worth?case=ranks",
    "worth-land": "worth?case=land",
    "worth-rural": "worth?case=rural",
    "agreement": "agreement?",
    "briefing": "briefing?",
    "own": "own?",
    "sources": "sources?",
}


def main(names: list[str]) -> None:
    """Take the pictures named, by default all."""
    port = free_port(None, host="127.0.0.1")
    command = [sys.executable, "-m", "server", "app.py", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=server_env(), stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for name in names or PAGES:
                for lang in Lang:
                    page = browser.new_page(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
                    _take(page, f"http://127.0.0.1:{port}/{PAGES[name]}", name, lang)
                    page.close()
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _take(page: Page, address: str, name: str, lang: Lang) -> None:
    page.goto(f"{address}&lang={lang.value}")
    _settle(page)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}-{lang.value}.png", optimize=True)
    sys.stdout.write(f"{name}-{lang.value}\n")


def _settle(page: Page) -> None:
    """Wait until the server has nothing more to do for this page and the map is drawn."""
    page.wait_for_timeout(1500)
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=DUE_MS)
    page.wait_for_function("() => !document.querySelector('[class*=st-key-ltworkbar]')", timeout=DUE_MS)  # long work
    page.wait_for_timeout(2500)


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main(sys.argv[1:])
