"""Rules that keep works apart: marks, words that matter, other people, other kinds."""

from mendeley_sync.matching.rules.conditions import (
    all_of,
    any_of,
    both_preprints,
    certain_place,
    critical,
    full_numbers,
    identifier,
    journal_is,
    like_title,
    loose_title,
    marked,
    near_year,
    never,
    no_author_in_common,
    no_numbers,
    other_kind,
    other_pages,
    other_title,
    people,
    person,
    same_journal,
    same_range,
    same_title,
    same_volume,
    same_year,
    shared_authors,
    title_is,
    year_fits,
)
from mendeley_sync.matching.rules.rule import Rule

_MARKED = all_of(marked, like_title)

APART: tuple[Rule, ...] = (
    Rule(
        "identifier-other-title",
        "review",
        "an identifier is equal, the titles are not",
        all_of(title_is("different"), identifier, never(full_numbers)),
    ),
    Rule(
        "mark-same-place",
        "review",
        "one side is marked as erratum, reply, review or edition, but the place is the same",
        all_of(_MARKED, certain_place, never(no_author_in_common)),
    ),
    Rule(
        "alike-nothing-more",
        "review",
        "authors, year and journal agree and neither side says more; the titles differ a little",
        all_of(
            any_of(marked, critical),
            *(like_title, people, same_year, same_journal, no_numbers, never(loose_title)),
        ),
    ),
    Rule(
        "mark",
        "no",
        "one side is an erratum, reply, comment, review, protocol or edition of the other",
        _MARKED,
        veto=True,
    ),
    Rule(
        "same-pages-retitled",
        "auto",
        "journal, year, volume and all pages agree with the authors; the title was translated "
        "or changed",
        all_of(
            any_of(title_is("different", "similar"), critical),
            *(same_range, same_year, same_journal, never(loose_title)),
            any_of(shared_authors(2), all_of(never(title_is("different")), person)),
        ),
    ),
    Rule(
        "critical-same-place",
        "review",
        "the titles differ in a word that matters, but the place is the same",
        all_of(critical, certain_place, never(no_author_in_common)),
    ),
    Rule(
        "critical",
        "no",
        "the titles differ in a number, a part or a word that matters",
        critical,
        veto=True,
    ),
    Rule(
        "no-author-same-place",
        "review",
        "no author in common, but title and place are the same",
        all_of(no_author_in_common, same_title, certain_place),
    ),
    Rule("no-author", "no", "no author in common", no_author_in_common, veto=True),
    Rule(
        "other-title-same-place",
        "review",
        "the place in print agrees, the title does not",
        all_of(
            *(other_title, full_numbers, near_year, never(journal_is("contradict"))),
            any_of(person, same_journal),
            never(loose_title),
        ),
    ),
    Rule("other-title", "no", "the titles differ", never(like_title)),
    Rule(
        "other-kind",
        "review",
        "one is a preprint, conference paper, thesis, book or supplement, the other is not",
        all_of(
            *(other_kind, person, year_fits, same_title, never(loose_title)),
            any_of(never(other_pages), all_of(same_year, same_volume)),
        ),
    ),
    Rule("other-kind-far", "no", "different kinds of publication", other_kind, veto=True),
    Rule(
        "preprints",
        "review",
        "both are preprints or working papers, which appear again under one title",
        all_of(both_preprints, never(identifier), same_title, year_fits),
    ),
)
