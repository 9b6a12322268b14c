"""Looks at the shape of what the service answers, for the canary. Nothing but reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mendeley_sync.access.api_check import (
    ApiChange,
    ApiChangeKind,
    ApiCheckReport,
    Shape,
    Unchecked,
    compare_shape,
)
from mendeley_sync.domain.library import GroupId
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE
from mendeley_sync.errors import (
    ContractError,
    ForbiddenError,
    MendeleySyncError,
    NotFoundError,
    ServiceError,
)
from mendeley_sync.mendeley.client import MendeleyClient
from mendeley_sync.mendeley.requests.answers import Answer
from mendeley_sync.mendeley.resources import calls as media
from mendeley_sync.mendeley.resources.calls import in_path
from mendeley_sync.settings import Settings
from mendeley_sync.workflow.access import api_shapes as shapes
from mendeley_sync.workflow.service import open_client

SAMPLE = 50
"""So many objects of each kind are looked at."""


@dataclass(frozen=True)
class _Look:
    """One thing to ask for, and what its answer should look like."""

    path: str
    accept: str
    shape: Shape
    params: Mapping[str, str | int] = field(default_factory=dict)
    label: str = ""
    newer: str = ""
    """For an old address: the one that we ask first."""

    @property
    def name(self) -> str:
        """What it is called in the report."""
        return self.label or self.shape.name


def run_drift(
    settings: Settings,
    *,
    profile: str = DEFAULT_PROFILE,
    has_terminal: bool = False,
    environ: Mapping[str, str] | None = None,
) -> ApiCheckReport:
    """Ask for a little of everything and hold it against what we know.

    Raises:
        AccessError: nobody is signed in.
        ServiceError: the service does not answer.
    """
    group_id = settings.require_group()
    with open_client(
        settings,
        profile=profile,
        has_terminal=has_terminal,
        command="access --api-check",
        environ=environ,
    ) as client:
        # Whoever cannot sign in is told so, instead of that everything has changed.
        client.my_profile()
        return look(client, group_id)


def look(client: MendeleyClient, group_id: GroupId) -> ApiCheckReport:
    """Every look, one after the other; what one of them refuses hides no other."""
    drifts: list[ApiChange] = []
    checked: list[str] = []
    unchecked: list[Unchecked] = []
    for one in _looks(group_id):
        try:
            answer = client.answer(one.path, one.accept, one.params)
        except (NotFoundError, ContractError) as error:
            drifts.append(_gone(one, error))
        except (ForbiddenError, ServiceError) as error:
            unchecked.append(Unchecked(resource=one.name, because=_why(error)))
        else:
            drifts.extend(_drifts(one, answer))
            checked.append(one.name)
    return ApiCheckReport(drifts=tuple(drifts), checked=tuple(checked), unchecked=tuple(unchecked))


def _looks(group_id: GroupId) -> tuple[_Look, ...]:
    own = in_path(group_id)
    some: dict[str, str | int] = {"limit": SAMPLE}
    ours = {**some, "group_id": group_id}
    whole = {**ours, "view": "all"}
    return (
        _Look("/profiles/v2/me", media.PROFILE, shapes.PROFILE),
        _Look(
            "/profiles/me", media.PROFILE_V1, shapes.PROFILE, {}, "profiles, old", "/profiles/v2/me"
        ),
        _Look("/groups/v2", media.GROUP_LIST, shapes.GROUP, some),
        _Look("/groups", media.GROUP_V1, shapes.GROUP, some, "groups, old", "/groups/v2"),
        _Look(f"/groups/v2/{own}/members", media.MEMBERS, shapes.MEMBER, some),
        _Look(
            f"/groups/{own}/members",
            media.MEMBERS_V1,
            shapes.MEMBER,
            some,
            "members, old",
            "/groups/v2/…/members",
        ),
        _Look(f"/groups/v2/{own}/invitations", media.INVITATIONS, shapes.INVITATION, some),
        _Look("/documents", media.DOCUMENT, shapes.DOCUMENT, whole),
        _Look("/trash", media.DOCUMENT, shapes.DOCUMENT, whole, "trash"),
        _Look("/folders", media.FOLDER, shapes.FOLDER, ours),
        _Look("/files", media.FILE, shapes.FILE, ours),
        _Look("/document_types", media.DOCUMENT_TYPE, shapes.DOCUMENT_TYPE),
        _Look("/identifier_types", media.IDENTIFIER_TYPE, shapes.IDENTIFIER_TYPE),
    )


def _gone(one: _Look, error: MendeleySyncError) -> ApiChange:
    if isinstance(error, ContractError):
        text = f"{one.name}: Mendeley no longer takes the way in which we ask ({error.status})."
        return ApiChange(resource=one.name, kind=ApiChangeKind.MEDIA, sentence=text)
    if one.newer:
        text = f"The old address {one.path} is no longer served. We ask {one.newer} first."
    else:
        text = f"{one.path} is no longer served, or this account may not know of it."
    return ApiChange(resource=one.name, kind=ApiChangeKind.PATH_GONE, sentence=text)


def _why(error: MendeleySyncError) -> str:
    if isinstance(error, ForbiddenError):
        return "this account may not see it"
    return "Mendeley did not answer"


def _drifts(one: _Look, answer: Answer) -> list[ApiChange]:
    try:
        content = json.loads(answer.body.decode("utf-8"))
    except ValueError:
        text = f"{one.name}: the answer is not JSON any more."
        return [ApiChange(resource=one.name, kind=ApiChangeKind.MEDIA, sentence=text)]
    items = content if isinstance(content, list) else [content]
    found = [*compare_shape(one.shape, items), *_about_headers(one, answer, items)]
    if one.shape is shapes.DOCUMENT:
        found.extend(compare_shape(shapes.PERSON, _people(items)))
    return found


def _people(documents: Sequence[object]) -> list[object]:
    return [
        person
        for document in documents
        if isinstance(document, dict)
        for member in shapes.PEOPLE_MEMBERS
        if isinstance(people := document.get(member), list)
        for person in people
    ]


def _about_headers(one: _Look, answer: Answer, items: Sequence[Any]) -> list[ApiChange]:
    found: list[ApiChange] = []
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (one.accept, "application/json"):
        text = f"{one.name}: the answer's media type is “{kind}”, we asked for “{one.accept}”."
        found.append(ApiChange(resource=one.name, kind=ApiChangeKind.MEDIA, sentence=text))
    for header in ("sunset", "deprecation"):
        if answer.headers.get(header) and not one.newer:
            text = f"{one.name}: Mendeley announces an end ({header}: {answer.headers[header]})."
            found.append(ApiChange(resource=one.name, kind=ApiChangeKind.SUNSET, sentence=text))
    if len(items) > SAMPLE:
        text = f"{one.name}: {len(items)} came although we asked for {SAMPLE} at most."
        found.append(ApiChange(resource=one.name, kind=ApiChangeKind.PAGING, sentence=text))
    if not answer.headers.get("date"):
        text = f"{one.name}: the answer bears no date; we take our times from it."
        found.append(
            ApiChange(resource=one.name, kind=ApiChangeKind.MISSING, member="Date", sentence=text)
        )
    return found
