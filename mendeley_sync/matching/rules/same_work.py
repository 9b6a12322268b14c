"""Rules that find one work: identifiers, headings in one place, citations with gaps, books."""

from mendeley_sync.matching.rules.conditions import (
    agreeing,
    all_authors,
    all_of,
    any_of,
    authors_are,
    authors_unknown,
    contradicting,
    early_pages,
    equally_known,
    exact_title,
    full_numbers,
    heading,
    identifier,
    journal_is,
    like_title,
    loose_title,
    main_title,
    near_year,
    never,
    no_authors_at_all,
    no_containers,
    no_numbers,
    no_other_doi,
    no_other_journal,
    no_volumes,
    nothing_against,
    numbers_clash,
    other_pages,
    people,
    person,
    placeless,
    same_address,
    same_isbn,
    same_issue,
    same_journal,
    same_or_main_title,
    same_or_no_year,
    same_pages,
    same_range,
    same_title,
    same_volume,
    same_year,
    shared_authors,
    title_is,
    title_words,
    whole_articles,
    year_fits,
)
from mendeley_sync.matching.rules.rule import Rule

_LOOSE = all_of(loose_title, same_title)
_SHORT = all_of(loose_title, same_title, never(heading))

IDENTIFIED: tuple[Rule, ...] = (
    Rule(
        "identifier",
        "auto",
        "an identifier, the title and the year agree",
        all_of(
            *(identifier, same_or_main_title, never(loose_title)),
            any_of(year_fits, full_numbers),
            never(numbers_clash),
        ),
    ),
    Rule(
        "web-address",
        "auto",
        "the title and the address of the page agree, nothing contradicts",
        all_of(
            *(exact_title, same_address, never(heading), any_of(person, authors_unknown)),
            *(year_fits, nothing_against, no_other_doi),
        ),
    ),
    Rule(
        "isbn",
        "auto",
        "the ISBN, the title and the year agree, and neither is a part of the book",
        all_of(same_isbn, same_or_main_title, person, near_year, no_containers),
    ),
)

HEADINGS: tuple[Rule, ...] = (
    Rule(
        "heading-same-place",
        "auto",
        "a heading or short title, in the same place in print",
        all_of(
            *(_LOOSE, full_numbers, year_fits, no_other_doi, no_other_journal),
            any_of(person, same_journal),
        ),
    ),
    Rule(
        "heading-identifier",
        "auto",
        "a heading or short title, with the same identifier and nothing against it",
        all_of(_LOOSE, identifier, nothing_against, near_year),
    ),
    Rule(
        "clash",
        "no",
        "volume, issue or pages differ",
        all_of(numbers_clash, never(identifier)),
        veto=True,
    ),
    Rule(
        "heading-in-book",
        "auto",
        "a heading in a book: author, book and pages agree",
        all_of(
            *(_LOOSE, person, same_or_no_year, nothing_against),
            *(same_journal, same_pages, no_volumes),
        ),
    ),
    Rule(
        "short-title",
        "auto",
        "a short title that does not recur: author, year and two parts of the place agree",
        all_of(
            *(_SHORT, person, same_or_no_year, nothing_against, no_other_doi),
            any_of(agreeing(2), same_pages),
        ),
    ),
    Rule(
        "short-title-no-author",
        "auto",
        "a short title that does not recur, without authors: year, container and pages agree",
        all_of(
            *(_SHORT, exact_title, no_authors_at_all, same_year, same_journal, same_pages),
            *(nothing_against, no_other_doi),
        ),
    ),
    Rule(
        "short-title-many-authors",
        "auto",
        "a short title that does not recur: several authors, year and journal agree",
        all_of(
            *(_SHORT, exact_title, people, same_year, nothing_against, same_journal, no_other_doi),
            any_of(shared_authors(2), equally_known),
        ),
    ),
    Rule(
        "short-book",
        "auto",
        "a short title that does not recur: author and year agree, neither has a container",
        all_of(_SHORT, exact_title, person, same_year, placeless),
    ),
    Rule(
        "heading",
        "review",
        "a heading or short title, and the place is not certain",
        all_of(_LOOSE, nothing_against, year_fits, any_of(agreeing(1), person)),
    ),
    Rule("heading-alone", "no", "a heading or short title", loose_title),
)

PLACED: tuple[Rule, ...] = (
    Rule(
        "same-place",
        "auto",
        "title, volume and pages agree",
        all_of(
            *(like_title, full_numbers, year_fits),
            any_of(never(journal_is("contradict")), all_of(people, same_year)),
            any_of(
                person,
                all_of(authors_unknown, never(title_is("similar"))),
                all_of(authors_are("weak"), exact_title, same_range, same_journal, same_year),
            ),
        ),
    ),
    Rule(
        "same-place-other-year",
        "auto",
        "title, authors, journal, volume and pages agree, only the year differs",
        all_of(
            *(same_title, full_numbers, journal_is("agree", "half"), person),
            any_of(same_issue, all_of(same_range, title_words(5))),
        ),
    ),
    Rule(
        "same-issue-other-year",
        "auto",
        "title, authors, journal, volume and issue agree, no page differs, only the year does",
        all_of(
            *(exact_title, all_authors, same_journal, same_volume, same_issue),
            *(never(other_pages), never(year_fits), title_words(5), no_other_doi),
            any_of(shared_authors(2), title_words(8)),
        ),
    ),
    Rule(
        "same-article-number",
        "review",
        "title, author and pages agree, the year does not",
        all_of(same_title, person, same_journal, same_pages, never(year_fits)),
    ),
    Rule(
        "print-and-electronic",
        "auto",
        "title, all authors, journal, year and volume agree; both page ranges are whole articles",
        all_of(
            *(exact_title, other_pages, whole_articles, same_volume, same_journal, same_year),
            *(all_authors, shared_authors(2), title_words(5)),
        ),
    ),
)

WITH_GAPS: tuple[Rule, ...] = (
    Rule(
        "citation",
        "auto",
        "title, author, year and a part of the place agree, nothing contradicts",
        all_of(same_title, person, nothing_against, same_year, agreeing(1), no_other_doi),
    ),
    Rule(
        "citation-year-off",
        "auto",
        "title, author and two parts of the place agree; the year is one off or missing",
        all_of(same_title, person, nothing_against, year_fits, agreeing(2)),
    ),
    Rule(
        "online-first",
        "auto",
        "title, authors and journal agree; one side was printed before it had a volume",
        all_of(
            *(exact_title, all_authors, shared_authors(2), near_year, same_journal),
            *(nothing_against, title_words(5), early_pages),
        ),
    ),
    Rule(
        "citation-no-author",
        "auto",
        "title and two parts of the place agree; one side has no authors",
        all_of(
            *(same_title, authors_unknown, nothing_against, agreeing(2)),
            any_of(same_year, all_of(near_year, same_pages)),
        ),
    ),
    Rule(
        "long-title",
        "auto",
        "a long title, journal and year agree, nothing contradicts; one side has no authors",
        all_of(
            *(exact_title, title_words(8), authors_unknown, same_year, same_journal),
            *(nothing_against, no_other_doi),
        ),
    ),
    Rule(
        "subtitle-cut",
        "auto",
        "one title is the other's beginning; author and several parts of the place agree",
        all_of(
            *(main_title, nothing_against, year_fits),
            any_of(
                all_of(agreeing(3), any_of(person, authors_unknown)),
                all_of(same_pages, same_year, person, any_of(agreeing(2), shared_authors(3))),
            ),
        ),
    ),
    Rule(
        "subtitle-cut-nothing-more",
        "auto",
        "one title is the other's beginning; authors, year and journal agree, no more is known",
        all_of(
            *(main_title, same_year, same_journal, no_numbers),
            *(people, shared_authors(2), no_other_doi),
        ),
    ),
    Rule(
        "book",
        "auto",
        "title, author and year agree, neither has a container",
        all_of(same_title, person, same_year, placeless),
    ),
    Rule(
        "all-that-is-known",
        "auto",
        "every field agrees that either side has",
        all_of(
            *(same_title, equally_known, nothing_against, same_or_no_year),
            *(no_other_journal, no_other_doi),
            any_of(person, all_of(no_authors_at_all, any_of(same_journal, title_words(5)))),
            any_of(all_of(exact_title, title_words(3)), title_words(5)),
        ),
    ),
    Rule(
        "bare-copy",
        "auto",
        "a long title, the authors and the year agree; one side says no more",
        all_of(
            *(exact_title, same_year, nothing_against, no_other_doi, no_other_journal),
            any_of(
                all_of(shared_authors(3), title_words(5)),
                all_of(person, title_words(8)),
            ),
        ),
    ),
)

DOUBTFUL: tuple[Rule, ...] = (
    Rule(
        "likely",
        "review",
        "title and author agree, but too little else does",
        all_of(same_title, never(authors_are("weak")), year_fits, contradicting(1)),
    ),
    Rule(
        "subtitle-cut-thin",
        "review",
        "one title is the other's beginning, the author agrees",
        all_of(main_title, person, year_fits, nothing_against),
    ),
    Rule(
        "alike",
        "review",
        "the titles are alike; authors, year and journal agree",
        all_of(title_is("similar"), people, same_year, same_journal, nothing_against),
    ),
)
