"""Makes `seed.json` and `seed-truth.json` of the sandbox."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import yaml

from tests.makers import practice_group as people
from tests.makers.chance import SEED, identity, number, one_of, pick
from tests.makers.library import Library, untidy_library
from tests.makers.literature import ROOT, Entry, is_verified, literature
from tests.makers.make_references import TARGETS
from tests.makers.service_shape import Item, as_document

DATA = ROOT / "mendeley_sync" / "sandbox" / "data"
FIRST_DAY = datetime(2015, 2, 2, tzinfo=UTC)
LAST_DAY = datetime(2025, 8, 31, tzinfo=UTC)
FOLDERS = {
    "Evidence": None,
    "Students and residents": "Evidence",
    "Leadership": None,
    "Deutsch": None,
    "Congress proceedings": None,
}
TAGS = ("core list", "to check", "congress", "deutsch", "free full text")
WITH_FILES = 6


def secondary() -> dict[str, Entry]:
    """Works that are only named elsewhere, without the remarks about their sources."""
    return {
        work["id"]: {k: v for k, v in work.items() if k not in {"note", "custom"}}
        for work in literature()
        if work["custom"]["basis"] == "secondary-list" and not is_verified(work)
    }


def make() -> tuple[Item, Item]:
    """The state of the sandbox, and the truth about it."""
    entries: list[Entry] = yaml.safe_load(TARGETS[0].read_text("utf-8"))["references"]
    library = untidy_library(entries, secondary())
    for name, document in (*library.documents.items(), *library.trash.items()):
        _decorate(name, document)
    files = _files(library)
    return _state(library, files, entries), _truth(library)


def _decorate(name: str, document: Item) -> None:
    created = _created(name, document)
    document |= {
        "created": _text(created),
        "last_modified": _text(_touched(name, created)),
        "profile_id": people.profile_id(_adder(name, created)),
        "group_id": people.GROUP_ID,
        "tags": _tags(name, document),
        "folder_uuids": _folders(name, document),
        "citation_key": _citation_key(document),
        "file_attached": False,
        "read": False,
        "starred": number("starred", name) % 12 == 0,
        "authored": False,
        "confirmed": True,
        "hidden": False,
        "private_publication": False,
    }
    for member in [m for m, value in document.items() if value in ([], "")]:
        del document[member]


def _created(name: str, document: Item) -> datetime:
    """After the work came out, inside the ten years; a copy comes after what it copies."""
    year = min(document.get("year", 2015), 2025)
    earliest = max(FIRST_DAY, datetime(year, min(document.get("month", 1) + 1, 12), 1, tzinfo=UTC))
    base = name.split("/")[0]
    at = _moment(("created", base), earliest, LAST_DAY)
    return at if name == base else at + (LAST_DAY - at) / 2 + timedelta(minutes=7)


def _touched(name: str, created: datetime) -> datetime:
    untouched = number("touched", name) % 2
    return created if untouched else _moment(("modified", name), created, LAST_DAY + timedelta(20))


def _moment(names: tuple[str, ...], earliest: datetime, latest: datetime) -> datetime:
    span_ms = max(int((latest - earliest).total_seconds() * 1000), 60_000)
    return earliest + timedelta(milliseconds=number(*names) % span_ms)


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _adder(name: str, created: datetime) -> str:
    there = [n for n, joined in people.JOINED.items() if joined <= f"{created:%Y-%m-%d}"]
    # Two of them did most of the work.
    return one_of((*there, *there[1:3], *there[1:3]), "adder", name)


def _tags(name: str, document: Item) -> list[str]:
    if document.get("language") == "de" and number("tag", name) % 3 == 0:
        return ["deutsch"]
    return [one_of(TAGS, "which tag", name)] if number("tag", name) % 9 == 0 else []


def _folders(name: str, document: Item) -> list[str]:
    if document["type"] == "conference_proceedings":
        return [identity("folder", "Congress proceedings")]
    if document.get("language") == "de":
        return [identity("folder", "Deutsch")]
    if number("folder", name) % 4:
        return []
    return [identity("folder", one_of(tuple(FOLDERS)[:3], "which folder", name))]


def _citation_key(document: Item) -> str:
    authors = document.get("authors")
    return (
        f"{authors[0]['last_name'].replace(' ', '')}{document.get('year', '')}" if authors else ""
    )


def folders() -> list[Item]:
    """The group's folders; one lies inside another."""
    made = []
    for name, parent in FOLDERS.items():
        times = {"created": "2015-03-01T10:00:00.000Z", "modified": "2015-03-01T10:00:00.000Z"}
        folder = {"id": identity("folder", name), "name": name, "group_id": people.GROUP_ID} | times
        made.append(folder | ({"parent_id": identity("folder", parent)} if parent else {}))
    return made


def _files(library: Library) -> list[Item]:
    """A few attached files; the bytes say that they are no article."""
    with_doi = [n for n, d in library.documents.items() if d.get("identifiers", {}).get("doi")]
    files = []
    for name in sorted(pick(with_doi, WITH_FILES, "files")):
        document = library.documents[name]
        document["file_attached"] = True
        content = f"%PDF-1.4\n% practice file, not the article: {name}\n%%EOF\n"
        files.append(
            {
                "id": identity("file", name),
                "document_id": document["id"],
                "file_name": f"{name}.pdf",
                "mime_type": "application/pdf",
                "size": len(content),
                "filehash": hashlib.sha1(content.encode(), usedforsecurity=False).hexdigest(),
                "created": document["created"],
                "content": content,
            }
        )
    return files


def _annotations(library: Library, files: list[Item]) -> list[Item]:
    owners = {document["id"]: document for document in library.documents.values()}
    texts = ("see p. 3", "good definition of the leader's task", "compare with the earlier study")
    return [
        {
            "id": identity("annotation", file["id"]),
            "type": "sticky_note" if place else "highlight",
            "text": text,
            "color": {"r": 255, "g": 245, "b": 173},
            "profile_id": owners[file["document_id"]]["profile_id"],
            "positions": [
                {
                    "top_left": {"x": 232.5, "y": 744.3},
                    "bottom_right": {"x": 232.5 if place else 480.0, "y": 744.3 - 12 * (not place)},
                    "page": place + 1,
                }
            ],
            "created": file["created"],
            "last_modified": file["created"],
            "privacy_level": "group",
            "filehash": file["filehash"],
            "document_id": file["document_id"],
        }
        for place, (file, text) in enumerate(zip(files, texts, strict=False))
    ]


def _catalog(entries: list[Entry]) -> list[Item]:
    with_doi = sorted(entry["id"] for entry in entries if "DOI" in entry)
    known = set(pick(with_doi, 40, "catalog"))
    return [
        {"id": identity("catalog", entry["id"])}
        | as_document(entry)
        | {"reader_count": number("readers", entry["id"]) % 90, "link": ""}
        for entry in entries
        if entry["id"] in known
    ]


def _state(library: Library, files: list[Item], entries: list[Entry]) -> Item:
    return {
        "clock": None,
        "seconds_only_times": False,
        "refresh_rotation": True,
        "id_seed": SEED,
        "applications": people.applications(),
        "profiles": people.profiles(),
        "me": people.ME,
        "tokens": people.tokens(),
        "groups": [people.group()],
        "members": {people.GROUP_ID: people.members()},
        "invitations": people.invitations(),
        "documents": sorted(library.documents.values(), key=lambda d: (d["created"], d["id"])),
        "trash": sorted(library.trash.values(), key=lambda d: (d["created"], d["id"])),
        "folders": folders(),
        "files": files,
        "annotations": _annotations(library, files),
        "catalog": _catalog(entries),
        "deleted": [],
    }


def _truth(library: Library) -> Item:
    ids = {n: d["id"] for n, d in (*library.documents.items(), *library.trash.items())}
    planted: list[Item] = []
    for entry in library.truth:
        named = {key: ids[entry[key]] for key in ("document", "of") if key in entry}
        planted.append(entry | named)
    pairs = {reference: ids[name] for reference, name in sorted(library.pairs.items())}
    return {
        "about": "What was done to the practice library (seed.json), made by tests/makers. `old` "
        "is what the list says, `new` what the document says, both as CSL-JSON. Of an "
        "`interchangeable` copy either may be called the duplicate.",
        "seed": SEED,
        "group": people.GROUP_ID,
        "list_sha256": hashlib.sha256(TARGETS[0].read_bytes()).hexdigest(),
        "counts": dict(sorted(Counter(entry["kind"] for entry in planted).items())),
        "planted": planted,
        "pairs": pairs,
    }


def as_json(value: Any) -> str:
    """The file's text."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the seed and its truth."""
    state, truth = make()
    for name, value in (("seed.json", state), ("seed-truth.json", truth)):
        (DATA / name).write_text(as_json(value), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
