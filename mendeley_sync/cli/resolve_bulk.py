"""`resolve` without a walk: listed, as a table, in bulk, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from mendeley_sync.errors import EXIT_FINE, ConfigError, UsageError

if TYPE_CHECKING:
    from mendeley_sync.cli.app import App
    from mendeley_sync.workflow.resolve.resolve import ReviewSession
    from mendeley_sync.workflow.resolve.review import ReviewItem

SHOWN_OF_A_BULK = 20


def refuse_what_makes_no_sense(
    wanted: Sequence[str],
    *,
    prefer: str | None,
    field: str | None,
    to_file: Path | None,
    from_file: Path | None,
    forget: bool,
) -> None:
    """Options that cannot be meant together are refused before anything is read."""
    ways = [
        name
        for name, given in (
            ("--prefer", prefer is not None),
            ("--to", to_file is not None),
            ("--from", from_file is not None),
            ("--forget", forget),
        )
        if given
    ]
    if len(ways) > 1:
        raise UsageError(f"{' and '.join(ways)} cannot be used together.")
    if forget and not wanted:
        raise UsageError(
            "`--forget` needs IDs.", advice="Name citation keys, document IDs or difference IDs."
        )
    if field is not None and prefer is None:
        raise UsageError("`--field` needs `--prefer`.", advice="Add `--prefer list` or `library`.")
    if field is not None:
        _known_field(field)


def _known_field(field: str) -> None:
    import difflib

    from mendeley_sync.domain.metadata import FIELD_BY_NAME

    if field not in FIELD_BY_NAME:
        near = difflib.get_close_matches(field, FIELD_BY_NAME, n=1)
        advice = f"Did you mean `{near[0]}`?" if near else f"One of: {', '.join(FIELD_BY_NAME)}."
        raise UsageError(f"Unknown field `{field}`.", advice=advice)


def list_questions(app: App, questions: Sequence[ReviewItem]) -> int:
    """What would be asked, for whoever has no terminal."""
    from mendeley_sync.reports.question import render_question_line

    lines = [render_question_line(one.finding, width=app.width) for one in questions]
    head = f"{_waiting(len(questions))}. They are only listed, because this is not a terminal."
    tail = "Run `mendeley-sync resolve` at a terminal, or decide in a table:\n"
    tail += "`mendeley-sync resolve --to decisions.csv`, then "
    tail += "`mendeley-sync resolve --from decisions.csv`."
    app.write_result("\n".join([head, "", *lines, "", app.surface.plain(tail)]))
    return EXIT_FINE


def _waiting(number: int, about: str = "") -> str:
    if number == 1:
        return f"1 item{about} needs review"
    return f"{number:,} items{about} need review"


def _decided(number: int, file: str) -> str:
    from mendeley_sync.reports.values import counted

    return f"{counted(number, 'decision')} saved in {file}"


def nothing_waits(app: App, wanted: Sequence[str], others: int) -> int:
    """Nothing is open, or nothing of what was named: a misspelt name must not look settled."""
    if not wanted or not others:
        app.write_result("No items need review.")
        return EXIT_FINE
    elsewhere = _waiting(others, " about other works")
    app.write_result(
        app.surface.plain(
            f"No items about {' or '.join(wanted)} need review. {elsewhere}. "
            "Run `mendeley-sync resolve` to see them."
        )
    )
    return EXIT_FINE


def write_table(app: App, questions: Sequence[ReviewItem], path: Path) -> int:
    """Write the open questions as a table."""
    from mendeley_sync.stores.durable import write_durably
    from mendeley_sync.workflow.resolve.table import questions_as_csv

    # The mark at the start tells spreadsheets that this is UTF-8.
    data = questions_as_csv(questions).encode("utf-8-sig", errors="replace")
    try:
        write_durably(path, data)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=str(path)) from error
    from mendeley_sync.reports.values import counted

    app.write_result(
        app.surface.plain(
            f"{counted(len(questions), 'item')} written to {path}. Fill in the column "
            f"`decision`, then run `mendeley-sync resolve --from {path}`."
        )
    )
    return EXIT_FINE


def take_table(app: App, resolving: ReviewSession, path: Path) -> int:
    """Take the decisions of a table over; the whole table or, with a mistake in it, nothing."""
    from mendeley_sync.workflow.resolve.table import answers_from_csv

    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            "this is not UTF-8 text",
            file=str(path),
            advice="Save it from the spreadsheet as `CSV UTF-8`.",
        ) from error
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(path)) from error
    answers = answers_from_csv(text, resolving.questions(), file=str(path))
    taken = resolving.answer_all(answers.given)
    for sentence in answers.outdated:
        app.warn(sentence)
    left = f", {len(answers.outdated)} are out of date" if answers.outdated else ""
    app.write_result(
        f"{_decided(taken, resolving.lock_path.name)}{left}, {answers.empty} not decided."
    )
    return EXIT_FINE


def prefer(
    app: App,
    resolving: ReviewSession,
    questions: Sequence[ReviewItem],
    side: str,
    field: str | None,
    *,
    yes: bool,
) -> int:
    """Settle first disagreements in bulk, after they were shown."""
    from mendeley_sync.reports.question import render_question_line
    from mendeley_sync.workflow.resolve.review import preferring

    chosen = preferring(questions, cast(Literal["list", "library"], side), field)
    if not chosen:
        app.write_result("All of these fields have a baseline.")
        return EXIT_FINE
    for question, _ in chosen[:SHOWN_OF_A_BULK]:
        app.warn(render_question_line(question.finding, width=app.width))
    if len(chosen) > SHOWN_OF_A_BULK:
        app.warn(f"… and {len(chosen) - SHOWN_OF_A_BULK} more")
    if not yes and not app.confirm(f"Use the {side}'s value for these {len(chosen)}?"):
        app.write_result("No decisions were saved. Add `--yes` to save them.")
        return EXIT_FINE
    taken = resolving.answer_all(chosen)
    step = "push" if side == "list" else "adopt"
    app.write_result(
        app.surface.plain(
            f"{_decided(taken, resolving.lock_path.name)}. "
            f"Run `mendeley-sync {step}` to write them."
        )
    )
    return EXIT_FINE


def forget(app: App, resolving: ReviewSession, wanted: Sequence[str]) -> int:
    """Take decisions back; the questions are open again."""
    from mendeley_sync.reports.values import counted

    number = resolving.forget(wanted)
    app.write_result(
        f"{counted(number, 'decision')} withdrawn." if number else "No decisions about these."
    )
    return EXIT_FINE
