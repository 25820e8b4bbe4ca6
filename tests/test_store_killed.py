"""Writers and the database killed in the midst of two hundred saves: nothing torn, nothing lost that was confirmed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from office_database import cluster
from test_rooms import ROOT

from store import Desk, Role, SharedStore, Who
from store.database import migrate

SAVES = 200
# saves edition after edition, each with as many places as its number says, and tells each once it is confirmed
WRITER = """
import sys
from layers import UserData, UserPlace
from store import Desk, Role, SharedStore, Who
from words import InputError
store = SharedStore(Desk(sys.argv[1], Who(name="w", role=Role.OWNER)))
known = {w.name: w.version for w in store.listed()}
version = next(iter(known.values()), None)
while int(version or 0) < int(sys.argv[2]):
    number = int(version or 0) + 1
    own = UserData(places=tuple(UserPlace(f"own-place-{n}", f"{number}", "", 106.0, 11.0 + n / 1e4) for n in range(1, number % 150 + 2)))
    version = store.save("A", own, opened=version).version
    print(version, flush=True)
"""


def confirmed(writer: subprocess.Popen[str], *, after_s: float) -> list[int]:
    """What a writer told until it was killed, or ended by itself."""
    deadline = time.monotonic() + after_s
    while time.monotonic() < deadline and writer.poll() is None:
        time.sleep(0.01)
    writer.kill()
    return [int(line) for line in writer.communicate()[0].split()]


@pytest.mark.long
def test_nothing_is_torn_and_nothing_confirmed_is_lost():
    chance = random.Random(18)
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "cluster", durable=True) as database:
            url = database.fresh()
            migrate(url)
            store, sure, rounds = SharedStore(Desk(url, Who(name="w", role=Role.OWNER))), 0, 0
            while sure < SAVES:
                rounds += 1
                assert rounds < 100
                env = os.environ | {"PYTHONPATH": str(ROOT)}
                command = [sys.executable, "-c", WRITER, url, str(SAVES)]
                writer = subprocess.Popen(
                    command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env
                )
                if rounds % 2:
                    told = confirmed(writer, after_s=chance.uniform(2, 4))
                else:
                    time.sleep(chance.uniform(2, 4))
                    database.stop(signal.SIGKILL)
                    told = confirmed(writer, after_s=10)
                    database.start(durable=True)
                sure = max([sure, *told])
                held = store.listed()
                assert int(held[0].version if held else 0) >= sure, "a confirmed save is gone"
                if held:
                    number = int(held[0].version)
                    found = store.load(held[0].name).own
                    assert [place.name for place in found.places] == [str(number)] * (number % 150 + 1)
            assert rounds > 3
            with psycopg.connect(url) as connection:
                torn = connection.execute(
                    "SELECT e.version, count(p.id) FROM lien_tinh.edition e LEFT JOIN lien_tinh.place p ON p.edition_id = e.id "
                    "GROUP BY e.version HAVING count(p.id) <> e.version % 150 + 1"
                ).fetchall()
                acts = connection.execute("SELECT count(*) FROM lien_tinh.audit").fetchone()
            assert (torn, acts) == ([], (SAVES,))
