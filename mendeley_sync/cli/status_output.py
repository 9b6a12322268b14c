"""`status` in words and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mendeley_sync.domain.sign_in import DEFAULT_PROFILE
from mendeley_sync.reports.json_writer import result_as_json
from mendeley_sync.reports.layout import columns
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.reports.values import ago, counted, day_and_age, open_in_words
from mendeley_sync.text.escaping import for_terminal
from mendeley_sync.workflow.account.status import Account, StatusReport

_LABEL_WIDTH = 13


def as_text(report: StatusReport, *, with_names: bool, width: int | None = None) -> str:
    """One fact a line; the most asked first.

    Args:
        width: columns of a screen; None: lines as long as they are, for a program.
    """
    lines = [SANDBOX_BANNER] if report.settings.practice else []
    lines += _accounts(report, with_names=with_names)
    lines += _row("Mendeley", _service(report))
    lines += _row("Application", _application(report))
    lines += _row("Group", _group(report))
    lines += _row("Settings", str(report.settings.config_file or "none"))
    lines += _row("List", _list(report))
    lines += _row("Library", _library(report))
    lines += _row("Last runs", _runs(report))
    lines += _row("Job", _job(report))
    lines += _row("State folder", str(report.settings.state_dir))
    for problem in report.problems:
        lines += _row("Problem", problem)
    if width is not None:
        lines = [part for line in lines for part in _fitted(line, width)]
    return "\n".join(lines) + "\n"


def as_json(report: StatusReport, *, with_names: bool) -> str:
    """Everything, for a script; names only where they may be shown."""
    body: dict[str, Any] = {
        "accounts": [_account_json(each, report, with_names) for each in report.accounts],
        "service": _service_json(report),
        "application": {
            "number": report.client_id.text if report.client_id else None,
            "number_from": report.client_id.origin if report.client_id else None,
            "secret_from": report.secret_origin or None,
            "redirect_address": report.redirect_address,
        },
        "group": _group_json(report),
        "settings": _text(report.settings.config_file),
        "list": {
            "file": _text(report.settings.list_path),
            "changed": _time(report.list_changed_at),
        },
        "library": _library_json(report),
        "runs": [
            {"id": run.run_id, "command": run.command, "at": run.at.isoformat()}
            for run in report.runs
        ],
        "job": _job_json(report),
        "state_dir": str(report.settings.state_dir),
        "problems": list(report.problems),
    }
    return result_as_json(
        "status", report.at, body, exit_code=report.exit_code, practice=report.settings.practice
    )


def _row(label: str, text: str) -> list[str]:
    first, *rest = (for_terminal(line) for line in text.split("\n"))
    indent = " " * (_LABEL_WIDTH + 1)
    return [f"{label:<{_LABEL_WIDTH}} {first}", *(indent + line for line in rest)]


def _fitted(line: str, width: int) -> Iterator[str]:
    """The line, broken after commas where it is too long; a path is never broken."""
    indent = " " * (_LABEL_WIDTH + 1)
    begun, *parts = re.split(r"(?<=[,;]) ", line)
    for part in parts:
        if columns(f"{begun} {part}") <= width:
            begun += f" {part}"
        else:
            yield begun
            begun = indent + part
    yield begun


def _accounts(report: StatusReport, *, with_names: bool) -> list[str]:
    if not report.accounts:
        return _row("Signed in", "no one. Run `mendeley-sync login`")
    lines: list[str] = []
    for account in report.accounts:
        lines += _row("Signed in", _account(account, report, with_names=with_names))
    return lines


def _account(account: Account, report: StatusReport, *, with_names: bool) -> str:
    who = account.name if with_names else ""
    parts = [who or (f"profile {account.profile_id}" if account.profile_id else "somebody")]
    if account.profile != DEFAULT_PROFILE:
        parts.append(f"as account {account.profile!r}")
    if account.signed_in_at is not None:
        parts.append(f"since {day_and_age(account.signed_in_at, report.at)}")
    if account.from_outside:
        parts.append(f"with a refresh token from {account.from_outside}")
    lines = [", ".join(parts)]
    if account.renewed_at is not None:
        lines.append(
            f"refreshed {ago(account.renewed_at, report.at)}, stored in {account.token_file}"
        )
    if account.is_idle(report.at):
        lines.append("not used for a long time: run any command to refresh it")
    if account.problem:
        lines.append(f"problem: {account.problem}")
    return "\n".join(lines)


def _service(report: StatusReport) -> str:
    service = report.service
    if not service.asked:
        return "not contacted"
    if service.problem:
        return "\n".join(filter(None, (service.problem, service.advice)))
    groups = "1 group" if service.groups == 1 else f"{service.groups} groups"
    return f"responds and accepts the sign-in; this account is in {groups}"


def _application(report: StatusReport) -> str:
    if report.client_id is None:
        return "no client ID. Run `mendeley-sync login`"
    secret = (
        f"client secret from {report.secret_origin}" if report.secret_origin else "no client secret"
    )
    return (
        f"client ID {report.client_id.text}, from {report.client_id.origin}; {secret}\n"
        f"redirect URI {report.redirect_address}"
    )


def _group(report: StatusReport) -> str:
    wanted = report.settings.group
    if wanted is None:
        return "none set. Run `mendeley-sync groups` to see the IDs"
    seen = report.service.group
    if seen is not None:
        return f"{seen.name}, where your role is {seen.role} ({wanted})"
    if report.service.asked and not report.service.problem:
        return (
            f"{report.group_name or wanted}: this account cannot see it. Run `mendeley-sync access`"
        )
    return f"{report.group_name} ({wanted})" if report.group_name else wanted


def _list(report: StatusReport) -> str:
    if report.settings.config_file is None:
        return "none"
    if report.list_changed_at is None:
        return f"{report.settings.list_path} not found"
    return f"{report.settings.list_path}, changed {ago(report.list_changed_at, report.at)}"


def _library(report: StatusReport) -> str:
    pull = report.pull
    if pull is None:
        return "never pulled"
    trash = f", {pull.trashed} in the trash" if pull.trashed else ""
    return f"{pull.live} documents{trash}; pulled {ago(pull.pulled_at, report.at)}"


def _runs(report: StatusReport) -> str:
    return ", ".join(f"{run.command} {ago(run.at, report.at)}" for run in report.runs) or "none"


def _job(report: StatusReport) -> str:
    """How `sync` has been doing, from its own account."""
    job, now = report.job, report.at
    if job.last_try is None:
        return "has never run here"
    lines = []
    if job.consecutive_failures and job.failing_since is not None:
        runs = counted(job.consecutive_failures, "run")
        lines.append(f"failing since {day_and_age(job.failing_since, now)}, {runs}: {job.cause}")
        good = ago(job.last_success, now) if job.last_success else "never"
        lines.append(f"last try {ago(job.last_try, now)}, last success {good}")
    else:
        lines.append(f"last success {ago(job.last_try, now)}")
    if job.not_before is not None and job.not_before > now:
        lines.append(f"next request to Mendeley after {job.not_before:%Y-%m-%d %H:%M} UTC")
    if job.counts:
        lines.append(f"found: {open_in_words(job.counts)}")
    return "\n".join(lines)


def _job_json(report: StatusReport) -> dict[str, Any] | None:
    """The part of `status.json` that a monitor asks for."""
    if report.job.last_try is None:
        return None
    shown = {
        *("last_try", "last_success", "consecutive_failures", "failing_since"),
        *("exit_code", "cause", "counts", "not_before"),
    }
    return report.job.model_dump(mode="json", include=shown)


def _account_json(account: Account, report: StatusReport, with_names: bool) -> dict[str, Any]:
    return {
        "account": account.profile,
        "name": account.name if with_names else None,
        "profile_id": account.profile_id,
        "signed_in": _time(account.signed_in_at),
        "renewed": _time(account.renewed_at),
        "token_file": str(account.token_file),
        "token_from": account.from_outside or None,
        "idle": account.is_idle(report.at),
        "problem": account.problem or None,
    }


def _service_json(report: StatusReport) -> dict[str, Any]:
    service = report.service
    return {
        "asked": service.asked,
        "accepts_sign_in": service.profile is not None if service.asked else None,
        "groups": service.groups,
        "problem": service.problem or None,
        "advice": service.advice or None,
    }


def _group_json(report: StatusReport) -> dict[str, Any] | None:
    wanted = report.settings.group
    if wanted is None:
        return None
    seen = report.service.group
    return {
        "id": wanted,
        "name": seen.name if seen else report.group_name or None,
        "role": seen.role if seen else None,
        "visible": seen is not None if report.service.groups is not None else None,
    }


def _library_json(report: StatusReport) -> dict[str, Any] | None:
    pull = report.pull
    if pull is None:
        return None
    return {
        "pulled": _time(pull.pulled_at),
        "documents": pull.live,
        "trashed": pull.trashed,
        "exact": pull.exact,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None
