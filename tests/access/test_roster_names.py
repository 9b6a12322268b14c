"""Names on a roster against names in the group, on labelled societies.

Societies 0 to 79 were used while the rules were written; the figures below are taken
on 80 to 159, which nobody looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mendeley_sync.access.roster.compare import compare_roster
from mendeley_sync.access.roster.names import Fit, compare_roster_names
from mendeley_sync.domain.community import Member, Profile, Roster, RosterEntry
from tests.makers.name_pairs import SUGGESTED, RosterPair, all_pairs

NOW = datetime(2026, 3, 1, tzinfo=UTC)
UNSEEN_SOCIETIES = range(80, 160)


def accepted_rows(pairs: list[RosterPair]) -> dict[int, int]:
    """Which member each row of one society was taken for."""
    members = {
        pair.member: Member(
            profile_id=str(pair.member),
            role="member",
            profile=Profile(
                id=str(pair.member),
                first_name=pair.member_name[0],
                last_name=pair.member_name[1],
            ),
        )
        for pair in pairs
    }
    entries = {pair.row: RosterEntry(row=pair.row, name=pair.roster_name) for pair in pairs}
    roster = Roster(entries=tuple(entries.values()))
    report = compare_roster(roster, list(members.values()), [], now=NOW)
    return {
        finding.entry.row: int(finding.profile_id)
        for finding in report.findings
        if finding.profile_id
    }


@pytest.fixture(scope="module")
def unseen(shared: Path) -> list[RosterPair]:
    return all_pairs(shared / "ibf" / "balint-literature.json", UNSEEN_SOCIETIES)


def test_the_labelled_set_is_large_and_mostly_namesakes(unseen: list[RosterPair]) -> None:
    assert len(unseen) >= 3000
    assert sum(not pair.same for pair in unseen) >= len(unseen) / 2


def test_nobody_is_taken_for_a_namesake_and_hardly_anybody_is_missed(
    unseen: list[RosterPair],
) -> None:
    societies: dict[int, list[RosterPair]] = defaultdict(list)
    for pair in unseen:
        societies[pair.society].append(pair)
    seen: Counter[str] = Counter()
    for pairs in societies.values():
        accepted = accepted_rows(pairs)
        for pair in pairs:
            taken = accepted.get(pair.row) == pair.member
            kind = "same" if pair.same else "namesake"
            seen[f"{kind} {'taken' if taken else 'left'}"] += 1
            if pair.same and pair.variation in SUGGESTED:
                seen["suggestion only"] += 1
                assert not taken

    acceptable = seen["same taken"] + seen["same left"] - seen["suggestion only"]
    assert seen["namesake taken"] == 0
    assert seen["same taken"] >= 600
    assert seen["same taken"] / acceptable >= 0.95


@pytest.mark.parametrize(
    ("roster_name", "member_name", "fit"),
    [
        ("Dr. med. Jörg Möller", "Moeller, Joerg", Fit.SAME),
        ("Prof. Anna Müller-Schmidt, MD", "Müller-Schmidt, Anna", Fit.SAME),
        ("Anna Müller-Schmidt", "Müller, Anna", Fit.PART),
        ("Jan van der Berg", "van der Berg, Jan", Fit.SAME),
        ("A. L. Turner", "Turner, Andrew Lee", Fit.SAME),
        ("A. Turner", "Turner, Andrew", Fit.INITIAL),
        ("Turner Andrew", "Turner, Andrew", Fit.SAME),
        ("Liz Muench", "Muench, Elizabeth", Fit.POSSIBLE),
        ("Anna Schmidt (née Müller)", "Müller, Anna", Fit.SAME),
        ("Anna Becker", "Müller, Anna", Fit.POSSIBLE),
        ("Andrew Turner", "Turner, Alice", Fit.DIFFERENT),
        ("Anna Maria Weiss", "Weiss, Anna Katharina", Fit.DIFFERENT),
        ("Mayer, Hans", "Meier, Hans", Fit.POSSIBLE),
    ],
)
def test_names_fit_as_a_secretary_would_say(roster_name: str, member_name: str, fit: Fit) -> None:
    assert compare_roster_names(roster_name, member_name).fit is fit
    assert compare_roster_names(member_name, roster_name).fit is fit
