"""Tells people what changed: a command, a webhook, a mail; and a heart-beat address.

A notification that fails is a warning and never changes how the run ends: what was to be
told stands in the report and in `status.json` as well.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Any, Literal

import requests
from pydantic import SecretStr

from mendeley_sync import __version__
from mendeley_sync.domain.secret_variables import (
    HEARTBEAT,
    SECRET_VARIABLES,
    SMTP_PASSWORD,
    WEBHOOK,
)
from mendeley_sync.errors import ExitCode
from mendeley_sync.http.addresses import unsafe_because
from mendeley_sync.reports.envelope import Envelope, Run
from mendeley_sync.reports.job.events import Event
from mendeley_sync.reports.job.notifications import notification_text, subject_of
from mendeley_sync.reports.json_writer import envelope_as_json
from mendeley_sync.settings.model import EmailTable, NotificationsTable

TIMEOUT_S = 15.0
"""For each way of telling; a job does not wait for its messenger."""

Beat = Literal["start", "success", "fail"]
_BEAT_PATHS: Mapping[Beat, str] = {"start": "/start", "success": "", "fail": "/fail"}


@dataclass(frozen=True)
class Notification:
    """What is told, in every form that a messenger takes."""

    group: str
    events: tuple[Event, ...]
    at: datetime
    exit_code: int
    practice: bool = False
    library: str = ""
    """The group's name, where it is known."""

    @property
    def subject(self) -> str:
        """One line: what happened, most important first, and where."""
        return subject_of(self.events, library=self._where, practice=self.practice)

    @property
    def _where(self) -> str:
        """The library's name; its id where the run ended before the name was known."""
        return self.library or (f"group {self.group}" if self.group else "")

    @property
    def text(self) -> str:
        """The whole, for a person."""
        return notification_text(
            self.events,
            library=self._where,
            at=self.at,
            practice=self.practice,
        )

    @property
    def json(self) -> dict[str, Any]:
        """The whole, for a program."""
        run = Run(id=f"sync-{self.at:%Y%m%dT%H%M%SZ}", started=self.at, tool_version=__version__)
        envelope = Envelope(
            command="sync", run=run, exit_code=ExitCode(self.exit_code), practice=self.practice
        )
        body = {
            "at": self.at.isoformat(),
            "group": self.group,
            "library": self.library,
            "exit_code": self.exit_code,
            "text": self.text,
            "events": [
                {"kind": event.kind.value, "text": event.text, "details": list(event.details)}
                for event in self.events
            ],
        }
        return envelope_as_json(envelope, body)


@dataclass(frozen=True)
class NotificationChannels:
    """The ways to tell people, with their secrets from the environment."""

    command: Sequence[str] = ()
    webhook: SecretStr | None = None
    heartbeat: SecretStr | None = None
    email: EmailTable | None = None
    smtp_password: SecretStr | None = None
    session: requests.Session = field(default_factory=requests.Session)

    @classmethod
    def from_settings(
        cls, table: NotificationsTable, environ: Mapping[str, str]
    ) -> NotificationChannels:
        """An address in the environment wins over the one in the file: it may be a secret."""
        return cls(
            command=table.command,
            webhook=_secret(environ.get(WEBHOOK) or table.webhook),
            heartbeat=_secret(environ.get(HEARTBEAT) or table.heartbeat),
            email=table.email,
            smtp_password=_secret(environ.get(SMTP_PASSWORD)),
        )

    def tell(self, letter: Notification) -> tuple[str, ...]:
        """Tell everybody; the warnings of those that could not be reached."""
        if not letter.events:
            return ()
        ways: list[tuple[str, Callable[[], None]]] = []
        if self.command:
            ways.append(("the notification command", lambda: self._run_command(letter)))
        if self.webhook is not None:
            ways.append(("the webhook", lambda: self._post(letter)))
        if self.email is not None:
            ways.append(("the mail server", lambda: self._mail(letter)))
        return tuple(warning for name, way in ways for warning in _tried(name, way))

    def send_heartbeat(self, kind: Beat) -> tuple[str, ...]:
        """Let a monitor hear that the job started, succeeded or failed."""
        if self.heartbeat is None:
            return ()
        address = self.heartbeat.get_secret_value().rstrip("/") + _BEAT_PATHS[kind]
        return _tried("the heart-beat address", lambda: self._get(address))

    def _run_command(self, letter: Notification) -> None:
        subprocess.run(
            list(self.command),
            input=letter.text.encode(),
            env=_without_secrets(os.environ),
            timeout=TIMEOUT_S,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _post(self, letter: Notification) -> None:
        assert self.webhook is not None  # tell() asks only then
        address = _sound(self.webhook.get_secret_value())
        answer = self.session.post(
            address,
            data=json.dumps(letter.json, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
        _good_or_raise(answer)

    def _get(self, address: str) -> None:
        answer = self.session.get(_sound(address), timeout=TIMEOUT_S, allow_redirects=False)
        _good_or_raise(answer)

    def _mail(self, letter: Notification) -> None:
        assert self.email is not None  # tell() asks only then
        message = EmailMessage()
        message["Subject"] = letter.subject
        message["From"] = self.email.sender
        message["To"] = ", ".join(self.email.recipients)
        message.set_content(letter.text)
        _send_mail(self.email, self.smtp_password, message)


def _without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """What a program that we start may know: its own environment, none of our secrets."""
    return {name: value for name, value in environ.items() if name not in SECRET_VARIABLES}


def _secret(text: str | None) -> SecretStr | None:
    return SecretStr(text) if text else None


def _sound(address: str) -> str:
    """The address itself is never shown."""
    if unsafe_because(address):
        raise ValueError("its address is not https")
    return address


def _good_or_raise(answer: requests.Response) -> None:
    if not 200 <= answer.status_code < 300:
        raise ValueError(f"it answered {answer.status_code}")


def _tried(name: str, way: Callable[[], None]) -> tuple[str, ...]:
    """Nothing, or one warning that holds no address: an address may be a secret."""
    try:
        way()
    except requests.RequestException as error:
        return (f"{name} could not be reached ({type(error).__name__})",)
    except (OSError, subprocess.SubprocessError, smtplib.SMTPException) as error:
        return (f"{name} failed ({type(error).__name__})",)
    except ValueError as error:
        return (f"{name} failed: {error}",)
    return ()


def _send_mail(table: EmailTable, password: SecretStr | None, message: EmailMessage) -> None:
    context = ssl.create_default_context()
    if table.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            table.host, table.port, timeout=TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(table.host, table.port, timeout=TIMEOUT_S)
    with server:
        if table.security == "starttls":
            server.starttls(context=context)
        if table.user and password is not None:
            server.login(table.user, password.get_secret_value())
        server.send_message(message)
