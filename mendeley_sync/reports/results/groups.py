"""Groups as a table for people, as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from mendeley_sync.domain.community import Invitation
from mendeley_sync.domain.library import Group, GroupId
from mendeley_sync.reports.json_writer import result_as_json
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.reports.values import counted
from mendeley_sync.text.escaping import for_terminal
from mendeley_sync.text.tables import write_rows

NO_GROUP = """No groups found. Possible reasons:
- You are signed in with a different account from the one that was invited.
  Run `mendeley-sync status` to see it, or `mendeley-sync login` to use another one.
- The invitation was not accepted yet. It is in your email and at mendeley.com.
- The group was public: Mendeley deleted public groups in March 2021.
- The owner of the group removed you or deleted the group.
Nothing was changed, and your list is intact.
"""


def as_text(
    groups: Sequence[Group],
    invitations: Sequence[Invitation],
    *,
    practice: bool,
    chosen: GroupId | None,
) -> str:
    """One block a group; it fits 80 columns whatever the names are."""
    lines = [SANDBOX_BANNER, ""] if practice else []
    for group in _sorted(groups):
        mark = "  (in your settings)" if group.id == chosen else ""
        lines += [
            for_terminal(group.name or "(no name)"),
            f"  id       {for_terminal(group.id)}{mark}",
            f"  you are  {for_terminal(group.role or 'not known')}",
            f"  members  {_members(group)}",
        ]
    if not groups:
        lines.append(NO_GROUP.rstrip())
    if invitations:
        lines += ["", *_waiting(invitations)]
    return "\n".join(lines) + "\n"


def as_json(
    groups: Sequence[Group], invitations: Sequence[Invitation], at: datetime, *, practice: bool
) -> str:
    """Every group and open invitation, sorted by ID."""
    body: dict[str, Any] = {
        "groups": [group.model_dump(mode="json") for group in _sorted(groups)],
        "invitations": [{"group_id": each.group_id, "status": each.status} for each in invitations],
    }
    return result_as_json("groups", at, body, practice=practice)


def as_csv(groups: Iterable[Group]) -> str:
    """id, name, role, members, limit."""
    rows = [("id", "name", "role", "members", "limit")]
    for group in _sorted(groups):
        members, limit = (
            "" if count is None else str(count)
            for count in (group.member_count, group.member_limit)
        )
        rows.append((group.id, group.name, group.role, members, limit))
    return write_rows(rows)


def _sorted(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (group.name.casefold(), group.id))


def _members(group: Group) -> str:
    if group.member_count is None:
        return "not known"
    text = str(group.member_count)
    if group.member_limit:
        text += f" of {group.member_limit} seats"
    if group.pending_invitation_count:
        text += f", {counted(group.pending_invitation_count, 'pending invitation')}"
    return text


def _waiting(invitations: Sequence[Invitation]) -> list[str]:
    return [f"{counted(len(invitations), 'pending invitation')} for you. Accept at mendeley.com."]
