"""docs/matching.md says what the rules do, and its examples run."""

import re
from pathlib import Path

import pytest

from mendeley_sync.matching.explain import explain
from mendeley_sync.matching.match import match
from mendeley_sync.matching.rules.table import RULES
from mendeley_sync.workflow.match_csv import read_match_csv

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "matching.md"
SECTIONS = re.findall(
    r"^### `([\w-]+)`: ([\w ]+)\n\n(.+?)\n\n```csv\n(.+?)```",
    PAGE.read_text(encoding="utf-8"),
    flags=re.MULTILINE | re.DOTALL,
)
WORDS = {"auto": "match", "review": "a person must look", "no": "different"}


def test_every_rule_has_its_section_in_the_order_of_the_table() -> None:
    assert [name for name, *_ in SECTIONS] == [rule.name for rule in RULES]


@pytest.mark.parametrize(
    ("name", "answer", "text", "rows"), SECTIONS, ids=[name for name, *_ in SECTIONS]
)
def test_the_example_of_a_rule_is_decided_by_that_rule(
    name: str, answer: str, text: str, rows: str
) -> None:
    a, b = read_match_csv(rows.encode())
    rule = next(rule for rule in RULES if rule.name == name)

    explanation = explain(a, b)

    assert explanation.rule == name
    assert WORDS[explanation.decision] == answer
    assert text.lower().startswith(rule.reason.lower())


@pytest.mark.parametrize(
    ("name", "answer", "text", "rows"), SECTIONS, ids=[name for name, *_ in SECTIONS]
)
def test_the_example_comes_out_of_a_whole_match_as_well(
    name: str, answer: str, text: str, rows: str
) -> None:
    a, b = read_match_csv(rows.encode())

    pairs = match([a], [b]).pairs

    found = WORDS[pairs[0].verdict] if pairs else "different"
    assert found == answer
