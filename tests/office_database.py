"""A PostgreSQL cluster of a test's own, in a temporary folder, that no other program sees."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
import pytest
from serving import free_port


def programs() -> Path:
    """Where initdb and postgres lie; where there is no server with PostGIS, a skip that says so (a failure in CI)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    reason = "no PostgreSQL server on this machine: apt install postgresql postgresql-15-postgis-3"
    if found and not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        reason = "PostgreSQL without PostGIS on this machine: apt install postgresql-15-postgis-3"
        found = []
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return found[-1].parent


class Cluster:
    """The server's process, its folder and its port."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.folder, self.port = programs(), folder, free_port()
        self.as_user = "postgres" if os.geteuid() == 0 else None  # which refuses to run as root
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if self.as_user is not None:
            shutil.chown(folder, "postgres")
        self.run(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "office",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )

    def run(self, program: str, *words: str, **options) -> subprocess.CompletedProcess[str]:
        """One of the server's programs, as the user the server runs as."""
        done = subprocess.run(
            [str(self.bin / program), *words],
            user=self.as_user,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        assert done.returncode == 0, done.stderr
        return done

    def start(self, *, durable: bool = False) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "on" if durable else "off",
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = (self.folder.parent / f"{self.folder.name}.log").open("ab")
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "data"), *words]
        self.process = subprocess.Popen(
            command, user=self.as_user, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, Path(log.name).read_text(encoding="utf-8")
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the database did not start")

    def url(self, name: str) -> str:
        return f"postgresql://office@127.0.0.1:{self.port}/{name}"

    def fresh(self) -> str:
        """The address of a new empty database."""
        name = f"d{uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: in order, or with SIGKILL all its processes at once."""
        if self.process is None:
            return
        family = psutil.Process(self.process.pid).children(recursive=True)  # each is a group of its own
        self.process.send_signal(how)
        if how is signal.SIGKILL:
            for child in family:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            psutil.wait_procs(family, timeout=30)
        self.process.wait(60)
        self.process = None


@contextmanager
def cluster(folder: Path, *, durable: bool = False):
    """A running cluster for a block."""
    made = Cluster(folder)
    try:
        made.start(durable=durable)
        yield made
    finally:
        made.stop()
