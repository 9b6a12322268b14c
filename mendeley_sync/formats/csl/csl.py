"""CSL-YAML and CSL-JSON, the two forms that the list itself is kept in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.csl.items import ItemError, item_from_reference, reference_from_item
from mendeley_sync.formats.csl.json_values import json_entries
from mendeley_sync.formats.csl.yaml_text import yaml_text
from mendeley_sync.formats.csl.yaml_values import LinedDict, yaml_value
from mendeley_sync.formats.reading import Problem, Reading
from mendeley_sync.formats.text import decoded, is_whole, may_hold_surrogates, refuse_damage


def read_csl_yaml(data: str | bytes, source: str = "list") -> Reading:
    """References of a CSL-YAML text: the `references:` form, or a bare list.

    Raises:
        ConfigError: not YAML, or YAML that a list may not use; an unfinished merge;
            lost characters. Single entries that cannot be read become problems.
    """
    text = decoded(data, source)
    refuse_damage(text, source)
    value = yaml_value(text, source)
    if isinstance(value, dict) and not isinstance(value.get("references"), list | None):
        raise ConfigError("`references` must be a list", file=source, key="references")
    if isinstance(value, dict) and "references" not in value:
        raise ConfigError(
            "there is no `references:` in the file",
            file=source,
            key="references",
            advice="Begin the file with the line `references:`; the entries follow below it.",
        )
    entries = value.get("references") if isinstance(value, dict) else value
    if not isinstance(entries, list | None):
        raise ConfigError("the file holds no list of references", file=source)
    return _reading(entries or [], check_text=may_hold_surrogates(text))


def read_csl_json(data: str | bytes, source: str = "list") -> Reading:
    """References of a CSL-JSON text: an array, or an object with `references` or `items`.

    Raises:
        ConfigError: not JSON, no list in it, an unfinished merge, lost characters.
    """
    text = decoded(data, source)
    refuse_damage(text, source)
    entries = [entry.value for entry in json_entries(text, source)]
    return _reading(entries, check_text=may_hold_surrogates(text))


def write_csl_yaml(references: Iterable[Reference]) -> str:
    """The references as CSL-YAML in the `references:` form."""
    items = [yaml_item(reference) for reference in references]
    return yaml_text({"references": items})


def write_csl_json(references: Iterable[Reference]) -> str:
    """The references as a CSL-JSON array that the CSL 1.0.2 schema accepts."""
    items = [json_item(reference) for reference in references]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def yaml_item(reference: Reference) -> dict[str, Any]:
    """One item as people like it in YAML: keywords in a line, dates as 2004-02."""
    item = _with_keyword_line(item_from_reference(reference))
    for name in ("issued", "accessed"):
        if name in item:
            item[name] = short_date(item[name])
    return item


def json_item(reference: Reference) -> dict[str, Any]:
    """One item as the schema wants it: a type, no null, keywords as text."""
    item = _with_keyword_line(item_from_reference(reference))
    custom = dict(item.pop("custom", {}))
    empty = [name for name, value in {**item, **custom}.items() if value is None]
    item = {name: value for name, value in item.items() if value is not None}
    custom = {name: value for name, value in custom.items() if value is not None}
    if empty:
        custom["empty"] = empty
    if "type" not in item:
        item = {"id": item.pop("id"), "type": "document", **item}
    return item | ({"custom": custom} if custom else {})


def short_date(value: Any) -> Any:
    """`{"date-parts": [[2004, 2]]}` as `2004-02`, where that says the same."""
    if not isinstance(value, Mapping) or value.keys() != {"date-parts"}:
        return value
    parts = value["date-parts"]
    if len(parts) != 1 or not 1 <= len(parts[0]) <= 3 or not _is_plain_date(parts[0]):
        return value
    if len(parts[0]) == 1:
        return parts[0][0]
    return "-".join([str(parts[0][0]), *(f"{part:02d}" for part in parts[0][1:])])


def _is_plain_date(parts: list[Any]) -> bool:
    ranges = ((1000, 9999), (1, 12), (1, 31))
    return all(
        isinstance(part, int) and low <= part <= high
        for part, (low, high) in zip(parts, ranges, strict=False)
    )


def keyword_text(members: list[str]) -> Any:
    """Keywords as the one text that CSL has for them; as a list where a comma is in one."""
    apart = all("," not in one and ";" not in one and one.strip() == one for one in members)
    return ", ".join(members) if apart else members


def _with_keyword_line(item: dict[str, Any]) -> dict[str, Any]:
    """CSL has keywords as one text; where a keyword has a comma, the list stands in custom."""
    members = item.get("keyword")
    if not isinstance(members, list):
        return item
    if isinstance(keyword_text(members), str):
        return {**item, "keyword": ", ".join(members)}
    custom = {**item.get("custom", {}), "keywords": members}
    return {**item, "keyword": ", ".join(members), "custom": custom}


def _reading(entries: list[Any], *, check_text: bool) -> Reading:
    references: list[Reference] = []
    problems: list[Problem] = []
    first_lines: dict[str, int | None] = {}
    for number, entry in enumerate(entries, start=1):
        line = entry.line if isinstance(entry, LinedDict) else None
        try:
            if not isinstance(entry, LinedDict):
                raise ItemError(f"entry {number} is not a reference: {entry!r:.60}")
            _refuse_repeated_keys(entry)
            if check_text:
                _refuse_half_characters(entry)
            reference = reference_from_item(entry, line=line)
            _refuse_repeated_id(reference, first_lines)
        except ItemError as error:
            problems.append(_problem(error, entry, line))
        else:
            first_lines[reference.key] = line
            references.append(reference)
    return Reading(references=tuple(references), problems=tuple(problems))


def _problem(error: ItemError, entry: Any, line: int | None) -> Problem:
    identity = entry.get("id") if isinstance(entry, dict) else None
    if error.key is not None and isinstance(entry, LinedDict):
        custom = entry.get("custom")
        inside = custom.lines if isinstance(custom, LinedDict) else {}
        line = entry.lines.get(error.key) or inside.get(error.key) or line
    text = str(identity) if isinstance(identity, str | int) else ""
    return Problem(line=line, message=str(error), text=text, key=error.key)


def _refuse_repeated_keys(entry: LinedDict) -> None:
    for mapping in (entry, entry.get("custom")):
        if isinstance(mapping, LinedDict) and mapping.duplicates:
            name, first, second = mapping.duplicates[0]
            raise ItemError(f"`{name}` stands twice, in lines {first} and {second}", name)


def _refuse_repeated_id(reference: Reference, first_lines: Mapping[str, int | None]) -> None:
    if reference.key in first_lines:
        raise ItemError(
            f"the id `{reference.key}` is used twice, in lines {first_lines[reference.key]} "
            f"and {reference.line}"
        )


def _refuse_half_characters(value: Any) -> None:
    if isinstance(value, str) and not is_whole(value):
        raise ItemError("an escape stands for half a character")
    for member in _members(value):
        _refuse_half_characters(member)


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def csl_losses(references: Iterable[Reference], format: str) -> tuple[str, ...]:
    """What CSL cannot say: JSON must give every item a type."""
    untyped = sum(not reference.metadata.type for reference in references)
    if format == "csl-json" and untyped:
        return (f"type: {untyped} without one, written as `document`",)
    return ()
