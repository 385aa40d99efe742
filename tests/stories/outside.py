"""The other side, real and on loopback: a web server and a mail server, plain or encrypted."""

from __future__ import annotations

import base64
import socketserver
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple


class Request(NamedTuple):
    """What came in."""

    path: str
    headers: dict[str, str]
    body: bytes


class Web(ThreadingHTTPServer):
    """Keeps every request; `says` is (status, headers, body), or a function that writes by itself.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.got: list[Request] = []
        self.says: Any = (200, {}, b'{"errcode": 0, "code": 0}')

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, *_args: Any) -> None:
        """Who is cut off says nothing."""


class Answering(BaseHTTPRequestHandler):
    server: Web

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(Request(
            self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        says = self.server.says
        if callable(says):
            says(self)
            return
        status, headers, answer = says
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST

    def log_message(self, *_args: Any) -> None:
        """Tests are silent."""


def dripping(handler: Any) -> None:
    """Answer one byte at a time, for ever."""
    while True:
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.05)


class Mail(NamedTuple):
    """One mail as it came in: by whom, to whom, its text, whether the line was encrypted."""

    sender: str
    to: list[str]
    text: str
    encrypted: bool
    account: str


class Post(socketserver.ThreadingTCPServer):
    """A mail server: STARTTLS where it has a context, AUTH PLAIN, one account."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.context, self.got = context, list[Mail]()
        self.account: tuple[str, str] = ("", "")
        self.refuses = ""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, *_args: Any) -> None:
        """Who is cut off says nothing."""


class Taking(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self.sender, self.to, self.encrypted, self.signed_in = "", list[str](), False, ""
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            doing: Callable[[str], bool] | None = getattr(self, f"on_{word.lower()}", None)
            if doing is None:
                self.say("500 what?")
            elif doing(rest):
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()  # the encrypted one, of which the server knows nothing

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def on_ehlo(self, _rest: str) -> bool:
        offers = ["here"] + (["STARTTLS"] if self.server.context and not self.encrypted else [])
        offers += ["AUTH PLAIN"] if self.server.account[0] else []
        self.say(*(f"250-{each}" for each in offers), "250 8BITMIME")
        return False

    def on_starttls(self, _rest: str) -> bool:
        self.say("220 go on")
        assert self.server.context is not None
        self.request = self.server.context.wrap_socket(
            self.request, server_side=True, do_handshake_on_connect=False)
        self.request.do_handshake()
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.encrypted = True
        return False

    def on_auth(self, rest: str) -> bool:
        _, account, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        fits = (account, password) == self.server.account
        self.signed_in = account if fits else ""
        self.say("235 welcome" if fits else "535 no")
        return False

    def on_mail(self, rest: str) -> bool:
        self.sender = rest
        self.say("250 ok")
        return False

    def on_rcpt(self, rest: str) -> bool:
        if self.server.refuses:
            self.say(self.server.refuses)
        else:
            self.to.append(rest.partition("<")[2].partition(">")[0])
            self.say("250 ok")
        return False

    def on_rset(self, _rest: str) -> bool:
        self.say("250 ok")
        return False

    def on_data(self, _rest: str) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.got.append(Mail(
            self.sender, self.to, "\n".join(lines), self.encrypted, self.signed_in))
        self.say("250 taken")
        return False

    def on_quit(self, _rest: str) -> bool:
        self.say("221 bye")
        return True


@contextmanager
def running(server: Any) -> Iterator[Any]:
    """Run a server in a thread while it is needed."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
