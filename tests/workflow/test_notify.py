"""Telling people: by command, webhook and mail; what fails is a warning without secrets."""

from __future__ import annotations

import json
import socketserver
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.notifications.channels import Notification, NotificationChannels
from mendeley_sync.reports.job.events import Event, EventKind
from mendeley_sync.settings.model import EmailTable, NotificationsTable

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NEWS = Event(kind=EventKind.NEW, text="One new finding.", details=("differs: Bálint, year",))
LETTER = Notification(group="group-1", events=(NEWS,), at=NOON, exit_code=0)
SILENCE = Notification(group="group-1", events=(), at=NOON, exit_code=0)
SECRET = "PLANTED"


class Hook(HTTPServer):
    """Takes what is sent and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taker)
        self.status = 200
        self.taken: list[tuple[str, str, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{SECRET}"


class _Taker(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        hook = self.server
        assert isinstance(hook, Hook)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        hook.taken.append((self.command, self.path, body))
        self.send_response(hook.status)
        if hook.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as one mail needs."""

    daemon_threads = True

    def __init__(self, *, refuses: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _MailTaker)
        self.refuses = refuses
        self.said: list[str] = []
        self.mails: list[str] = []


class _MailTaker(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, MailServer)
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            server.said.append(line)
            word = line.split()[0].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
                server.mails.append("\n".join(lines))
            if word == "EHLO":
                self.wfile.write(b"250-here\r\n250 AUTH PLAIN\r\n")
            elif word == "AUTH":
                said = f"535 no: {SECRET}\r\n" if server.refuses else "235 yes\r\n"
                self.wfile.write(said.encode())
            elif word == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def hook() -> Iterator[Hook]:
    yield from _serving(Hook())


@pytest.fixture
def mail() -> Iterator[MailServer]:
    yield from _serving(MailServer())


def _serving(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def an_email(server: MailServer) -> EmailTable:
    return EmailTable(
        host="127.0.0.1",
        port=server.server_address[1],
        security="none",
        user="job",
        sender="job@example.org",
        recipients=("a@example.org", "b@example.org"),
    )


def messengers(environ: dict[str, str] | None = None, **table: Any) -> NotificationChannels:
    return NotificationChannels.from_settings(NotificationsTable(**table), environ or {})


def test_the_command_gets_the_text_on_its_standard_input(tmp_path: Path) -> None:
    out = tmp_path / "told.txt"
    program = f"import sys; open({str(out)!r}, 'wb').write(sys.stdin.buffer.read())"

    assert messengers(command=(sys.executable, "-c", program)).tell(LETTER) == ()

    text = out.read_text("utf-8")
    assert text.startswith("One new finding.\n  - differs: Bálint, year\n\nThis is about group ")
    assert "mendeley-sync diff" in text


def test_the_webhook_gets_json(hook: Hook) -> None:
    assert messengers(webhook=hook.url).tell(LETTER) == ()

    ((method, _, body),) = hook.taken
    told = json.loads(body)
    assert method == "POST"
    assert told["group"] == "group-1"
    assert told["exit_code"] == 0
    assert told["events"] == [
        {"kind": "new", "text": "One new finding.", "details": ["differs: Bálint, year"]}
    ]
    assert told["text"].startswith("One new finding.")


def test_the_mail_reaches_everybody_and_is_signed_in_for(mail: MailServer) -> None:
    ways = messengers({"MENDELEY_SYNC_SMTP_PASSWORD": SECRET}, email=an_email(mail))

    assert ways.tell(LETTER) == ()

    (content,) = mail.mails
    assert "Subject: mendeley-sync: 1 new difference (group group-1)" in content
    assert "To: a@example.org, b@example.org" in content
    assert any(line.startswith("AUTH PLAIN") for line in mail.said)
    assert sum(line.startswith("rcpt TO") for line in mail.said) == 2


def test_an_address_in_the_environment_wins_over_the_settings(hook: Hook) -> None:
    ways = messengers({"MENDELEY_SYNC_WEBHOOK": hook.url}, webhook="https://example.invalid/x")

    assert ways.tell(LETTER) == ()
    assert len(hook.taken) == 1


def test_nothing_is_sent_when_there_is_nothing_to_tell(hook: Hook, mail: MailServer) -> None:
    ways = messengers(webhook=hook.url, email=an_email(mail), command=("/bin/false",))

    assert ways.tell(SILENCE) == ()
    assert (hook.taken, mail.said) == ([], [])


def test_the_heart_beat_tells_start_success_and_failure_apart(hook: Hook) -> None:
    ways = messengers(heartbeat=hook.url)

    assert (
        ways.send_heartbeat("start") + ways.send_heartbeat("success") + ways.send_heartbeat("fail")
        == ()
    )

    base = f"/{SECRET}"
    assert [path for _, path, _ in hook.taken] == [f"{base}/start", base, f"{base}/fail"]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_refuses_is_a_warning_without_its_address(hook: Hook, status: int) -> None:
    hook.status = status
    ways = messengers(webhook=hook.url, heartbeat=hook.url)

    (told,) = ways.tell(LETTER)
    (beaten,) = ways.send_heartbeat("start")

    assert str(status) in told
    assert SECRET not in told + beaten
    assert len(hook.taken) == 2


def test_what_cannot_be_reached_is_a_warning_each_and_the_others_are_told(
    tmp_path: Path, hook: Hook
) -> None:
    nobody = f"http://127.0.0.1:1/{SECRET}"
    email = EmailTable(host="127.0.0.1", port=1, sender="a@example.org", recipients=("b@c.org",))
    ways = messengers(
        {"MENDELEY_SYNC_HEARTBEAT": nobody},
        command=(str(tmp_path / SECRET / "not-there"),),
        webhook=hook.url,
        email=email,
    )

    warnings = ways.tell(LETTER) + ways.send_heartbeat("fail")

    assert [text.split(" ")[1] for text in warnings] == ["notification", "mail", "heart-beat"]
    assert SECRET not in "".join(warnings)
    assert len(hook.taken) == 1


def test_a_command_that_fails_is_a_warning_and_what_it_prints_is_shown_nowhere(
    capfd: pytest.CaptureFixture[str],
) -> None:
    program = f"import sys; print({SECRET!r}); print({SECRET!r}, file=sys.stderr); sys.exit(3)"

    (warning,) = messengers(command=(sys.executable, "-c", program)).tell(LETTER)

    assert SECRET not in warning + "".join(capfd.readouterr())


def test_a_mail_server_that_refuses_is_a_warning_without_the_password(mail: MailServer) -> None:
    mail.refuses = True
    ways = messengers({"MENDELEY_SYNC_SMTP_PASSWORD": SECRET}, email=an_email(mail))

    (warning,) = ways.tell(LETTER)

    assert "mail server" in warning
    assert SECRET not in warning


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://example.org", "not an address"])
def test_a_secret_address_from_the_environment_is_never_sent_in_the_clear(address: str) -> None:
    (warning,) = messengers({"MENDELEY_SYNC_WEBHOOK": address}).tell(LETTER)

    assert "https" in warning
    assert address not in warning


def test_a_secret_is_not_in_the_text_of_the_messengers_themselves() -> None:
    environ = {
        "MENDELEY_SYNC_WEBHOOK": f"https://example.org/{SECRET}",
        "MENDELEY_SYNC_HEARTBEAT": f"https://example.org/{SECRET}",
        "MENDELEY_SYNC_SMTP_PASSWORD": SECRET,
    }

    assert SECRET not in repr(messengers(environ))


def test_a_practice_letter_says_so() -> None:
    letter = Notification(group="g", events=(NEWS,), at=NOON, exit_code=0, practice=True)

    assert letter.subject.startswith("SANDBOX ")
    assert letter.json["practice"] is True
