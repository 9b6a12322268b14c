"""Advice as values: what is read from a sentence, and what each surface makes of it."""

from __future__ import annotations

from mendeley_sync.advice import Advice, Command, Slot, read_advice
from mendeley_sync.errors import ConfigError


def test_the_commands_of_a_sentence_become_values() -> None:
    advice = read_advice("Run `mendeley-sync push --restore N`, or `git pull`.")

    assert advice == Advice(
        "Run {0}, or `git pull`.", (Command(("push", "--restore", Slot.TRASHED)),)
    )
    assert str(advice) == "Run `mendeley-sync push --restore N`, or `git pull`."


def test_braces_and_broken_quotes_of_others_stay_as_they_are() -> None:
    for text in ('A {0} of "others" {', "Run `mendeley-sync diff 'a`.", "}} and {{1}}"):
        assert str(read_advice(text)) == text


def test_words_with_spaces_are_quoted_and_open_words_are_not() -> None:
    command = Command(("diff", "my list.yaml", "KEY|ID", Slot.DIGEST))

    assert command.line(fill={Slot.DIGEST: "a1c0"}) == (
        "mendeley-sync diff 'my list.yaml' KEY|ID a1c0"
    )


def test_two_pieces_of_advice_keep_their_commands_apart() -> None:
    both = read_advice("Run `mendeley-sync diff`.").then(read_advice("Run `mendeley-sync pull`."))

    assert str(both) == "Run `mendeley-sync diff`. Run `mendeley-sync pull`."
    assert len(both.commands) == 2


def test_an_error_has_message_impact_and_advice() -> None:
    error = ConfigError("The list is empty.", advice="Run `mendeley-sync init`.")

    assert error.impact == "Nothing was changed."
    assert error.advice.commands == (Command(("init",)),)
