"""Several processes answer pages behind one address: the proxy of docs/server.md, really run, keeps each person at one of them."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from serving import ROOT, free_port, served
from visitor import Session, ask

from server.settings import TOKEN_VARIABLE, Settings
from setup_steps import command, server
from setup_steps.speech import SetupError

PAGE = Path(__file__).parent / "pages" / "counting_page.py"
TOKEN = "a-token_of-the-tests"
NGINX = shutil.which("nginx") or next((p for p in ("/usr/sbin/nginx",) if Path(p).is_file()), None)


def wish(*words: str) -> server.Wish:
    return command._wish(command._options(list(words))[0])


def test_each_process_has_its_port_and_all_know_one_cookie():
    asked = wish("--pages", "2", "--behind-proxy", "--workers", "4", "--port", "8600")
    first, second = (server.command(asked, port=port, host="127.0.0.1", first=8600) for port in (8600, 8601))
    assert "--port=8600" in first
    assert "--port=8601" in second
    assert "--first-port=8600" in first
    assert "--first-port=8600" in second
    assert "--open-browser" in first
    assert "--open-browser" not in second, "one window is enough"
    names = {Settings(port=port, hosts=(), first_port=8600).cookie for port in (8600, 8601)}
    assert names == {Settings(port=8600, hosts=()).cookie}


@pytest.mark.parametrize(
    ("pages", "workers", "jobs"), [("1", None, "processes"), ("2", "4", "processes:2"), ("4", "2", "processes:1")]
)
def test_the_processes_for_heavy_work_are_shared_out(pages, workers, jobs):
    assert wish("--pages", pages, *(["--workers", workers] if workers else [])).jobs == jobs


def test_without_a_proxy_they_are_refused():
    with pytest.raises(SetupError) as caught:
        server.start(wish("--pages", "2"))
    assert caught.value.key == "setup.pages_need_proxy"
    for words in (["--pages", "0"], ["--pages", "17"], ["--pages", "x"]):
        with pytest.raises(SystemExit):
            command._options(words)


def documented(ports: list[int], *, listen: int, folder: Path) -> str:
    """The configuration as docs/server.md has it, without TLS, for these ports."""
    text = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    main, above, inside = re.findall(r"```nginx\n(.*?)```", text, flags=re.DOTALL)
    main = re.sub(r"(?m)^    ssl_certificate.*\n", "", main).replace(
        "listen 443 ssl;", f"listen 127.0.0.1:{listen};\n" + inside
    )
    main = main.replace("proxy_pass http://127.0.0.1:8501;", "proxy_pass http://lien_tinh;").replace(
        "lien-tinh.so.example", "_"
    )
    servers = "".join(f"    server 127.0.0.1:{port};\n" for port in ports)
    above = re.sub(r"(?m)(?:^    server 127.*\n)+", servers, above)
    both = (above + main).replace(" secure;", ";")
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"pid {folder}/pid;\ndaemon off;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{kept}{both}}}\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Two processes with one token behind nginx: the address, and those of the processes."""
    if NGINX is None:
        assert not os.environ.get("CI"), "nginx is installed there"
        pytest.skip("no nginx on this machine")
    folder, listen = tmp_path_factory.mktemp("proxy"), free_port()
    folder.chmod(0o755)
    with ExitStack() as running:
        options = ("--behind-proxy", f"--first-port={listen}")
        env = {TOKEN_VARIABLE: TOKEN}
        urls = [
            running.enter_context(served(PAGE, *options, env=env, log=folder / f"{name}.log"))
            for name in ("one", "two")
        ]
        settings = folder / "nginx.conf"
        settings.write_text(
            documented([int(url.rpartition(":")[2]) for url in urls], listen=listen, folder=folder), encoding="utf-8"
        )
        with (folder / "nginx.log").open("w", encoding="utf-8") as log:
            proxy = running.enter_context(
                subprocess.Popen([NGINX, "-c", str(settings), "-p", str(folder)], stdout=log, stderr=log)
            )
            running.callback(proxy.terminate)
            _wait(listen, folder / "nginx.log")
            yield f"http://127.0.0.1:{listen}", urls


def _wait(port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    pytest.fail(log.read_text(encoding="utf-8"))


def arrive(address: str) -> str:
    """Somebody opens the address with the token in a browser of their own: the cookies it holds then."""
    answer = ask(address, f"/?token={TOKEN}")
    assert answer.status == 303
    cookies = "; ".join(cookie.partition(";")[0] for cookie in answer.cookies)
    assert "lien-tinh-who=" in cookies
    assert TOKEN in cookies
    return cookies


def pages(url: str) -> int:
    """How many pages a process has open, as it tells the monitor."""
    return int(re.search(rb'"pages":\s*(\d+)', ask(url, "/healthz").body)[1])


def test_each_person_stays_at_one_process_and_all_processes_have_some(office):
    address, processes = office
    people = [Session(address, cookies=arrive(address)) for _ in range(16)]
    try:
        at = [pages(url) for url in processes]
        assert sum(at) == len(people)
        assert min(at) >= 1
        for person in people:
            assert person.upload(b"a,b\n1,2") == 204, "the other process knows nothing of this page and refuses"
            person.run()
    finally:
        for person in people:
            person.close()


def test_another_process_would_refuse_what_a_page_brings(office):
    """Else the test above would say nothing."""
    address, processes = office
    person = Session(address, cookies=arrive(address))
    try:
        (other,) = [url for url in processes if pages(url) == 0]
        person._url = other
        assert person.upload(b"a,b\n1,2") >= 400
    finally:
        person.close()
