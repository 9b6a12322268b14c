"""Plain values as YAML that readers of YAML 1.1 and 1.2 understand alike."""

from __future__ import annotations

import re
from typing import Any

import yaml

_FAST: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

# Words that only YAML 1.2 takes for numbers; PyYAML, which speaks 1.1, would not quote them.
_NUMBER_IN_12 = re.compile(
    r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|\.?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)"
)
# A literal block keeps its text only where lines neither begin the text with a space
# nor end in one, and hold no character that YAML counts as a line break of its own.
_LITERAL = re.compile(r"[^\s\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff].*", re.DOTALL)
_NOT_LITERAL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|[ \xa0]\n|[\s\xa0]$")


def text_style(text: str, *, one_line: bool = False) -> str | None:
    """How a text is written: `|` over several lines, quoted where needed, else plain."""
    if "\n" in text:
        if not one_line and _LITERAL.match(text) and not _NOT_LITERAL.search(text):
            return "|"
        return '"'
    if _NUMBER_IN_12.fullmatch(text) or not text.isprintable():
        return '"'
    return None


class _Fast(_FAST):  # type: ignore[misc]  # the C class is there or not, mypy cannot know
    """The fast writer: sequences flush with their key, as pandoc writes them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Indented(yaml.SafeDumper):
    """Sequences one step in from their key."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _OneLine(yaml.SafeDumper):
    """Everything in one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    style = text_style(text, one_line=isinstance(dumper, _OneLine))
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


for _dumper in (_Fast, _Indented, _OneLine):
    _dumper.add_representer(str, _text)
    _dumper.add_multi_representer(dict, lambda dumper, data: dumper.represent_dict(data.items()))


def yaml_text(value: Any, *, indented: bool = False) -> str:
    """A value as block YAML, lines never folded; ends in a newline."""
    dumper = _Indented if indented else _Fast
    text: str = yaml.dump(
        value,
        Dumper=dumper,
        allow_unicode=True,
        sort_keys=False,
        width=10**9,
        default_flow_style=False,
    )
    return text


def flow_pair(name: str, value: Any) -> str:
    """`name: value` as it may stand inside `{...}`."""
    return yaml_line({name: value})[1:-1]


def yaml_line(value: Any) -> str:
    """A value as YAML in one line, without the newline."""
    text: str = yaml.dump(
        value,
        Dumper=_OneLine,
        allow_unicode=True,
        sort_keys=False,
        width=10**9,
        default_flow_style=True,
    )
    return text.removesuffix("\n").removesuffix("\n...")
