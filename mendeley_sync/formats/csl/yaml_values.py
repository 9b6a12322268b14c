"""YAML 1.2 to plain values, with line numbers, and nothing that can run or explode.

PyYAML's C parser gives the events; what they mean is decided here: the core schema of
YAML 1.2, so that `no` is a word and `1:30` is no number. Aliases and tags are refused,
nesting is limited before anything recurses. A number is only made of what would be
written the same way again: `007` and `1.10` stay text and keep their digits.

Source: YAML 1.2.2, chapter 10.3; docs/decisions/0060-yaml-by-events.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from mendeley_sync.errors import ConfigError

MAXIMUM_DEPTH = 40

# The C parser is ten times faster; wheels without it exist.
_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})


class LinedDict(dict[str, Any]):
    """A mapping that knows where it and its keys stand."""

    __slots__ = ("duplicates", "line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.duplicates: list[tuple[str, int, int]] = []
        """Key, line of its first place, line of its second."""

    def put(self, key: str, value: Any, line: int) -> None:
        """Add one pair; a key that is there already is noted, its first value stays."""
        if key in self:
            self.duplicates.append((key, self.lines[key], line))
            return
        self[key] = value
        self.lines[key] = line


def yaml_value(text: str, source: str) -> Any:
    """The one value of a YAML text; None when it is empty.

    Raises:
        ConfigError: not YAML, more than one document, an alias, a tag, too deep.
    """
    parser = _PARSER(text)
    try:
        documents = [value for value in _documents(parser, source) if value is not None]
    except yaml.YAMLError as error:
        raise _as_config_error(error, source) from error
    except (UnicodeError, ValueError, RecursionError) as error:
        raise ConfigError("the file cannot be read as YAML", file=source) from error
    finally:
        parser.dispose()
    if len(documents) > 1:
        raise ConfigError("the file has more than one YAML document", file=source)
    return documents[0] if documents else None


def plain_value(text: str) -> Any:
    """What an unquoted word means in the core schema; numbers only where no digit is lost."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text[0] in "-0123456789":
        if _INTEGER.fullmatch(text) and text != "-0":
            return int(text)
        if _FLOAT.fullmatch(text) and repr(float(text)) == text:
            return float(text)
    return text


def _events(parser: Any) -> Iterator[Any]:
    while parser.check_event():
        yield parser.get_event()


def _documents(parser: Any, source: str) -> Iterator[Any]:
    builder = _Builder(source)
    for event in _events(parser):
        if isinstance(event, yaml.DocumentEndEvent):
            yield builder.root
            builder = _Builder(source)
        else:
            builder.take(event)


class _Builder:
    """Events to one value, with a stack of its own instead of recursion."""

    def __init__(self, source: str) -> None:
        self.root: Any = None
        self._source = source
        self._open: list[LinedDict | list[Any]] = []
        self._keys: list[tuple[str, int] | None] = []

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent:
            self._refuse_tag(event)
            self._enter(LinedDict(event.start_mark.line + 1), event)
        elif kind is yaml.SequenceStartEvent:
            self._refuse_tag(event)
            self._enter([], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._open.pop()
            self._keys.pop()
        elif kind is yaml.AliasEvent:
            raise self._refusal(f"an alias (`*{event.anchor}`); write the value out", event)

    def _scalar(self, event: Any) -> None:
        tag = event.tag
        if tag is None:
            value = plain_value(event.value) if event.implicit[0] else event.value
        elif tag in _TEXT_TAGS:
            value = event.value
        else:
            raise self._refusal(f"a tag (`{tag}`)", event)
        if self._open and type(self._open[-1]) is LinedDict and self._keys[-1] is None:
            self._keys[-1] = (event.value, event.start_mark.line + 1)
        else:
            self._put(value)

    def _enter(self, container: LinedDict | list[Any], event: Any) -> None:
        if len(self._open) >= MAXIMUM_DEPTH:
            raise self._refusal(f"more than {MAXIMUM_DEPTH} levels of nesting", event)
        if self._open and type(self._open[-1]) is LinedDict and self._keys[-1] is None:
            raise self._refusal("a key that is not a word", event)
        self._put(container)
        self._open.append(container)
        self._keys.append(None)

    def _put(self, value: Any) -> None:
        if not self._open:
            self.root = value
            return
        container = self._open[-1]
        if isinstance(container, list):
            container.append(value)
            return
        name = self._keys[-1]
        if name is not None:
            container.put(name[0], value, name[1])
        self._keys[-1] = None

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            raise self._refusal(f"a tag (`{event.tag}`)", event)

    def _refusal(self, what: str, event: Any) -> ConfigError:
        line = event.start_mark.line + 1
        return ConfigError(f"the list may not use {what}", file=self._source, line=line)


def _as_config_error(error: yaml.YAMLError, source: str) -> ConfigError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it has characters that YAML does not allow"
    line = mark.line + 1 if mark is not None else None
    return ConfigError(
        f"not valid YAML: {problem}",
        file=source,
        line=line,
        advice="Look at this line and the one before it: a missing quote, colon or space.",
    )
