"""The only file that opens a socket to somewhere outside: one HTTP post, one mail.   对外连接

The other side is hostile until proved otherwise.  Its address is judged when the socket opens, not
before, and the socket goes to the very address that was judged: a name that changes its mind
between the two gains nothing.  No redirect is followed, no proxy of the environment is asked, the
answer is bounded, and the whole takes no longer than its limit, however slowly it drips.
"""

from __future__ import annotations

import http.client
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from ipaddress import ip_address
from threading import Timer
from typing import Any, NamedTuple

from django.conf import settings

from pandian.exchange.notices.words import ANSWER_BYTES_MAX, SECONDS_MAX
from pandian.insight.delivery.rules import split
from pandian.kernel.outside.rules import Allowed, may_reach, reached

REDIRECTS = range(300, 400)
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class NotSent(Exception):
    """It did not go; `why` is a code of delivery's `WHY`, never words of the other side."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Answer(NamedTuple):
    """What the other side answered."""

    status: int
    body: bytes


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, allowed: Allowed,
    seconds_max: float = SECONDS_MAX,
) -> Answer:
    """Post a body and return the answer of a status 2xx.  Raises `NotSent`."""
    parts = split(url)
    if parts is None:
        raise NotSent("name")
    host, secure = str(parts.hostname), parts.scheme == "https"
    with _limited(seconds_max) as watch:
        link = http.client.HTTPConnection(host, parts.port, timeout=seconds_max)
        with _closing(link):
            link.sock = _connected(host, parts.port or (443 if secure else 80), watch,
                                   secure=secure, allowed=allowed)
            if secure:
                link.sock = watch.over(_context().wrap_socket(
                    link.sock, server_hostname=host, do_handshake_on_connect=False))
                link.sock.do_handshake()
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            link.request("POST", target, body, {**headers, "User-Agent": "pandian",
                                                "Connection": "close"})
            return _answer(link.getresponse())


def _answer(response: http.client.HTTPResponse) -> Answer:
    if response.status in REDIRECTS:
        raise NotSent(f"redirect:{response.status}")
    if not 200 <= response.status < 300:
        raise NotSent(f"http:{response.status}")
    body = response.read(ANSWER_BYTES_MAX + 1)
    if len(body) > ANSWER_BYTES_MAX:
        raise NotSent("answer_large")
    return Answer(response.status, body)


def _connected(
    host: str, port: int, watch: _Watch, *, secure: bool, allowed: Allowed
) -> Any:
    """Return a socket to the first address of a host that may be reached.  Raises `NotSent`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent("name") from error
    refused = ""
    for family, kind, protocol, _name, place in found:
        address = ip_address(str(place[0]).partition("%")[0])
        if not may_reach(host, address, allowed):
            refused = "private"
        elif not secure and not reached(address).is_loopback:
            refused = "plain"
        else:
            made = watch.over(socket.socket(family, kind, protocol))
            made.settimeout(watch.seconds_max)
            try:
                made.connect(place)
                return made
            except OSError:
                made.close()
                if watch.late:
                    raise
    raise NotSent(refused or "connection")


def _context() -> ssl.SSLContext:
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


class _Watch:
    """Cuts a connection off when its time is over, in whatever it waits for just then."""

    def __init__(self, seconds_max: float) -> None:
        self.late, self.seconds_max = False, seconds_max
        self._held: Any = None
        self.timer = Timer(seconds_max, self._cut)
        self.timer.daemon = True

    def over(self, made: Any) -> Any:
        """Watch over a socket, or what has one as `sock`, in place of the last; return it."""
        self._held = made
        return made

    def _cut(self) -> None:
        self.late = True
        held = getattr(self._held, "sock", self._held)
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)


@contextmanager
def _limited(seconds_max: float) -> Iterator[_Watch]:
    """Give a talk so much time, and say by name how it failed."""
    watch = _Watch(seconds_max)
    watch.timer.start()
    try:
        yield watch
    except NotSent as error:
        raise NotSent(f"timeout:{seconds_max:g}" if watch.late else error.why) from None
    except ssl.SSLCertVerificationError:
        raise NotSent("certificate") from None
    except (OSError, http.client.HTTPException, smtplib.SMTPException, ValueError) as error:
        late = watch.late or isinstance(error, TimeoutError)
        raise NotSent(f"timeout:{seconds_max:g}" if late else "connection") from None
    finally:
        watch.timer.cancel()


@contextmanager
def _closing(link: Any) -> Iterator[None]:
    try:
        yield
    finally:
        with suppress(OSError):
            link.close()


def mail(letter: EmailMessage, *, seconds_max: float = SECONDS_MAX) -> None:
    """Hand a mail to the server of the settings, encrypted unless they say `none`.

    A password goes only over an encrypted line.  Raises `NotSent`.
    """
    if not settings.MAIL_HOST or not settings.MAIL_FROM or settings.MAIL_TLS not in MAIL_PORTS:
        raise NotSent("mail_unset")
    with _limited(seconds_max) as watch:
        server = _mail_server(watch, seconds_max)
        with _closing(server):
            try:
                _sign_in(server)
                server.send_message(letter)
                server.quit()
            except smtplib.SMTPAuthenticationError:
                raise NotSent("mail_sign_in") from None
            except smtplib.SMTPRecipientsRefused as error:
                codes = sorted({code for code, _text in error.recipients.values()})
                raise NotSent(f"mail_refused:{codes[0]}") from None
            except smtplib.SMTPResponseException as error:
                raise NotSent(f"mail_refused:{error.smtp_code}") from None


def _mail_server(watch: _Watch, seconds_max: float) -> smtplib.SMTP:
    tls, host = settings.MAIL_TLS, settings.MAIL_HOST
    server = smtplib.SMTP_SSL(timeout=seconds_max, context=_context()) if tls == "tls" else (
        smtplib.SMTP(timeout=seconds_max))
    # whom its certificate must name; the library sets it only where it connects at once
    server._host = host  # type: ignore[attr-defined]
    watch.over(server)  # before it does: the greeting may drip too
    server.connect(host, int(settings.MAIL_PORT or MAIL_PORTS[tls]))
    if tls == "starttls":
        server.starttls(context=_context())
    return server


def _sign_in(server: smtplib.SMTP) -> None:
    if not settings.MAIL_USER:
        return
    if settings.MAIL_TLS == "none":
        raise NotSent("mail_plain")
    server.login(settings.MAIL_USER, settings.MAIL_PASSWORD)
