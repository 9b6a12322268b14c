"""Changes to a CSL-JSON list, made in its text: an entry that changes is written anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.csl import json_item, keyword_text
from mendeley_sync.formats.csl.items import place_of
from mendeley_sync.formats.csl.json_values import JsonEntry, json_entries, list_span
from mendeley_sync.stores.reference_list.edits import Edits, Splice, column_of, spliced


def edited_json(text: str, source: str, edits: Edits) -> str:
    """The text with the edits made; other entries keep every character."""
    if not text.strip():
        items = [json_item(one) for one in edits.added]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    entries = json_entries(text, source)
    splices = []
    for place, entry in enumerate(entries):
        key = str(entry.value.get("id"))
        if key in edits.removed:
            splices.append(_removal(entries, place))
        elif key in edits.changed:
            item = _changed(entry.value, edits.values.get(key, {}), edits.without.get(key, ()))
            splices.append(Splice(entry.start, entry.end, _rendered(text, entry, item)))
    if edits.added:
        splices.append(_addition(text, source, entries, edits.added))
    return spliced(text, splices)


def _removal(entries: list[JsonEntry], place: int) -> Splice:
    """An entry goes with the comma before it; the first one with the comma behind it."""
    entry = entries[place]
    if place:
        return Splice(entries[place - 1].end, entry.end, "")
    return Splice(entry.start, entries[1].start if len(entries) > 1 else entry.end, "")


def _changed(
    item: Mapping[str, Any], wanted: Mapping[str, CslValue], without: Iterable[str]
) -> dict[str, Any]:
    changed = dict(item)
    custom = dict(changed.get("custom") or {})
    for name, value in wanted.items():
        inside, short = place_of(name)
        if name == "keyword" and isinstance(value, list):
            value = keyword_text(value)
        (custom if inside else changed)[short] = value
    for name in without:
        inside, short = place_of(name)
        (custom if inside else changed).pop(short, None)
    if custom:
        changed["custom"] = custom
    else:
        changed.pop("custom", None)
    return changed


def _rendered(text: str, entry: JsonEntry, item: Mapping[str, Any]) -> str:
    """An entry in the layout that it had: over several lines, or in one."""
    inside = re.match(r"\{\n([ \t]*)", text[entry.start : entry.end])
    if inside is None:
        return json.dumps(item, ensure_ascii=False)
    column = column_of(text, entry.start)
    pad = text[entry.start - column : entry.start]
    pad = pad if not pad.strip() else " " * (len(pad) - len(pad.lstrip()))
    step = inside.group(1)[len(pad) :] or "  "
    return json.dumps(item, ensure_ascii=False, indent=step).replace("\n", "\n" + pad)


def _addition(
    text: str, source: str, entries: list[JsonEntry], added: Sequence[Reference]
) -> Splice:
    items = [json_item(one) for one in added]
    if not entries:
        start, end = list_span(text, source)
        block = json.dumps(items, ensure_ascii=False, indent=2)
        return Splice(start, end + 1, block)
    last = entries[-1]
    before = text[entries[-2].end : last.start] if len(entries) > 1 else ""
    column = column_of(text, last.start)
    gap = before or (",\n" + text[last.start - column : last.start] if column < 9 else ", ")
    if gap.strip() != ",":
        gap = ",\n"
    return Splice(last.end, last.end, "".join(gap + _rendered(text, last, item) for item in items))
