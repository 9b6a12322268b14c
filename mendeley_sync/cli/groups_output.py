"""Groups as a table for people, as JSON and as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from mendeley_sync.domain.community import Invitation
from mendeley_sync.domain.library import Group, GroupId
from mendeley_sync.errors import EXIT_FINE, EXIT_WORDS
from mendeley_sync.reports.surfaces import SANDBOX_BANNER
from mendeley_sync.text.escaping import for_json, for_terminal
from mendeley_sync.text.tables import write_rows

SCHEMA_VERSION = 1

NO_GROUP = """This account sees no group. What that may mean:
- You are signed in with another account than the one that was invited.
  `mendeley-sync status` says which one; `mendeley-sync login` signs in as another.
- The invitation was never accepted: it waits in your e-mail and at mendeley.com.
- The group was public: those were deleted in March 2021.
- The group's owner removed you, or deleted the group.
It does not mean that the references are lost: nothing is changed here.
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
        mark = "  (the one in your settings)" if group.id == chosen else ""
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


def as_json(groups: Sequence[Group], invitations: Sequence[Invitation], *, practice: bool) -> str:
    """Everything the service says of the groups, sorted by id."""
    content: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "command": "groups",
        "practice": practice,
        "exit": {"code": EXIT_FINE, "word": EXIT_WORDS[EXIT_FINE]},
        "groups": [group.model_dump(mode="json") for group in _sorted(groups)],
        "invitations": [{"group_id": each.group_id, "status": each.status} for each in invitations],
    }
    return for_json(json.dumps(content, ensure_ascii=False, indent=2)) + "\n"


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
        return "not told"
    text = str(group.member_count)
    if group.member_limit:
        text += f" of {group.member_limit} seats"
    if group.pending_invitation_count:
        text += f", {group.pending_invitation_count} invited and waiting"
    return text


def _waiting(invitations: Sequence[Invitation]) -> list[str]:
    count = len(invitations)
    what = "An invitation to a group waits" if count == 1 else f"{count} invitations to groups wait"
    return [f"{what} for you: accept at mendeley.com."]
