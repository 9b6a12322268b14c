"""Makes `config/references.yaml` and its shipped copy."""

from __future__ import annotations

from typing import Any

import yaml

from tests.makers.literature import ROOT, Entry, is_verified, literature, seed_facts, verified_part

TARGETS = (
    ROOT / "config" / "references.yaml",
    ROOT / "mendeley_sync" / "sandbox" / "data" / "references.yaml",
)

HEAD = """\
# The reference list: literature about Balint groups, as CSL-YAML.
#
# Facts only. Where they come from:
# - the nine entries marked `sections: [the-evidence]` are the references of the American Balint
#   Society's page "The Evidence": what its printed line says, plus what was seen on the article's
#   first page, on PubMed or on the publisher's page;
# - the others were each seen on a publisher's, repository's, society's or index page. A field that
#   nobody saw there is left out, and so is an entry of which not even the title was seen
#   (docs/decisions/0070-what-the-list-holds.md).
#
# An entry's `id` is its identity: change anything else, but not the id (if you must, put the old
# one into `custom: {formerly: [...]}`). `authors-cut: true` means that more people wrote the work
# than are named. A field that is not here is not managed: it stays as the library has it.
"""

FIELD_ORDER = (
    "id", "type", "title", "author", "editor", "container-title", "issued", "volume", "issue",
    "page", "chapter-number", "edition", "publisher", "publisher-place", "number-of-pages",
    "DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL", "language", "custom",
)  # fmt: skip

SECTION_COMMENTS = {
    "a": "A to C",
    "d": "D to G",
    "h": "H to K",
    "l": "L to O",
    "p": "P to S",
    "t": "T to Z",
}

AUTHORS_CUT = frozenset({"johnson-2004-essential", "lemogne-2020-balint"})
"""The printed line of the one and the page seen of the other say "et al."."""

PRINTED: dict[str, Entry] = {
    "turner-2004-preliminary": {
        # The index shows initials; the spelled-out given names were not seen.
        "author": [{"family": "Turner", "given": "A. L."}, {"family": "Malm", "given": "R. L."}],
    },
    "johnson-2004-essential": {"author": [{"family": "Johnson"}]},
    "knowlton-2016-balint": {
        "title": "Balint groups to address countertransference and burnout in palliative and "
        "end-of-life care",
        "author": [{"family": "Knowlton"}, {"family": "Katz"}],
        "chapter-number": "16",
        "publisher-place": "New York",
    },
    "lichtenstein-2006-integrating": {
        "title": "Integrating intuition and reasoning--how Balint groups can help medical "
        "decision making",
        "author": [{"family": "Lichtenstein"}, {"family": "Lustig"}],
        "container-title": "Australian family physician",
        "issued": {"date-parts": [[2006]]},
        "volume": "35",
        "issue": "12",
        "page": "987-9",
    },
}
"""What the printed line of the page says where no verified fact says more."""

NOT_BIBLIOGRAPHIC = frozenset({"price", "year", "month"})
"""Facts with no CSL variable of their own; year and month become `issued`."""


def the_evidence() -> dict[str, Entry]:
    """The nine references of the page, by id."""
    return {line["literature_id"]: _from_line(line) for line in seed_facts()}


def _from_line(line: Entry) -> Entry:
    facts = {
        name: fact["value"]
        for name, fact in line["facts"].items()
        if fact["verified"] and fact["value"] is not None
        and not fact["source"].startswith("general knowledge")
    }  # fmt: skip
    entry: Entry = {name: value for name, value in facts.items() if name not in NOT_BIBLIOGRAPHIC}
    if "year" in facts:
        parts = [facts[part] for part in ("year", "month") if part in facts]
        entry["issued"] = {"date-parts": [parts]}
    entry |= PRINTED.get(line["literature_id"], {})
    return entry | {"id": line["literature_id"], "custom": {"sections": ["the-evidence"]}}


def the_list() -> list[Entry]:
    """Every entry, sorted by id, its fields in the order they are written."""
    merged = {entry["id"]: verified_part(entry) for entry in literature() if is_verified(entry)}
    for key, entry in the_evidence().items():
        merged[key] = merged.get(key, {}) | entry
    for key in AUTHORS_CUT:
        merged[key]["custom"] = merged[key].get("custom", {}) | {"authors-cut": True}
    named = {key: entry for key, entry in merged.items() if entry.get("title")}
    return [_in_order(named[key]) for key in sorted(named)]


def _in_order(entry: Entry) -> Entry:
    unknown = entry.keys() - set(FIELD_ORDER)
    if unknown:
        raise ValueError(f"{entry['id']}: no place for {sorted(unknown)}")
    return {field: entry[field] for field in FIELD_ORDER if field in entry}


class _OneLine(dict[str, Any]):
    """A mapping that is written on one line."""


class _OneLineList(list[Any]):
    """A sequence that is written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        # Sequences are set in under their key, as pandoc and Zotero write them.
        super().increase_indent(flow, False)


_Dumper.add_representer(
    _OneLine, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v.items(), flow_style=True)
)
_Dumper.add_representer(
    _OneLineList, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True)
)


def _compact(field: str, value: Any) -> Any:
    if field in {"author", "editor"}:
        return [_OneLine(name) for name in value]
    if field == "issued":
        return _OneLine({"date-parts": _OneLineList(_OneLineList(d) for d in value["date-parts"])})
    if field == "custom":
        return _OneLine(
            {k: _OneLineList(v) if isinstance(v, list) else v for k, v in value.items()}
        )
    return value


def as_yaml(entries: list[Entry]) -> str:
    """The file's text."""
    parts = [HEAD + "\nreferences:"]
    written: set[str] = set()
    for entry in entries:
        section = max(letter for letter in SECTION_COMMENTS if letter <= entry["id"][0])
        comment = "" if section in written else f"  # --- {SECTION_COMMENTS[section]} ---\n\n"
        written.add(section)
        parts.append(comment + _entry_text(entry))
    return "\n\n".join(parts) + "\n"


def _entry_text(entry: Entry) -> str:
    compact = [{field: _compact(field, value) for field, value in entry.items()}]
    text = yaml.dump(compact, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return "\n".join(f"  {line}" for line in text.rstrip("\n").split("\n"))


def main() -> None:
    """Write the list and its copy."""
    text = as_yaml(the_list())
    for target in TARGETS:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
