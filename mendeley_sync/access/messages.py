"""The messages of the access check that several places share.

docs/access.md has the same table, and a test compares both. A message never has an address,
a token or a member's name, except the owner's display name.

Source: docs/access.md (All messages)
"""

from __future__ import annotations

OWNER_FALLBACK = "the group's owner"

NOT_KNOWN_OWNER = (
    "Not known: you are signed in as {role}, and {roles} see more than members do. Ask a regular "
    "member to run `mendeley-sync access`, or to send you the number of references that they see "
    "in the group."
)
CANNOT_SEE_GROUP = (
    "Your account cannot see the group. The group may not exist, or you may not be a member. "
    "Ask {owner} to invite the email address of your Mendeley account."
)
GROUP_FULL = (
    "The group is full: {members} and {pending} use all {limit} seats. Ask {owner} to remove "
    "members who have left or to upgrade the Mendeley subscription."
)
LIBRARY_EMPTY = (
    "The library appears to be empty; on {date} it had {n} documents. Nothing was changed, and "
    "your list is intact. Run `mendeley-sync access` to find the cause."
)
SIGN_IN_REFUSED = (
    "Mendeley no longer accepts your saved sign-in. Nothing was changed. Run `mendeley-sync login`."
)
SERVICE_SILENT = (
    "Mendeley has not responded since {time}. Nothing was changed. The job will try again after "
    "{again}. No action is needed."
)
"""Of a scheduled job."""

NOT_RESPONDING = "Mendeley is not responding. Nothing was changed. Try again later."
LIMITING = "Mendeley is limiting requests. Try again after {again}."
PARTLY_SILENT = (
    "Not known: Mendeley did not respond to some requests. Nothing was changed. Try again later."
)

YES = "Yes: seen with a regular member's account. The group shows {n} references."
YES_ONE = "Yes: seen with a regular member's account. The group shows 1 reference."

ROSTER_TOO_LARGE = "The roster has {people} people, but the group has only {limit} seats."
WORKED_UNTIL = "It worked until {date}."

ROLE_WORDS = {"owner": "the owner", "admin": "an admin", "member": "a regular member"}
