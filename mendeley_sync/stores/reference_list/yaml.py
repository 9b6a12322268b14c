"""Changes to a CSL-YAML list, made in its text.

The marks of PyYAML's nodes say where every key and value stands; only what a change
names is replaced, in the form (block or flow, one line or several) that stood there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from mendeley_sync.domain.csl import CslValue
from mendeley_sync.domain.metadata import FIELD_BY_NAME, FIELDS
from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.csl import keyword_text, short_date, yaml_item
from mendeley_sync.formats.csl.items import place_of
from mendeley_sync.formats.csl.yaml_text import flow_pair, yaml_line, yaml_text
from mendeley_sync.stores.reference_list.edits import (
    Edits,
    NotEditableError,
    Splice,
    column_of,
    indented,
    line_end,
    spliced,
)
from mendeley_sync.stores.reference_list.yaml_removal import (
    content_end,
    removed_entry,
    removed_fields,
)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ORDER = {name: number for number, name in enumerate(["id", *(field.name for field in FIELDS)])}
_LAST = len(_ORDER)


def edited_yaml(text: str, edits: Edits) -> str:
    """The text with the edits made.

    Raises:
        NotEditableError: the place of a change cannot be told from the text.
    """
    documents = yaml.compose_all(text, Loader=_LOADER)
    # Front matter ends in `---`, which begins a second document that says nothing.
    root = next((one for one in documents if one.value != ""), None)
    entries = _entries(root)
    splices: list[Splice] = []
    for place, node in enumerate(entries.value if entries is not None else ()):
        key = _id_of(node)
        if key in edits.removed:
            splices.append(removed_entry(text, entries, place))
            continue
        if wanted := edits.values.get(key):
            splices += _mapping_edits(text, node, _nested(wanted))
        if gone := edits.without.get(key):
            splices += removed_fields(text, node, gone)
    if edits.added:
        splices.append(_addition(text, root, entries, edits.added))
    return spliced(text, splices)


def _entries(root: Any) -> Any:
    if isinstance(root, yaml.SequenceNode):
        return root
    for name, value in root.value if isinstance(root, yaml.MappingNode) else []:
        if name.value == "references":
            return value if isinstance(value, yaml.SequenceNode) else None
    return None


def _id_of(node: Any) -> str:
    return next((str(value.value) for name, value in node.value if name.value == "id"), "")


def _nested(values: Mapping[str, CslValue]) -> dict[str, Any]:
    """Names as the entry has them: what is ours one level down, in `custom`."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        inside, short = place_of(name)
        (nested.setdefault("custom", {}) if inside else nested)[short] = value
    return nested


def _mapping_edits(text: str, node: Any, wanted: Mapping[str, Any]) -> list[Splice]:
    """Splices that give one mapping the wanted values; `custom` is gone into."""
    splices: list[Splice] = []
    new: dict[str, Any] = {}
    present = {name.value: (name, value) for name, value in node.value}
    for name, value in wanted.items():
        if name not in present:
            new[name] = value
        elif name == "custom" and isinstance(present[name][1], yaml.MappingNode):
            splices += _mapping_edits(text, present[name][1], value)
        else:
            splices.append(_replacement(text, node, *present[name], value))
    if new:
        splices += _insertions(text, node, new)
    return splices


def _replacement(text: str, entry: Any, name: Any, node: Any, value: Any) -> Splice:
    """New text for one key with its value, in the form that stood there."""
    shaped = _in_the_form_of(name.value, node, value)
    if entry.flow_style:
        pair = flow_pair(name.value, shaped)
        return Splice(name.start_mark.index, node.end_mark.index, pair)
    start = text.index(":", name.end_mark.index) + 1
    end = max(content_end(text, node), start)
    if not _is_block(text, node, end) or not isinstance(shaped, str | list | dict):
        return Splice(start, end, " " + yaml_line(shaped))
    column = column_of(text, name.start_mark.index)
    block = _pair(text, name.value, shaped, node)
    return Splice(name.start_mark.index, end, indented(block, column).lstrip(" "))


def _is_block(text: str, node: Any, end: int) -> bool:
    """Whether a value may stand over several lines: it did, and no comment follows it."""
    several = "\n" in text[node.start_mark.index : end]
    flow = getattr(node, "flow_style", False) or getattr(node, "style", None) in ("'", '"')
    collection = not isinstance(node, yaml.ScalarNode)
    return (several or collection) and not flow


def _pair(text: str, name: str, value: Any, node: Any = None) -> str:
    """`name: value` as block YAML, without the last newline."""
    steps_in = node is None or not isinstance(node, yaml.SequenceNode) or _steps_in(text, node)
    return yaml_text({name: value}, indented=steps_in).rstrip("\n")


def _steps_in(text: str, node: Any) -> bool:
    """Whether a block sequence stands further in than its key."""
    before = text.rfind("\n", 0, node.start_mark.index)
    key_line = text[text.rfind("\n", 0, max(before, 0)) + 1 : max(before, 0)]
    key_column = len(key_line) - len(key_line.lstrip(" -"))
    return column_of(text, node.start_mark.index) > key_column


def _in_the_form_of(name: str, node: Any, value: Any) -> Any:
    """The value shaped like the one it replaces: a short date, a line of keywords."""
    field = FIELD_BY_NAME.get(name)
    if value is None or field is None:
        return value
    if name == "keyword" and not isinstance(node, yaml.SequenceNode):
        return keyword_text(value) if isinstance(value, list) else value
    if field.kind != "date":
        return value
    if isinstance(node, yaml.SequenceNode):
        (parts,) = value["date-parts"]
        return [dict(zip(("year", "month", "day"), parts, strict=False))]
    written = {key.value for key, _ in node.value} if isinstance(node, yaml.MappingNode) else set()
    if "year" in written:
        return dict(zip(("year", "month", "day"), value["date-parts"][0], strict=False))
    return value if "date-parts" in written else short_date(value)


def _insertions(text: str, node: Any, new: Mapping[str, Any]) -> list[Splice]:
    names = sorted(new, key=lambda name: _ORDER.get(name, _LAST))
    if node.flow_style:
        pairs = ", ".join(flow_pair(name, yaml_shape(name, new[name])) for name in names)
        end = node.end_mark.index - 1
        inside = text[node.start_mark.index + 1 : end].rstrip()
        separator = "" if not inside else " " if inside.endswith(",") else ", "
        place = node.start_mark.index + 1 + len(inside)
        return [Splice(place, place, separator + pairs)]
    column = column_of(text, node.start_mark.index)
    splices = []
    for name in names:
        shaped = yaml_shape(name, new[name])
        steps_in = _entry_steps_in(text, node)
        block = yaml_text({name: shaped}, indented=steps_in).rstrip("\n")
        place = line_end(text, content_end(text, _predecessor(node, name)))
        splices.append(Splice(place, place, "\n" + indented(block, column)))
    return splices


def yaml_shape(name: str, value: CslValue) -> Any:
    """A new value as people like it in YAML."""
    if value is None:
        return None
    if name == "keyword" and isinstance(value, list):
        return keyword_text(value)
    return short_date(value) if name in ("issued", "accessed") else value


def _predecessor(node: Any, name: str) -> Any:
    """The value that a new field goes after: the last one that comes before it in our order."""
    rank = _ORDER.get(name, _LAST)
    chosen = node.value[0]
    for pair in node.value:
        if _ORDER.get(pair[0].value, _LAST) <= rank:
            chosen = pair
    return chosen[1]


def _entry_steps_in(text: str, node: Any) -> bool:
    """The habit of an entry: do its sequences stand further in than their keys?"""
    for name, value in node.value:
        if isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
            first = text.rfind("-", 0, value.value[0].start_mark.index)
            return column_of(text, first) > column_of(text, name.start_mark.index)
    return False


def _addition(text: str, root: Any, entries: Any, added: Sequence[Reference]) -> Splice:
    items = [yaml_item(reference) for reference in added]
    if entries is not None and entries.value and not entries.flow_style:
        return _appended(text, entries, items)
    if entries is not None and entries.value:
        place = content_end(text, entries.value[-1])
        return Splice(place, place, "".join(f", {yaml_line(item)}" for item in items))
    return _first(text, root, entries, yaml_text(items).rstrip("\n"))


def _appended(text: str, entries: Any, items: list[dict[str, Any]]) -> Splice:
    """New entries below the last one, set apart as the others are."""
    last = entries.value[-1]
    dash = text.rfind("-", 0, last.start_mark.index)
    steps_in = any(_entry_steps_in(text, node) for node in entries.value)
    gap = "\n\n" if _are_apart(text, entries) else "\n"
    blocks = [yaml_text([item], indented=False).rstrip("\n") for item in items]
    if steps_in:
        blocks = [_listed(item) for item in items]
    column = column_of(text, dash)
    place = line_end(text, content_end(text, last))
    return Splice(place, place, "".join(gap + indented(block, column) for block in blocks))


def _listed(item: dict[str, Any]) -> str:
    """One entry with its sequences stepped in, behind a dash."""
    return "- " + indented(yaml_text(item, indented=True).rstrip("\n"), 2).lstrip(" ")


def _are_apart(text: str, entries: Any) -> bool:
    if len(entries.value) < 2:
        return False
    before, last = entries.value[-2:]
    return (
        re.search(r"\n[ \t]*\n", text[content_end(text, before) : last.start_mark.index])
        is not None
    )


def _first(text: str, root: Any, entries: Any, block: str) -> Splice:
    """The first entries of a list that has none yet."""
    if root is None:
        head = "" if not text or text.endswith("\n") else "\n"
        return Splice(len(text), len(text), f"{head}references:\n{block}\n")
    if isinstance(entries, yaml.SequenceNode) and entries is root:
        return Splice(root.start_mark.index, root.end_mark.index, block)
    for name, value in root.value:
        if name.value == "references":
            start = text.index(":", name.end_mark.index) + 1
            end = max(content_end(text, value), start)
            rest = text[end : line_end(text, end)]
            return Splice(start, end + len(rest), f"{rest.rstrip()}\n{block}")
    raise NotEditableError("there is no `references:` in the file")
