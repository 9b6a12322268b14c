"""The sentences of the registration check, in one place.

docs/access.md prints the same table, and a test holds the two together. A sentence
never bears an address, a token or a member's name, the owner's display name apart.
"""

from __future__ import annotations

OWNER_FALLBACK = "the group's owner"

NOT_KNOWN_OWNER = (
    "Not known: you are signed in as {role}, which does not show what a member sees. "
    "Ask one ordinary member to run `mendeley-sync access`, or to tell you how many "
    "references the group shows."
)
CANNOT_SEE_GROUP = (
    "This account cannot see the group: it may not exist, or you may not be in it. "
    "Ask {owner} to invite the address you use for Mendeley."
)
GROUP_FULL = (
    "The group is full: {limit} seats, {members} members, {pending} waiting. "
    "Ask {owner} to free seats or change the plan."
)
LIBRARY_EMPTY = (
    "The library looks empty; on {date} it held {n}. We changed nothing and your list is "
    "safe; run `mendeley-sync access` first."
)
SIGN_IN_REFUSED = (
    "Mendeley no longer accepts the saved sign-in. Nothing was changed; run `mendeley-sync login`."
)
SERVICE_SILENT = (
    "Mendeley has not answered since {time}; nothing is lost. The job tries again after "
    "{again}; you need do nothing."
)

PARTLY_SILENT = (
    "Not known: Mendeley left some questions without an answer. Nothing is lost; try again later."
)

YES = "Yes: seen with an ordinary member's account; the group shows {n} references."
YES_ONE = "Yes: seen with an ordinary member's account; the group shows one reference."

ROSTER_TOO_LARGE = (
    "The roster has {people} people, the group has {limit} seats: this plan cannot hold them all."
)
WORKED_UNTIL = "It worked until {date}."

ROLE_WORDS = {"owner": "the owner", "admin": "an admin", "member": "an ordinary member"}
