"""Mail over TLS: told where the certificate is good, and never a password where it is not."""

from __future__ import annotations

import shutil
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

from mendeley_sync.domain.secret_variables import SMTP_PASSWORD
from mendeley_sync.notifications.channels import (
    Notification,
    NotificationChannels,
)
from mendeley_sync.reports.job.events import Event, EventKind
from mendeley_sync.settings.model import EmailTable, NotificationsTable

OPENSSL = shutil.which("openssl")
SECRET = "PLANTED"
NEWS = Event(kind=EventKind.NEW, text="One new finding.", details=("differs: Bálint",))
LETTER = Notification(
    group="group-1", events=(NEWS,), at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC), exit_code=0
)

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate")


class Certificate(NamedTuple):
    """A certificate that vouches for itself, and its key."""

    certificate: Path
    key: Path


def a_certificate(folder: Path, name: str) -> Certificate:
    assert OPENSSL is not None
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    subprocess.run(
        [
            *(OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(made.key), "-out", str(made.certificate)),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return made


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of `localhost`."""
    return a_certificate(tmp_path_factory.mktemp("tls"), "localhost")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of another host."""
    return a_certificate(tmp_path_factory.mktemp("tls"), "mail.example.org")


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as one mail needs, with TLS from the first byte, or when asked."""

    daemon_threads = True

    def __init__(self, certificate: Certificate, *, at_once: bool, offers: bool = True) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate.certificate, certificate.key)
        self.at_once = at_once
        self.offers = offers
        self.in_clear: list[str] = []
        self.over_tls: list[str] = []
        super().__init__(("127.0.0.1", 0), _Taker)


class _Taker(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, MailServer)
        try:
            if server.at_once:
                self._talk(server, server.context.wrap_socket(self.request, server_side=True))
            else:
                self._talk(server, self.request)
        except OSError:
            return  # whoever does not trust the certificate hangs up

    def _talk(self, server: MailServer, line: Any, *, greets: bool = True) -> None:
        with line, line.makefile("rb") as file:
            self._answer(server, line, file, greets=greets)

    def _answer(self, server: MailServer, line: Any, file: Any, *, greets: bool) -> None:
        is_secure = isinstance(line, ssl.SSLSocket)
        heard = server.over_tls if is_secure else server.in_clear
        if greets:
            line.sendall(b"220 here\r\n")
        while said := file.readline().decode().rstrip("\r\n"):
            heard.append(said)
            word = said.split()[0].upper()
            if word == "DATA":
                line.sendall(b"354 go on\r\n")
                heard.extend(iter(lambda: file.readline().decode().rstrip("\r\n"), "."))
                line.sendall(b"250 ok\r\n")
            elif word == "EHLO":
                more = b"250-STARTTLS\r\n" if server.offers and not is_secure else b""
                line.sendall(b"250-here\r\n" + more + b"250 AUTH PLAIN\r\n")
            elif word == "STARTTLS":
                line.sendall(b"220 go on\r\n")
                wrapped = server.context.wrap_socket(line, server_side=True)
                return self._talk(server, wrapped, greets=False)
            elif word == "QUIT":
                line.sendall(b"221 bye\r\n")
                return None
            else:
                line.sendall(b"235 yes\r\n" if word == "AUTH" else b"250 ok\r\n")
        return None


@pytest.fixture
def serve() -> Iterator[Any]:
    running: list[tuple[MailServer, threading.Thread]] = []

    def start(certificate: Certificate, *, at_once: bool, offers: bool = True) -> MailServer:
        server = MailServer(certificate, at_once=at_once, offers=offers)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()


def told(server: MailServer, security: Literal["starttls", "tls"]) -> tuple[str, ...]:
    table = EmailTable(
        host="localhost",
        port=server.server_address[1],
        security=security,
        user="job",
        sender="job@example.org",
        recipients=("a@example.org",),
    )
    ways = NotificationChannels.from_settings(
        NotificationsTable(email=table), {SMTP_PASSWORD: SECRET}
    )
    return ways.tell(LETTER)


WAYS = pytest.mark.parametrize("security", ["tls", "starttls"])


@WAYS
def test_the_mail_goes_over_tls_and_nothing_of_it_in_the_clear(
    serve: Any,
    here: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    security: Literal["starttls", "tls"],
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(here.certificate))
    server = serve(here, at_once=security == "tls")

    assert told(server, security) == ()

    assert "Subject: mendeley-sync: 1 new difference (group group-1)" in server.over_tls
    assert any(line.startswith("AUTH PLAIN") for line in server.over_tls)
    assert all(line.split()[0].upper() in ("EHLO", "STARTTLS") for line in server.in_clear)


@WAYS
@pytest.mark.parametrize("trusted", [True, False], ids=["of another host", "of nobody known"])
def test_a_certificate_that_is_not_good_is_a_warning_and_no_password_is_said(
    serve: Any,
    here: Certificate,
    elsewhere: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    security: Literal["starttls", "tls"],
    trusted: bool,
) -> None:
    server_has = elsewhere if trusted else here
    monkeypatch.setenv("SSL_CERT_FILE", str(elsewhere.certificate))
    server = serve(server_has, at_once=security == "tls")

    (warning,) = told(server, security)

    assert warning.startswith("the mail server failed")
    assert SECRET not in warning
    assert server.over_tls == []
    assert not any(line.startswith(("AUTH", "mail")) for line in server.in_clear)


def test_a_server_that_takes_no_tls_gets_neither_password_nor_mail(
    serve: Any, here: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(here.certificate))
    server = serve(here, at_once=False, offers=False)

    (warning,) = told(server, "starttls")

    assert warning.startswith("the mail server failed")
    assert not any(line.startswith(("AUTH", "mail")) for line in server.in_clear)
