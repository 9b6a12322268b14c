"""What must hold of every matching, whatever the records."""

import string
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mendeley_sync.matching.duplicates import find_duplicates
from mendeley_sync.matching.match import match
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import Matching

# Few values, so that records agree, tie and contradict often: that is where order leaks in.
TITLES = (
    "Editorial",
    "Balint groups",
    "Group work and the difficult patient",
    "Group work and the difficult patient. Part II",
    "Erratum: Group work and the difficult patient",
    "Group work and the difficult patients",
    "The doctor, his patient and the illness",
    "The doctor, his patient and the illness, 2nd ed.",
    "Зависимость и группа врачей",
    "巴林特小组对住院医师职业倦怠的影响",
    "",
)
AUTHORS = ((), ("Adler, G.",), ("Adler, Gerd", "Stein, L."), ("Stein et al",), ("Moreau, J.",))
JOURNALS = (
    "",
    "Fam Med",
    "Family Medicine",
    "Lancet",
    "medRxiv",
    "Proceedings of the 3rd Congress",
)

# A busy machine must not fail a law; that time is bounded has a test of its own.
no_hurry = settings(deadline=None, max_examples=80)

few_records = st.builds(
    MatchRecord,
    id=st.just(""),
    type=st.sampled_from(("", "book", "journal", "thesis")),
    title=st.sampled_from(TITLES),
    authors=st.sampled_from(AUTHORS),
    year=st.sampled_from((None, 1957, 1958, 2004)),
    journal=st.sampled_from(JOURNALS),
    volume=st.sampled_from(("", "12", "13", "12(3)", "12 Suppl 1")),
    issue=st.sampled_from(("", "1", "2")),
    pages=st.sampled_from(("", "5", "5-9", "101-110", "S5", "e12724")),
    doi=st.sampled_from(("", "10.1000/a", "https://doi.org/10.1000/A", "10.1000/b")),
    isbn=st.sampled_from(("", "0422743607")),
)


def named(prefix: str, records: list[MatchRecord]) -> list[MatchRecord]:
    return [replace(record, id=f"{prefix}{n:02d}") for n, record in enumerate(records)]


def sides(most: int = 6) -> st.SearchStrategy[tuple[list[MatchRecord], list[MatchRecord]]]:
    records = st.lists(few_records, max_size=most)
    return st.tuples(records, records).map(lambda two: (named("a", two[0]), named("b", two[1])))


def verdicts(matching: Matching) -> set[tuple[str, str, str, str]]:
    return {(pair.left, pair.right, pair.verdict, pair.rule) for pair in matching.pairs}


@no_hurry
@given(both=sides(), data=st.data())
def test_the_order_of_the_input_does_not_matter(
    both: tuple[list[MatchRecord], list[MatchRecord]], data: st.DataObject
) -> None:
    left, right = both
    shuffled = data.draw(st.permutations(left)), data.draw(st.permutations(right))

    assert match(*shuffled) == match(left, right)


@no_hurry
@given(both=sides())
def test_either_side_may_be_called_the_first(
    both: tuple[list[MatchRecord], list[MatchRecord]],
) -> None:
    left, right = both

    there = verdicts(match(left, right))
    back = {(b, a, verdict, rule) for a, b, verdict, rule in verdicts(match(right, left))}

    assert there == back


@no_hurry
@given(records=st.lists(few_records, max_size=8), data=st.data())
def test_duplicates_do_not_depend_on_the_order_either(
    records: list[MatchRecord], data: st.DataObject
) -> None:
    records = named("r", records)

    assert find_duplicates(data.draw(st.permutations(records))) == find_duplicates(records)


UNRELATED = MatchRecord(
    id="zz",
    type="report",
    title="Xylophone quintets zymurgically notated",
    authors=("Qwertzuiop, Y.",),
    year=1801,
    journal="Vjesnik",
    volume="977",
    issue="971",
    pages="88001-88009",
    doi="10.9999/unrelated",
    pmid="99999999",
    isbn="9791034567896",
)


@no_hurry
@given(both=sides(), on_the_left=st.booleans())
def test_an_unrelated_record_changes_no_verdict(
    both: tuple[list[MatchRecord], list[MatchRecord]], on_the_left: bool
) -> None:
    left, right = both
    more = match([*left, UNRELATED], right) if on_the_left else match(left, [*right, UNRELATED])

    assert more.pairs == match(left, right).pairs


@no_hurry
@given(records=st.lists(few_records, max_size=8))
def test_an_unrelated_record_makes_no_duplicates(records: list[MatchRecord]) -> None:
    records = named("r", records)

    assert find_duplicates([*records, UNRELATED]).pairs == find_duplicates(records).pairs


@no_hurry
@given(both=sides())
def test_every_record_lands_in_exactly_one_bucket(
    both: tuple[list[MatchRecord], list[MatchRecord]],
) -> None:
    left, right = both

    found = match(left, right)

    of_left = [*found.matched, *found.duplicates_left, *found.undecided_left, *found.unmatched_left]
    of_right = [
        *found.matched.values(),
        *found.duplicates,
        *found.undecided_right,
        *found.unmatched_right,
    ]
    assert sorted(of_left) == [record.id for record in left]
    assert sorted(of_right) == [record.id for record in right]


@no_hurry
@given(records=st.lists(few_records, max_size=8))
def test_every_record_of_one_file_lands_in_exactly_one_bucket(records: list[MatchRecord]) -> None:
    records = named("r", records)

    found = find_duplicates(records)

    placed = [*found.duplicates, *found.undecided_right, *found.unmatched_right]
    assert sorted(placed) == [record.id for record in records]


@no_hurry
@given(records=st.lists(few_records, max_size=8), both=sides())
def test_no_pair_is_told_twice(
    records: list[MatchRecord], both: tuple[list[MatchRecord], list[MatchRecord]]
) -> None:
    for found in (find_duplicates(named("r", records)), match(*both)):
        told = [(pair.left, pair.right) for pair in found.pairs]

        assert len(told) == len(set(told))


@no_hurry
@given(both=sides(), data=st.data())
def test_what_a_person_decided_comes_before_every_rule(
    both: tuple[list[MatchRecord], list[MatchRecord]], data: st.DataObject
) -> None:
    left, right = both
    if not left or not right:
        return
    pair = data.draw(st.sampled_from(left)).id, data.draw(st.sampled_from(right)).id

    kept_apart = match(left, right, decisions={pair: False})

    assert pair not in {(found.left, found.right) for found in kept_apart.pairs}


@no_hurry
@given(record=few_records)
def test_a_record_with_a_title_matches_its_copy_or_asks(record: MatchRecord) -> None:
    """Never `no` for an exact copy with a title that says something and an author."""
    if len(record.title) < 20 or not record.authors:
        return
    pairs = match([replace(record, id="a")], [replace(record, id="b")]).pairs

    assert len(pairs) == 1


any_text = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=string.punctuation + " \n\t\0\x1b", max_size=60),
    st.text(alphabet="0123456789-–.,;() ivxSe+", max_size=40),
    st.sampled_from(
        (
            "[" * 3_000,
            "(" * 100_000,
            "a " * 50_000,
            "𝔸😀" * 5_000,
            "\\'{" * 9_000,
            "&amp;" * 9_000,
            "et al, " * 9_000,
            "Erratum: " * 9_000,
            "1-2, " * 9_000,
            "\u202e\u0300" * 9_000,
        )
    ),
)
any_record = st.builds(
    MatchRecord,
    id=st.just(""),
    type=any_text,
    title=any_text,
    authors=st.lists(any_text, max_size=3).map(tuple),
    year=st.one_of(st.none(), st.integers(-9_999, 99_999)),
    journal=any_text,
    volume=any_text,
    issue=any_text,
    pages=any_text,
    doi=any_text,
    pmid=any_text,
    isbn=any_text,
    issn=any_text,
)


@settings(max_examples=60, deadline=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(record=any_record, other=any_record)
def test_any_text_in_any_field_is_judged_in_bounded_time(
    record: MatchRecord, other: MatchRecord
) -> None:
    copy = replace(record, title=other.title or record.title)

    found = match(named("a", [record, other]), named("b", [copy, record]))

    assert len(found.matched) + len(found.undecided_left) + len(found.unmatched_left) <= 2
