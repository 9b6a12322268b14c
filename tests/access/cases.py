"""What the registration check may see: a sound ground, and everything that can go wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mendeley_sync.access.facts import (
    AccessFacts,
    LinkFact,
    LinkState,
    PageFact,
    Unavailable,
    UnavailableReason,
)
from mendeley_sync.domain.community import Invitation, Member, Profile
from mendeley_sync.domain.library import Group

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
GROUP_ID = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
OWNER_ID = "7b1f6c20-0d5e-3f4a-8a11-5c2d9e8f7a66"
ME = "2a9d7e14-63b8-3c05-b1f7-0e4c8d21a590"


def a_group(**changes: Any) -> Group:
    """A group seen by an ordinary member, half full."""
    values: dict[str, Any] = {
        "id": GROUP_ID,
        "name": "Invented Society Library",
        "role": "member",
        "owning_profile_id": OWNER_ID,
        "member_count": 12,
        "member_limit": 25,
    }
    return Group(**(values | changes))


def an_invitation(**changes: Any) -> Invitation:
    """One that waits since yesterday."""
    values: dict[str, Any] = {
        "id": "i-1",
        "group_id": GROUP_ID,
        "email": "anna@example.org",
        "status": "SENT",
        "sent": NOW - timedelta(days=1),
    }
    return Invitation(**(values | changes))


def members(*roles: str) -> tuple[Member, ...]:
    """Members with these roles."""
    return tuple(Member(profile_id=f"p-{n}", role=role) for n, role in enumerate(roles))


def some_facts(**changes: Any) -> AccessFacts:
    """Everything is sound, seen by an ordinary member."""
    values: dict[str, Any] = {
        "now": NOW,
        "group_id": GROUP_ID,
        "redirect_address": "http://localhost:8585/callback",
        "server_time": NOW,
        "profile": Profile(id=ME, display_name="Anna Muster", verified=True),
        "group": a_group(),
        "my_invitations": (),
        "document_count": 239,
        "file_count": 3,
        "members": members("owner", "admin", "member"),
        "invitations": (),
        "last_addition_by_leaders": NOW - timedelta(days=30),
        "pages": (a_page(LinkState.ANSWERS, LinkState.ANSWERS),),
        "last_good_sync": NOW - timedelta(hours=5),
    }
    return AccessFacts(**(values | changes))


def a_page(*links: LinkState, page: LinkState = LinkState.ANSWERS) -> PageFact:
    """A page whose links ended so."""
    return PageFact(
        page=LinkFact(address="https://example.org/literature", state=page),
        links=tuple(
            LinkFact(
                address=f"https://example.org/{number}",
                state=state,
                target="https://other.example/" if state is LinkState.MOVED else "",
            )
            for number, state in enumerate(links)
        ),
    )


def unseen(cause: UnavailableReason, **more: Any) -> Unavailable:
    return Unavailable(cause=cause, **more)


def without_sign_in(cause: UnavailableReason, **changes: Any) -> AccessFacts:
    """Nobody could be asked as anybody."""
    return _bare(sign_in=unseen(cause), **changes)


def outside(group: Unavailable, **changes: Any) -> AccessFacts:
    """Signed in, but the group is not to be seen."""
    profile = some_facts().profile
    return _bare(profile=profile, group=group, server_time=NOW, my_invitations=(), **changes)


def _bare(**changes: Any) -> AccessFacts:
    values: dict[str, Any] = {
        "now": NOW,
        "group_id": GROUP_ID,
        "redirect_address": "http://localhost:8585/callback",
    }
    return AccessFacts(**(values | changes))


_FORBIDDEN = unseen(UnavailableReason.FORBIDDEN, detail="403")
_LATER = NOW + timedelta(minutes=5)
_OLD = an_invitation(sent=NOW - timedelta(days=60))

CASES: dict[str, AccessFacts] = {
    "all is well": some_facts(),
    "one reference": some_facts(document_count=1),
    "one free seat": some_facts(group=a_group(member_count=24)),
    "two free seats": some_facts(group=a_group(member_count=23)),
    "full": some_facts(
        group=a_group(member_count=23), invitations=(an_invitation(), an_invitation(id="i-2"))
    ),
    "no limit told": some_facts(group=a_group(member_limit=None)),
    "roster too large": some_facts(roster_size=40),
    "full and roster too large": some_facts(group=a_group(member_count=25), roster_size=40),
    "one seat and roster too large": some_facts(group=a_group(member_count=24), roster_size=40),
    "no settings": _bare(group_id=None, configuration=unseen(UnavailableReason.NOT_CONFIGURED)),
    "spoilt settings": _bare(
        group_id=None,
        configuration=unseen(UnavailableReason.CONFIGURATION_WRONG, detail="line 3: what?"),
    ),
    "no group chosen": _bare(
        group_id=None,
        configuration=unseen(UnavailableReason.NOT_CONFIGURED),
        profile=some_facts().profile,
        server_time=NOW,
    ),
    "no credentials": without_sign_in(UnavailableReason.NO_CREDENTIALS),
    "credentials refused": without_sign_in(UnavailableReason.CREDENTIALS_REFUSED),
    "other redirect address": without_sign_in(UnavailableReason.REDIRECT_MISMATCH),
    "nobody signed in": without_sign_in(UnavailableReason.NOT_SIGNED_IN),
    "sign-in refused": without_sign_in(UnavailableReason.SIGN_IN_REFUSED),
    "sign-in refused after it worked": without_sign_in(
        UnavailableReason.SIGN_IN_REFUSED, worked_until=datetime(2026, 3, 3, tzinfo=UTC)
    ),
    "service down": _bare(service=unseen(UnavailableReason.SERVICE_DOWN)),
    "service down until": _bare(
        service=unseen(UnavailableReason.SERVICE_DOWN, not_before=_LATER),
        last_good_sync=NOW - timedelta(days=2),
    ),
    "throttled": _bare(service=unseen(UnavailableReason.THROTTLED, not_before=_LATER)),
    "clock ahead": some_facts(server_time=NOW - timedelta(minutes=90)),
    "clock behind": some_facts(server_time=NOW + timedelta(hours=3)),
    "address not confirmed": some_facts(profile=Profile(id=ME, verified=False)),
    "not in the group": outside(unseen(UnavailableReason.NOT_LISTED)),
    "no such group": outside(unseen(UnavailableReason.NOT_FOUND)),
    "not allowed": outside(_FORBIDDEN),
    "not allowed any more": outside(_FORBIDDEN, worked_until=datetime(2026, 3, 3, tzinfo=UTC)),
    "invited": outside(unseen(UnavailableReason.NOT_FOUND)).model_copy(
        update={"my_invitations": (an_invitation(),)}
    ),
    "group not answered": outside(unseen(UnavailableReason.SERVICE_DOWN)),
    "group unseen for no known reason": outside(unseen(UnavailableReason.DEPENDS)),
    "group throttled": outside(unseen(UnavailableReason.THROTTLED)),
    "unknown role": some_facts(group=a_group(role="visitor")),
    "owner": some_facts(group=a_group(role="owner")),
    "admin": some_facts(group=a_group(role="admin")),
    "group without a name": some_facts(group=a_group(name="")),
    "documents forbidden": some_facts(document_count=_FORBIDDEN),
    "documents not answered": some_facts(document_count=unseen(UnavailableReason.SERVICE_DOWN)),
    "library empty": some_facts(document_count=0),
    "library emptied": some_facts(document_count=0, last_count=239, last_count_at=NOW),
    "library emptied long ago": some_facts(document_count=0, last_count=239),
    "no files": some_facts(file_count=0),
    "files forbidden": some_facts(file_count=_FORBIDDEN),
    "files not answered": some_facts(file_count=unseen(UnavailableReason.THROTTLED)),
    "may only read": some_facts(group=a_group(role="follower")),
    "alone": some_facts(members=members("owner")),
    "members forbidden": some_facts(members=_FORBIDDEN, invitations=_FORBIDDEN),
    "members not answered": some_facts(
        members=unseen(UnavailableReason.SERVICE_DOWN),
        invitations=unseen(UnavailableReason.SERVICE_DOWN),
    ),
    "one waits": some_facts(invitations=(an_invitation(),)),
    "one waits for long": some_facts(invitations=(_OLD,)),
    "two wait for long": some_facts(invitations=(_OLD, _OLD.model_copy(update={"id": "i-3"}))),
    "leaders quiet": some_facts(last_addition_by_leaders=NOW - timedelta(days=400)),
    "leaders never added": some_facts(last_addition_by_leaders=None),
    "one quiet leader": some_facts(members=members("owner"), last_addition_by_leaders=None),
    "no page": some_facts(pages=()),
    "one link dead": some_facts(pages=(a_page(LinkState.DEAD, LinkState.ANSWERS),)),
    "links dead": some_facts(pages=(a_page(LinkState.DEAD, LinkState.DEAD, LinkState.WALLED),)),
    "one link moved": some_facts(pages=(a_page(LinkState.MOVED),)),
    "links moved": some_facts(pages=(a_page(LinkState.MOVED, LinkState.MOVED),)),
    "page alone": some_facts(pages=(a_page(),)),
    "two pages alone": some_facts(pages=(a_page(), a_page())),
    "links walled": some_facts(pages=(a_page(LinkState.WALLED),)),
    "page walled": some_facts(pages=(a_page(page=LinkState.WALLED),)),
    "never compared": some_facts(last_good_sync=None),
    "compared minutes ago": some_facts(last_good_sync=NOW - timedelta(minutes=3)),
    "compared long ago": some_facts(last_good_sync=NOW - timedelta(days=20)),
}
