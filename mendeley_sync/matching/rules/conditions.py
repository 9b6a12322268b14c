"""What a rule can ask about a pair, in words."""

from collections.abc import Callable

from mendeley_sync.matching.field_comparisons import ENOUGH_WORDS, MOST_SHARED, FieldComparisons

Condition = Callable[[FieldComparisons], bool]


def all_of(*conditions: Condition) -> Condition:
    """Holds where every condition holds."""

    def holds(c: FieldComparisons) -> bool:
        # A loop and not all(): a generator less, and this is what deciding consists of.
        for condition in conditions:  # noqa: SIM110 -- the reason stands above
            if not condition(c):
                return False
        return True

    return holds


def any_of(*conditions: Condition) -> Condition:
    """Holds where one condition holds."""

    def holds(c: FieldComparisons) -> bool:
        for condition in conditions:  # noqa: SIM110 -- as above
            if condition(c):
                return True
        return False

    return holds


def never(condition: Condition) -> Condition:
    """Holds where the condition does not."""
    return lambda c: not condition(c)


# -- title --------------------------------------------------------------------


def title_is(*degrees: str) -> Condition:
    return lambda c: c.title in degrees


exact_title = title_is("exact")
same_title = title_is("exact", "near")
main_title = title_is("main")
same_or_main_title = title_is("exact", "near", "main")
like_title = title_is("exact", "near", "main", "similar")
other_title = title_is("different")


def title_words(at_least: int) -> Condition:
    if at_least not in ENOUGH_WORDS:
        raise ValueError(f"the answers do not tell {at_least} words: see ENOUGH_WORDS")
    return lambda c: c.title_words >= at_least


def marked(c: FieldComparisons) -> bool:
    return c.marked


def critical(c: FieldComparisons) -> bool:
    return c.critical


def loose_title(c: FieldComparisons) -> bool:
    return c.loose_title


def heading(c: FieldComparisons) -> bool:
    return c.heading


# -- people -------------------------------------------------------------------


def person(c: FieldComparisons) -> bool:
    """The first author agrees, or more than one."""
    return c.authors in ("all", "strong", "some")


def people(c: FieldComparisons) -> bool:
    """The whole list agrees, or at least two and half of it."""
    return c.authors in ("all", "strong")


def authors_are(*degrees: str) -> Condition:
    return lambda c: c.authors in degrees


all_authors = authors_are("all")
no_author_in_common = authors_are("none")
authors_unknown = authors_are("unknown")


def shared_authors(at_least: int) -> Condition:
    if at_least > MOST_SHARED:
        raise ValueError(f"the answers do not tell {at_least} people: see MOST_SHARED")
    return lambda c: c.shared_authors >= at_least


def no_authors_at_all(c: FieldComparisons) -> bool:
    return c.no_authors


# -- year ---------------------------------------------------------------------


def same_year(c: FieldComparisons) -> bool:
    return c.years_apart == 0


def near_year(c: FieldComparisons) -> bool:
    return c.years_apart is not None and c.years_apart <= 1


def year_fits(c: FieldComparisons) -> bool:
    """At most one apart, or missing on a side."""
    return c.years_apart is None or c.years_apart <= 1


def same_or_no_year(c: FieldComparisons) -> bool:
    return c.years_equal


# -- place in print -----------------------------------------------------------


def journal_is(*answers: str) -> Condition:
    return lambda c: c.journal in answers


same_journal = journal_is("agree")
no_other_journal = journal_is("agree", "unknown")


def same_pages(c: FieldComparisons) -> bool:
    return c.pages == "agree"


def other_pages(c: FieldComparisons) -> bool:
    return c.pages == "contradict"


def same_volume(c: FieldComparisons) -> bool:
    return c.volume == "agree"


def same_issue(c: FieldComparisons) -> bool:
    return c.issue == "agree"


def full_numbers(c: FieldComparisons) -> bool:
    return c.full_numbers


def same_range(c: FieldComparisons) -> bool:
    return c.same_range


def whole_articles(c: FieldComparisons) -> bool:
    """Both page ranges have three pages or more."""
    return c.long_ranges


def agreeing(at_least: int) -> Condition:
    """So many of volume, issue, pages and journal agree."""
    return lambda c: c.agreeing >= at_least


def contradicting(at_most: int) -> Condition:
    return lambda c: c.contradicting <= at_most


nothing_against = contradicting(0)


def numbers_clash(c: FieldComparisons) -> bool:
    """Pages differ and something else of the place differs too, or nothing of it agrees."""
    if c.pages != "contradict":
        return c.volume == "contradict" and c.issue == "contradict"
    return c.issue == "contradict" or c.volume != "agree"


def no_numbers(c: FieldComparisons) -> bool:
    return c.no_numbers


def no_volumes(c: FieldComparisons) -> bool:
    return c.no_volumes


def no_containers(c: FieldComparisons) -> bool:
    return c.no_containers


placeless = all_of(no_containers, no_numbers)


def early_pages(c: FieldComparisons) -> bool:
    """One side counts its pages from 1 and has no volume yet."""
    return c.early_pages


# -- identifiers and kinds ----------------------------------------------------


def identifier(c: FieldComparisons) -> bool:
    return c.identifier


def same_isbn(c: FieldComparisons) -> bool:
    return c.isbn == "agree"


def same_address(c: FieldComparisons) -> bool:
    return c.same_address


def no_other_doi(c: FieldComparisons) -> bool:
    return c.doi != "contradict"


certain_place = any_of(identifier, full_numbers)


def other_kind(c: FieldComparisons) -> bool:
    return c.other_kind


def both_preprints(c: FieldComparisons) -> bool:
    return c.preprints == 2


def equally_known(c: FieldComparisons) -> bool:
    """Year, journal, volume and pages each stand on both sides or on neither."""
    return c.equally_known
