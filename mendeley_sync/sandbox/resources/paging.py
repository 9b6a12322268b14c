"""Pages by `Link`: markers, relations per endpoint, and the count on the first page only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import request

from mendeley_sync.sandbox.answers import Problem, absolute
from mendeley_sync.sandbox.state import Item, SandboxState

FULL = "full"
"""`next` and `last`, later `first` and `previous` too: documents, trash, folders."""
NEXT = "next"
"""`next` alone, nothing on the last page: groups, members, files, annotations."""

_GENERATED = ("limit", "reverse", "order", "marker")


@dataclass(frozen=True)
class Page:
    """The items of one page and its headers."""

    items: Sequence[Item]
    headers: tuple[tuple[str, str], ...]


def limit_of(default: int, most: int) -> int:
    """The page size that the client asks for.

    Raises:
        Problem: 400 for no number, less than 1 or more than `most`.
    """
    text = request.args.get("limit")
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise Problem(400, f"query param limit must be between 1 and {most}")
    return int(text)


def paged(
    state: SandboxState,
    items: Sequence[Item],
    *,
    relations: str = NEXT,
    default: int = 20,
    most: int = 500,
    key: str = "id",
) -> Page:
    """Cut the page that the request asks for out of all `items`, which are in order.

    Raises:
        Problem: 400 for a limit out of range, or a marker that is not among the items.
    """
    limit = limit_of(default, most)
    marker = request.args.get("marker")
    backwards = request.args.get("reverse") == "true"
    start, end = _bounds(state, [str(item[key]) for item in items], limit, marker, backwards)
    page = items[start:end]

    links = _links(page, limit, start > 0, end < len(items), relations, lambda item: item[key])
    headers = [("Link", f'<{address}>; rel="{name}"') for name, address in links]
    # The service counts only where it splits, and only on the first page.
    if marker is None and not backwards and len(items) > limit:
        headers.insert(0, ("Mendeley-Count", str(len(items))))
    return Page(page, tuple(headers))


def _bounds(
    state: SandboxState, names: Sequence[str], limit: int, marker: str | None, backwards: bool
) -> tuple[int, int]:
    if marker is None:
        place = len(names) if backwards else -1
    elif marker in names:
        place = names.index(marker)
    else:
        place = _place_of_lost_marker(state.switches.lost_marker, len(names), backwards)
    if backwards:
        return max(0, place - limit), place
    return place + 1, min(len(names), place + 1 + limit)


def _place_of_lost_marker(manner: str, size: int, backwards: bool) -> int:
    if manner == "error":
        raise Problem(400, "Invalid marker")
    if manner == "start":
        return size if backwards else -1
    return 0 if backwards else size - 1


def _links(
    page: Sequence[Item],
    limit: int,
    before: bool,
    after: bool,
    relations: str,
    name_of: Callable[[Item], str],
) -> list[tuple[str, str]]:
    links = []
    if before and relations == FULL:
        links.append(("first", _address(limit, False, None)))
        links.append(("previous", _address(limit, True, name_of(page[0]) if page else None)))
    if after and page:
        links.append(("next", _address(limit, False, name_of(page[-1]))))
    if after and relations == FULL:
        links.append(("last", _address(limit, True, None)))
    return links


def _address(limit: int, backwards: bool, marker: str | None) -> str:
    pairs = [("limit", str(limit)), ("reverse", "true" if backwards else "false")]
    pairs.append(("order", request.args.get("order", "asc")))
    if marker is not None:
        pairs.append(("marker", marker))
    pairs += [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in (*_GENERATED, "access_token")
    ]
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    return absolute(f"{request.path}?{query}")
