"""Pairs and explanations as CSV, as JSON, and as tables for people."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mendeley_sync.reports.json_writer import result_as_json

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from mendeley_sync.matching.explain import Explanation
    from mendeley_sync.matching.result import FieldEvidence, Matching, Pair

_SIGNS = {"agree": "=", "unknown": "?", "contradict": "≠"}
_SHOWN = 300
"""Characters of a value that a table shows."""


def as_csv(matching: Matching) -> str:
    """id_a, id_b, decision, rule, reason; one row a pair."""
    from mendeley_sync.text.tables import write_rows

    rows = [
        (pair.left, pair.right, pair.verdict, pair.rule, pair.reason) for pair in matching.pairs
    ]
    return write_rows((("id_a", "id_b", "decision", "rule", "reason"), *rows))


def as_json(matching: Matching, command: str, at: datetime) -> str:
    """Everything that was found, sorted."""
    body = {
        "summary": summary(matching),
        "pairs": [_pair(pair) for pair in matching.pairs],
        "matched": dict(sorted(matching.matched.items())),
        "duplicates": dict(sorted(matching.duplicates.items())),
        "duplicates_a": dict(sorted(matching.duplicates_left.items())),
        "undecided_a": sorted(matching.undecided_left),
        "undecided_b": sorted(matching.undecided_right),
        "unmatched_a": sorted(matching.unmatched_left),
        "unmatched_b": sorted(matching.unmatched_right),
    }
    return result_as_json(command, at, body)


def summary(matching: Matching) -> dict[str, int]:
    """Counts by kind."""
    verdicts = [pair.verdict for pair in matching.pairs]
    return {
        "auto": verdicts.count("auto"),
        "review": verdicts.count("review"),
        "matched": len(matching.matched),
        "duplicates": len(matching.duplicates),
        "undecided": len(matching.undecided_left) + len(matching.undecided_right),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id_a": pair.left,
        "id_b": pair.right,
        "decision": pair.verdict,
        "rule": pair.rule,
        "reason": pair.reason,
        "evidence": _evidence(pair.evidence),
    }
    if pair.runner_up:
        other = pair.runner_up
        content["runner_up"] = {"id": other.id, "rule": other.rule, "reason": other.reason}
    return content


def _evidence(evidence: Iterable[FieldEvidence]) -> list[dict[str, str]]:
    return [
        {"field": e.field, "a": e.left, "b": e.right, "answer": e.answer, "reason": e.reason}
        for e in evidence
    ]


def explanation_as_json(explanation: Explanation, command: str, at: datetime) -> str:
    """One pair with all its evidence."""
    body = {
        "id_a": explanation.left,
        "id_b": explanation.right,
        "decision": explanation.decision,
        "rule": explanation.rule,
        "reason": explanation.reason,
        "evidence": _evidence(explanation.evidence),
    }
    return result_as_json(command, at, body)


def as_text(matching: Matching, *, width: int, colour: bool) -> str:
    """What was found, for a person: the certain pairs as lines, the doubtful ones side by side."""
    counts = summary(matching)
    doubtful = [pair for pair in matching.pairs if pair.verdict == "review"]
    lines = [_first_line(counts["auto"], counts["review"])]
    lines += [
        f"  {_plain(pair.left)} = {_plain(pair.right)}: {pair.reason}"
        for pair in matching.pairs
        if pair.verdict == "auto"
    ]
    tables = [_in_words(pair, width=width, colour=colour) for pair in doubtful]
    return "\n".join([*lines, *tables])


def _first_line(same: int, doubtful: int) -> str:
    matches = "1 match" if same == 1 else f"{same:,} matches"
    return f"{matches}, {doubtful:,} {'needs' if doubtful == 1 else 'need'} review."


def _in_words(pair: Pair, *, width: int, colour: bool) -> str:
    table = side_by_side(pair.left, pair.right, pair.evidence, width=width, colour=colour)
    text = f"\nNeeds review: {pair.reason}.\n{table}"
    if pair.runner_up:
        text += f"Another possible match: {_plain(pair.runner_up.id)} ({pair.runner_up.reason}).\n"
    return text


def explanation_as_text(explanation: Explanation, *, width: int, colour: bool) -> str:
    """Why a pair is or is not a match, for a person."""
    words = {"auto": "Match", "review": "Needs review", "no": "Different works"}
    left, right, evidence = explanation.left, explanation.right, explanation.evidence
    table = side_by_side(left, right, evidence, width=width, colour=colour)
    return (
        f"{words[explanation.decision]}: {explanation.reason} (rule `{explanation.rule}`).\n{table}"
    )


def side_by_side(
    left: str, right: str, evidence: Iterable[FieldEvidence], *, width: int, colour: bool
) -> str:
    """The fields of two records beside each other, the differing words marked."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=False, expand=True)
    for heading, ratio in (("", 2), (_plain(left), 6), (_plain(right), 6), ("", 5)):
        table.add_column(Text(heading), ratio=ratio, overflow="fold")
    _fill(table, evidence, Text, colour)
    page = io.StringIO()
    console = Console(file=page, width=width, no_color=not colour, force_terminal=colour)
    console.print(table)
    return page.getvalue()


def _fill(
    table: Table, evidence: Iterable[FieldEvidence], text: Callable[..., Text], colour: bool
) -> None:
    for field in evidence:
        mine, other = _plain(field.left[:_SHOWN]), _plain(field.right[:_SHOWN])
        table.add_row(
            text(field.field),
            _marked(mine, other, text, colour),
            _marked(other, mine, text, colour),
            text(f"{_SIGNS[field.answer]} {_plain(field.reason)}"),
        )


def _marked(value: str, other: str, text: Callable[..., Text], colour: bool) -> Text:
    """The value with the words that the other side lacks marked: by style, or by ‹ ›."""
    known = {_bare(word) for word in other.split()}
    marked = text()
    for n, word in enumerate(value.split()):
        lacking = bool(other) and _bare(word) not in known and bool(_bare(word))
        marked.append(" " if n else "")
        if lacking and not colour:
            marked.append(f"‹{word}›")
        else:
            marked.append(word, style="bold yellow" if lacking else "")
    return marked


def _bare(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())


def _plain(value: str) -> str:
    """Text of files without what a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in value)
