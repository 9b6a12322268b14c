"""Each rail stops what it should, says how to go on, and can be released by its word only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mendeley_sync.domain.library import Document
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import worst_exit_code
from mendeley_sync.plan.changes import ChangeKind
from mendeley_sync.plan.safety.facts import SafetyCheckInput
from mendeley_sync.plan.safety.limits import PushOptions
from mendeley_sync.plan.safety.safety_checks import ACCEPT_WORDS, SAFETY_CHECKS, failed_checks
from tests.sync_builders import (
    a_binding,
    a_document,
    a_library,
    a_list,
    a_reference,
    agreed,
    bound,
    planned,
)


def pairs(
    count: int, mine: dict[str, Any] | None = None, theirs: dict[str, Any] | None = None
) -> tuple[list[Reference], list[Document], LockFileData]:
    """So many bound pairs that agreed on volume 7 and publisher P."""
    both = {"volume": "7", "publisher": "P"}
    references = [
        a_reference(f"ref-{n:02}", title=f"work {n * 7919} of study", **(both | (mine or {})))
        for n in range(count)
    ]
    documents = [
        a_document(f"doc-{n:02}", title=f"work {n * 7919} of study", **(both | (theirs or {})))
        for n in range(count)
    ]
    ledger = bound(
        *(
            a_binding(
                f"ref-{n:02}",
                f"doc-{n:02}",
                title=agreed(f"work {n * 7919} of study"),
                volume=agreed("7"),
                publisher=agreed("P"),
            )
            for n in range(count)
        )
    )
    return references, documents, ledger


def asked(
    references: list[Reference],
    documents: list[Document],
    ledger: LockFileData,
    *,
    options: PushOptions | None = None,
    trash: list[Document] | None = None,
    exact: bool = True,
    role: str = "owner",
    **facts: Any,
) -> dict[str, str]:
    """The rails that stand in the way, with their way on."""
    options = options or PushOptions()
    found = planned(references, documents, ledger, trash=trash or [], options=options, exact=exact)
    given = SafetyCheckInput(
        reference_list=a_list(*references),
        library=a_library(*documents, trash=trash or [], exact=exact, role=role),
        ledger=ledger,
        compared=found.compared,
        plan=found.plan,
        options=options,
        limits={},
        **facts,
    )
    stops = failed_checks(given)
    assert all(one.numbers and one.limit for one in stops), stops
    return {one.rule: one.command for one in stops}


def changed(
    count: int, of: int, **values: Any
) -> tuple[list[Reference], list[Document], LockFileData]:
    """Pairs of which some documents were edited in the same way."""
    references, documents, ledger = pairs(of)
    _, edited, _ = pairs(of, theirs=values)
    return references, [*edited[:count], *documents[count:]], ledger


def test_pairs_in_step_meet_no_rail() -> None:
    assert not asked(*pairs(12))


Setting = Callable[[], dict[str, str]]

STOPPED: dict[str, Setting] = {
    "settings-changed": lambda: asked(
        [a_reference(volume="7")],
        [a_document()],
        bound(a_binding(), config_digest="old"),
        config_digest="new",
    ),
    "group": lambda: asked(*pairs(1)[:2], bound(a_binding(), group="another")),
    "role": lambda: asked(*pairs(1), role="follower"),
    "writers": lambda: asked(*pairs(1), profile="me", writers=frozenset({"you"})),
    "list-empty": lambda: asked([], *pairs(1)[1:]),
    "list-broken": lambda: asked([a_reference(title="Gr�tz: a title")], [], LockFileData()),
    "list-shorter": lambda: asked(
        *pairs(10)[:2], pairs(10)[2].model_copy(update={"list_size": 16})
    ),
    "library-empty": lambda: asked(pairs(2)[0], [], pairs(2)[2]),
    "documents-vanished": lambda: asked(
        pairs(40)[0], pairs(40)[1][5:], pairs(40)[2], trash=pairs(40)[1][:5]
    ),
    "limit-update": lambda: asked(*pairs(12, mine={"volume": "8"})),
    "many-conflicts": lambda: asked(*pairs(11, mine={"volume": "8"}, theirs={"volume": "9"})),
}


@pytest.mark.parametrize("rule", STOPPED)
def test_a_rail_stops_what_it_should_and_names_the_way_on(rule: str) -> None:
    found = STOPPED[rule]()

    assert rule in found
    assert found[rule].startswith(("mendeley-sync", "git"))


def test_nothing_is_created_on_a_picture_that_moved() -> None:
    # The planner holds such creates already; the rail is the second lock on that door.
    whole = planned([a_reference()], [])
    facts = SafetyCheckInput(
        reference_list=a_list(a_reference()),
        library=a_library(exact=False),
        ledger=LockFileData(),
        compared=whole.compared,
        plan=whole.plan,
        options=PushOptions(),
        limits={},
    )

    assert [one.rule for one in failed_checks(facts)] == ["incomplete-pull"]


def all_edited_differently() -> tuple[list[Reference], list[Document], LockFileData]:
    """Twelve pairs, every document edited, but never five in the same field."""
    references, _, ledger = pairs(12)
    edits: list[dict[str, Any]] = [{"volume": "8"}, {"publisher": "Q"}, {"title": "work undone"}]
    documents = [pairs(12, theirs={})[1][n] for n in range(12)]
    edited = [
        pairs(12, theirs=edits[n % 3])[1][n]
        if n % 3 < 2
        else a_document(
            f"doc-{n:02}", title=f"work {n * 7919} of the study", volume="7", publisher="P"
        )
        for n in range(12)
    ]
    del documents
    return references, edited, ledger


DOUBTS: dict[str, tuple[list[Reference], list[Document], LockFileData]] = {
    "a fifth is gone": (pairs(20)[0], pairs(20)[1][5:], pairs(20)[2]),
    "nothing is as it was": all_edited_differently(),
    "the same change everywhere": changed(5, 20, volume="8"),
    "a field was emptied": changed(3, 12, publisher=""),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_library_that_does_not_look_like_itself_stops_everything(doubt: str) -> None:
    assert "library-changed" in asked(*DOUBTS[doubt])


def test_a_library_that_lost_a_third_of_its_documents_stops_everything() -> None:
    assert "library-changed" in asked(*pairs(12), last_count=18)
    assert "library-changed" not in asked(*pairs(12), last_count=14)


def test_a_few_edits_are_no_reason_to_stop() -> None:
    assert not asked(*changed(2, 20, volume="8"))


def test_removals_of_a_week_count_together() -> None:
    references, documents, ledger = pairs(100)
    absent = [one.model_copy(update={"absent": True}) for one in references[:2]]
    options = PushOptions(allow={ChangeKind.TRASH: 2})
    given = ([*absent, *references[2:]], documents, ledger)

    assert not asked(*given, options=options, trashed_lately=2)
    assert "removals-in-a-week" in asked(*given, options=options, trashed_lately=3)


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ("settings-changed", "settings-changed"),
        ("list-shorter", "list-shorter"),
        ("library-empty", "library-empty"),
        ("documents-vanished", "library-changed"),
        ("many-conflicts", "library-changed"),
    ],
)
def test_a_rail_that_can_be_released_names_its_word(rule: str, word: str) -> None:
    assert word in ACCEPT_WORDS
    assert f"--override {word}" in STOPPED[rule]()[rule]


def test_accepting_releases_that_rail_only() -> None:
    references, documents, ledger = pairs(12, mine={"volume": "8"})
    ledger = ledger.model_copy(update={"list_size": 30, "config_digest": "old"})
    options = PushOptions(accept=frozenset({"list-shorter"}))

    found = asked(references, documents, ledger, options=options, config_digest="new")

    assert set(found) == {"settings-changed", "limit-update"}


def test_all_rails_are_asked_and_in_the_order_of_the_register() -> None:
    references, documents, ledger = pairs(12, mine={"volume": "8"})
    ledger = ledger.model_copy(update={"list_size": 30, "config_digest": "old"})

    found = list(asked(references, documents, ledger, config_digest="new", role="follower"))

    assert found == ["settings-changed", "role", "list-shorter", "limit-update"]
    assert len({rail.name for rail in SAFETY_CHECKS}) == len(SAFETY_CHECKS)


def test_a_limit_names_figures_examples_and_the_push_that_goes_past_it() -> None:
    references, documents, ledger = pairs(12, mine={"volume": "8"})
    found = planned(references, documents, ledger)
    (failed,) = failed_checks(
        SafetyCheckInput(
            reference_list=a_list(*references),
            library=a_library(*documents),
            ledger=ledger,
            compared=found.compared,
            plan=found.plan,
            options=PushOptions(),
            limits={},
        )
    )

    assert (failed.rule, failed.numbers, failed.limit) == ("limit-update", "12", "5")
    assert len(failed.examples) == 5
    assert "--allow update=12" in failed.command
    assert f"`{failed.command}`" in failed.message


def test_a_missing_right_ends_in_its_own_code() -> None:
    assert worst_exit_code((5, 8)) == 8


def test_restoring_them_by_number_is_the_way_past_vanished_documents() -> None:
    references, documents, ledger = pairs(40)
    options = PushOptions(allow={ChangeKind.RESTORE: 5})

    found = asked(references, documents[5:], ledger, trash=documents[:5], options=options)

    assert not found
