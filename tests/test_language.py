"""The product speaks the words of its glossary (CONTRIBUTING.md, "The words").

The rules stand in `language_rules.txt`: a name, a pattern, the words to use. What is left of the
old words is counted here; a count may only fall.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
LEFT = {"program": 89, "docs": 227, "docstring": 436}
"""Hits that stand from before the glossary, by the kind of text. Lower them, never raise them."""

NO_PROSE = re.compile(r"\\[sbdwS]|\(\?[:Pi=!<]|\b(SELECT|INSERT|CREATE TABLE)\b|<\w+[ >/]")
"""Regular expressions, SQL and HTML."""
WORD_LISTS = re.compile(
    r"formats/citation/|formats/csl/names|domain/dates|formats/keys|names/"
    r"|matching/fields/(words|title_markers|numbers|titles)|stores/roster/headers"
    r"|stores/mirror/(schema|staging)|api_shapes"
)
"""Modules whose texts are what other people write, not what we say."""
FINE = re.compile(
    r"`[^`\n]*`|mail servers?|best practices?|general practice|[Bb]rowsers? remember(?:s|ed)?"
    r"|a picture or a PDF"
)
"""Code spans, and words of the rules in another sense."""
EXEMPT = {("T04", "docs/sandbox.md"), ("T06", "docs/sandbox.md")}
"""That page is about the double of the service."""


class Text(NamedTuple):
    """A text of the product, where it stands, and whether it is program, docs or docstring."""

    place: str
    kind: str
    words: str


class Rule(NamedTuple):
    """Words that are not used, and what to use."""

    name: str
    pattern: re.Pattern[str]
    use: str


def rules() -> list[Rule]:
    found = []
    for line in (ROOT / "tests" / "language_rules.txt").read_text("utf-8").splitlines():
        match = re.fullmatch(r"(\w+) \S+  (.+?)  -> (.+)", line)
        assert match is not None, line
        found.append(Rule(match[1], re.compile(match[2]), match[3]))
    return found


def texts_of_module(name: str, source: str) -> Iterator[Text]:
    tree = ast.parse(source)
    owners: dict[int, ast.AST] = {}
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for statement in node.body:
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    owners[id(statement.value)] = node
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        if id(node) in inside or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in parts)
        owner = owners.get(id(node))
        is_name = " " not in text.strip()
        if owner is None and (is_name or NO_PROSE.search(text) or WORD_LISTS.search(name)):
            continue
        is_help = isinstance(owner, ast.FunctionDef) and any(
            "command" in ast.unparse(one) for one in owner.decorator_list
        )
        kind = "program" if owner is None or is_help else "docstring"
        yield Text(f"{name}:{node.lineno}", kind, FINE.sub("``", text))


def texts_of_page(name: str, text: str) -> Iterator[Text]:
    is_template = "/templates/" in name
    if is_template:
        text = re.sub(r"\{[%{].*?[%}]\}|<[^>]*>", " ", text, flags=re.DOTALL)
    fenced = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
    text = fenced.sub(lambda block: "\n" * block[0].count("\n"), text)
    for number, line in enumerate(text.splitlines(), 1):
        if name.endswith((".md", ".html", ".j2")) or line.lstrip().startswith("#"):
            kind = "program" if is_template else "docs"
            yield Text(f"{name}:{number}", kind, FINE.sub("``", line))


def texts() -> Iterator[Text]:
    for path in sorted((ROOT / "mendeley_sync").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith("mendeley_sync/sandbox/"):
            yield from texts_of_module(name, path.read_text("utf-8"))
    pages = ("mendeley_sync/reports/templates/*.html*", "*.md", "docs/*.md", "config/**/*.*")
    for pattern in pages:
        for path in sorted(ROOT.glob(pattern)):
            yield from texts_of_page(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))


def hits(found: Iterator[Text]) -> dict[str, list[str]]:
    """What stands against the rules, by the kind of text."""
    wanted = rules()
    against: dict[str, list[str]] = {kind: [] for kind in LEFT}
    for text in found:
        for rule in wanted:
            if (rule.name, text.place.split(":")[0]) not in EXEMPT:
                against[text.kind] += [
                    f"{text.place}: {rule.name} {match[0]!r}, use: {rule.use}"
                    for match in rule.pattern.finditer(text.words)
                ]
    return against


@pytest.mark.parametrize("kind", LEFT)
def test_no_old_word_comes_back(kind: str) -> None:
    found = hits(texts())[kind]

    assert len(found) <= LEFT[kind], "\n".join(found)


def test_a_planted_word_is_seen_in_every_kind_of_text() -> None:
    module = '"""A rail of the ladder."""\n\nMESSAGE = "the library is out of step"\n'
    page = "# Rails\n\nThe messenger rings. `rail` is code.\n"

    found = hits(iter([*texts_of_module("a.py", module), *texts_of_page("docs/a.md", page)]))

    assert len(found["docstring"]) == 2
    assert len(found["program"]) == 1
    assert len(found["docs"]) == 2
