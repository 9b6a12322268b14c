"""What is taken out of a CSL-YAML list: fields with their keys, and whole entries.

The marks of PyYAML's nodes say where a value stands. What goes leaves no trace: the lines
around it stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import yaml

from mendeley_sync.formats.csl.items import place_of
from mendeley_sync.stores.reference_list.edits import NotEditableError, Splice, line_end


def content_end(text: str, node: Any) -> int:
    """Where the characters of a value end; a block's own mark stands at the next token."""
    end: int
    if isinstance(node, yaml.ScalarNode):
        end = node.end_mark.index
        if node.style in ("|", ">"):
            return node.start_mark.index + len(text[node.start_mark.index : end].rstrip())
        return end
    if node.flow_style:
        end = node.end_mark.index
        return end
    children = node.value if isinstance(node, yaml.SequenceNode) else node.value[-1]
    return content_end(text, children[-1]) if children else int(node.end_mark.index)


def removed_fields(text: str, node: Any, names: Collection[str]) -> list[Splice]:
    """Splices that take these fields out of an entry; an emptied `custom` goes, too.

    Raises:
        NotEditableError: a field stands where it cannot be taken out by itself.
    """
    outside = {short for inside, short in map(place_of, names) if not inside}
    inside = {short for inside, short in map(place_of, names) if inside}
    splices: list[Splice] = []
    for name, value in node.value:
        if name.value == "custom" and inside and isinstance(value, yaml.MappingNode):
            if {key.value for key, _ in value.value} <= inside:
                outside.add("custom")
            else:
                splices += _without(text, value, inside)
    return [*splices, *_without(text, node, outside)]


def _without(text: str, mapping: Any, names: Collection[str]) -> list[Splice]:
    gone = [place for place, (name, _) in enumerate(mapping.value) if name.value in names]
    if not mapping.flow_style:
        return [_lines(text, *mapping.value[place]) for place in gone]
    if len(gone) > 1:
        raise NotEditableError("several fields of one line go at once")
    return [_pair(mapping, place) for place in gone]


def _lines(text: str, name: Any, value: Any) -> Splice:
    """The lines of one field of a block, from the newline before them on."""
    before = text.rfind("\n", 0, name.start_mark.index)
    if before < 0 or text[before + 1 : name.start_mark.index].strip():
        raise NotEditableError("the field stands behind something else in its line")
    end = max(content_end(text, value), name.end_mark.index)
    return Splice(before, line_end(text, end), "")


def _pair(mapping: Any, place: int) -> Splice:
    """One field of a flow mapping with a comma: the one before it, else the one behind it."""
    name, value = mapping.value[place]
    if place:
        return Splice(mapping.value[place - 1][1].end_mark.index, value.end_mark.index, "")
    if len(mapping.value) > 1:
        return Splice(name.start_mark.index, mapping.value[1][0].start_mark.index, "")
    return Splice(name.start_mark.index, value.end_mark.index, "")


def removed_entry(text: str, entries: Any, place: int) -> Splice:
    """A splice that takes one entry out of the list, with the empty lines above it.

    Raises:
        NotEditableError: the entry stands where it cannot be taken out by itself.
    """
    node = entries.value[place]
    if entries.flow_style:
        if place:
            start = entries.value[place - 1].end_mark.index
            return Splice(start, node.end_mark.index, "")
        following = entries.value[1].start_mark.index if len(entries.value) > 1 else None
        return Splice(node.start_mark.index, following or node.end_mark.index, "")
    dash = text.rfind("-", 0, node.start_mark.index)
    before = text.rfind("\n", 0, dash)
    if text[before + 1 : dash].strip():
        raise NotEditableError("the entry stands behind something else in its line")
    end = line_end(text, content_end(text, node))
    if before < 0:
        return Splice(0, end + 1, "")
    start = before
    while place and (above := text.rfind("\n", 0, start)) >= 0:
        if text[above + 1 : start].strip():
            break
        start = above
    return Splice(start, end, "")
