"""What lay in an account before a recording began, drawn out of the recording's answers."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Sequence
from typing import Any

from tests.contract.recordings import Exchange

Item = dict[str, Any]

_KEPT = (
    *("documents", "trash", "annotations", "files", "catalog"),
    *("deleted", "deleted_files", "deleted_annotations"),
)
_PLACE = re.compile(r"marker=0{8}-0{4}-(\d{4,})-")
_ONE = re.compile(r"/(documents|trash|annotations|files|catalog)/([^/]+)(?:/trash|/restore)?$")
_BEFORE = "00000000-0000-3000-8000-000000000000"
_BEHIND = "ffffffff-0000-3000-8000-000000000000"
_NO_FILTERS = ("view", "limit", "marker", "reverse", "order", "page")


class Holdings:
    """Collections of a state file, each by id. What a recording makes itself stays out."""

    def __init__(self, run: Sequence[Exchange]) -> None:
        self.profiles: dict[str, Item] = {}
        self.groups: dict[str, Item] = {}
        self.members: dict[str, dict[str, Item]] = {}
        self.kept: dict[str, dict[str, Item]] = {name: {} for name in _KEPT}
        self.made = {item["id"] for e in run if e.status == 201 for item in objects(e.json)}
        self._ended = {e.path.split("/")[2] for e in run if e.method == "DELETE"}
        self._run = run

    def as_state_file(self) -> Item:
        """The collections as a state file has them."""
        return {
            "profiles": list(self.profiles.values()),
            "groups": list(self.groups.values()),
            "members": {name: list(people.values()) for name, people in self.members.items()},
            **{name: list(items.values()) for name, items in self.kept.items()},
        }

    # --- people and groups ---------------------------------------------------------------

    def take_people_and_groups(self, exchange: Exchange) -> None:
        """Profiles, groups and members that an answer shows."""
        if exchange.status >= 400 or exchange.is_foreign:
            return
        group_id = exchange.query.get("group_id")
        if exchange.path.startswith("/groups/"):
            group_id = exchange.path.split("/")[2]
        if group_id:
            self.groups.setdefault(group_id, {"id": group_id, "name": "A group", "role": "owner"})
        for item in objects(exchange.json):
            if exchange.path.startswith("/profiles/"):
                self.profiles[item["id"]] = self.profiles.get(item["id"], {}) | item
            elif exchange.path.endswith("/members"):
                people = self.members.setdefault(exchange.path.split("/")[-2], {})
                people[item["profile_id"]] = item
            elif exchange.path.startswith("/groups"):
                self.groups[item["id"]] = self.groups.get(item["id"], {}) | item

    # --- things --------------------------------------------------------------------------

    def take(self, exchange: Exchange) -> None:
        """Everything else that an answer shows or a request is about."""
        if exchange.is_foreign or exchange.status >= 400:
            return
        one = _ONE.match(exchange.path)
        if one is not None:
            self._keep(one[1], {"id": one[2]})
        if "document_id" in exchange.query:
            self._keep("documents", {"id": exchange.query["document_id"]})
        if exchange.method != "GET":
            return
        if "deleted_since" in exchange.query:
            self._take_tombstones(exchange)
        elif exchange.path == "/metadata":
            self._take_looked_up(exchange)
        elif (name := collection_of(exchange)) is not None:
            for item in objects(exchange.json):
                self._keep(name, item | _found_by(exchange) | _added(exchange))
        if exchange.status == 303 and one is not None:
            self._take_content(one[2], exchange)

    def _keep(self, name: str, item: Item) -> None:
        """A thing lies where it was first met: trashed later, it was live before."""
        if item["id"] in self.made:
            return
        if name in ("documents", "trash"):
            name = "trash" if item["id"] in self.kept["trash"] else name
            name = "documents" if item["id"] in self.kept["documents"] else name
        known = self.kept[name].setdefault(item["id"], {})
        found_by = known.get("found_by", {}) | item.get("found_by", {})
        known |= copy.deepcopy(item) | ({"found_by": found_by} if found_by else {})
        document_id = item.get("document_id")
        if document_id and document_id not in self.made | self.kept["trash"].keys():
            self._keep("documents", {"id": document_id})

    def _take_tombstones(self, exchange: Exchange) -> None:
        """Deleted just when the answer begins to look; in the group that it looks into."""
        more = {"deleted_at": exchange.query["deleted_since"]}
        more |= {k: v for k, v in exchange.query.items() if k in ("group_id", "document_id")}
        for item in objects(exchange.json):
            if item["id"] not in self._ended:
                self.kept[_tombs(exchange)][item["id"]] = item | more

    def _take_looked_up(self, exchange: Exchange) -> None:
        for found in objects(exchange.json):
            asked = {k: v for k, v in exchange.query.items() if k not in ("authors", "year")}
            entry = self.kept["catalog"].setdefault(found["catalog_id"], {})
            entry.setdefault("id", found["catalog_id"])
            entry["found_by"] = entry.get("found_by", {}) | asked

    def _take_content(self, file_id: str, exchange: Exchange) -> None:
        behind = self._run[self._run.index(exchange) + 1 :]
        text = next((later.text for later in behind if later.is_foreign), "content")
        if file_id not in self.made:
            self.kept["files"][file_id]["content"] = text

    # --- pages of which not all was recorded ----------------------------------------------

    def fill_up(self, exchange: Exchange) -> None:
        """Put items before and behind a page where its address or its links tell of some."""
        where, shown = self._page_of(exchange), objects(exchange.json)
        key = "profile_id" if exchange.path.endswith("/members") else "id"
        if where is None or not shown or shown[0][key] in self.made:
            return
        items = list(where.values())
        start, end = items.index(where[shown[0][key]]), items.index(where[shown[-1][key]]) + 1
        before, behind = self._around(exchange, {*where, *self.made})
        if {"first", "previous"} & exchange.links().keys() and not before and not start:
            before = [_BEFORE]
        if {"next", "last"} & exchange.links().keys() and not behind and end == len(items):
            behind = [_BEHIND]
        arranged = [
            *items[:start],
            *(copy.deepcopy(items[start]) | {key: name} for name in before),
            *items[start:end],
            *(copy.deepcopy(items[end - 1]) | {key: name} for name in behind),
            *items[end:],
        ]
        where.clear()
        where.update({item[key]: item for item in arranged})

    def _around(self, exchange: Exchange, known: set[str]) -> tuple[list[str], list[str]]:
        """Ids that the address itself tells of: the marker's, or one for each place before."""
        marker = exchange.query.get("marker")
        if exchange.path.startswith("/search/"):
            numbered = [f"00000000-{n:04d}-3000-8000-000000000000" for n in range(_place(exchange))]
            hits = {item["id"] for e in self._run for item in objects(e.json)}
            return ([] if hits & known - set(_ids(exchange)) else numbered), []
        if marker is None or marker in known:
            return [], []
        return ([], [marker]) if exchange.query.get("reverse") == "true" else ([marker], [])

    def _page_of(self, exchange: Exchange) -> dict[str, Item] | None:
        if exchange.status != 200 or not isinstance(exchange.json, list):
            return None
        if exchange.path.endswith("/members"):
            return self.members[exchange.path.split("/")[-2]]
        if exchange.path == "/groups":
            return self.groups
        if "deleted_since" in exchange.query:
            return None
        return self.kept.get(collection_of(exchange) or "")


def objects(found: Any) -> list[Item]:
    """The JSON objects of an answer, be it one or a list."""
    items = found if isinstance(found, list) else [found]
    return [item for item in items if isinstance(item, dict)]


def collection_of(exchange: Exchange) -> str | None:
    """The collection that the items of an answer lie in."""
    if exchange.path.startswith("/search/"):
        return exchange.path.removeprefix("/search/")
    name = exchange.path.split("/")[1]
    return name if name in ("documents", "trash", "annotations", "files", "catalog") else None


def _tombs(exchange: Exchange) -> str:
    name = exchange.path[1:]
    return "deleted" if name in ("documents", "trash") else f"deleted_{name}"


def _added(exchange: Exchange) -> Item:
    """Files showed no time in 2014, but were asked for by one."""
    asked = exchange.query.get("added_since")
    return {} if asked is None else {"created": asked}


def _found_by(exchange: Exchange) -> Item:
    """The words or the identifier by which the service found what it shows."""
    if not exchange.path.startswith(("/catalog", "/search/")):
        return {}
    asked = {k: v for k, v in exchange.query.items() if k not in _NO_FILTERS}
    return {"found_by": asked} if asked else {}


def _ids(exchange: Exchange) -> list[str]:
    return [item["id"] for item in objects(exchange.json)]


def _place(exchange: Exchange) -> int:
    """How many hits of a search lie before a page."""
    text = exchange.address
    if "page" in exchange.query:
        text = base64.b64decode(exchange.query["page"]).decode()
    found = _PLACE.search(text)
    return int(found[1]) if found else 0
