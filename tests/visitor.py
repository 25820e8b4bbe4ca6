"""A client of the server without a browser: requests with any header, sessions, uploads."""

from __future__ import annotations

import http.client
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = field(default=())


def ask(url: str, path: str = "/", *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """One request; underscores in the names of headers stand for hyphens, no redirect is followed."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    try:
        connection.request(method, path, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        cookies = tuple(answer.headers.get_all("set-cookie") or ())
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read(), cookies)
    finally:
        connection.close()


def knock(url: str, *, path: str = "/_stcore/stream", **headers: str) -> int:
    """The answer to who asks for a web socket: 101 lets in."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    try:
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in (upgrade | headers).items()})
        return connection.getresponse().status
    finally:
        connection.close()


class Session:
    """An open page without a browser.

    Parameters
    ----------
    cookies
        What the browser holds already, as it sends it.
    """

    def __init__(self, url: str, *, cookies: str = "") -> None:
        self._url = url
        held = {"Cookie": cookies} if cookies else {}
        self._open = ExitStack()
        opening = connect(
            f"ws://{urlsplit(url).netloc}/_stcore/stream",
            origin=url,
            subprotocols=["streamlit"],
            additional_headers=held,
            max_size=2**26,
        )
        self._socket = self._open.enter_context(opening)
        self.id = ""
        self.printed: list[str] = []
        given = (cookie.partition(";")[0] for cookie in ask(url, "/_stcore/health", **held).cookies)
        self._xsrf = next(cookie for cookie in given if "xsrf" in cookie)
        self._cookies = "; ".join(filter(None, (cookies, self._xsrf)))
        self.run()

    def say(self, message: BackMsg) -> None:
        self._socket.send(message.SerializeToString())

    def hear(self) -> ForwardMsg:
        """The next message of the server."""
        return ForwardMsg.FromString(self._socket.recv(timeout=60))

    def run(self, *, files: tuple[str, ...] = ()) -> None:
        """Run the page, its field for files holding ``files``, to the end."""
        request = BackMsg()
        request.rerun_script.query_string = ""
        widget = request.rerun_script.widget_states.widgets.add(id="none")
        for name in files:
            widget.file_uploader_state_value.uploaded_file_info.add(file_id=name, name=name, size=1)
        if not files:
            widget.bool_value = True
        self.say(request)
        self.printed = []
        while True:
            answer = self.hear()
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.id = answer.new_session.initialize.session_id
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "markdown":
                self.printed.append(answer.delta.new_element.markdown.body)
            elif kind == "script_finished":
                return

    def upload(self, content: bytes, *, name: str | None = None) -> int:
        """Put a file into this session; the status."""
        line = "----part"
        head = f'--{line}\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{line}--\r\n".encode()
        name = name or str(uuid.uuid4())
        return ask(
            self._url,
            f"/_stcore/upload_file/{self.id}/{name}",
            method="PUT",
            body=body,
            Cookie=self._cookies,
            X_Xsrftoken=self._xsrf.partition("=")[2],
            Content_Type=f"multipart/form-data; boundary={line}",
        ).status

    def close(self) -> None:
        self._open.close()
