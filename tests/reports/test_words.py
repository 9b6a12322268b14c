"""Changed words are found inside a value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mendeley_sync.reports.layout import Paint, marked
from mendeley_sync.text.changed_words import Change, share_in_common, with_context, word_changes

values = st.text(st.sampled_from("ab ,-é1\n"), max_size=40)


def shown(in_list: str, in_library: str) -> str:
    return marked(word_changes(in_list, in_library), Paint(False))


@given(values, values)
def test_the_stretches_give_both_values_back(in_list: str, in_library: str) -> None:
    changes = word_changes(in_list, in_library)

    assert "".join(change.in_list for change in changes) == in_list
    assert "".join(change.in_library for change in changes) == in_library


@given(values)
def test_equal_values_have_no_change(value: str) -> None:
    assert all(change.is_same for change in word_changes(value, value))
    assert share_in_common(word_changes(value, value)) == 1.0


def test_one_changed_word_is_marked_inside_the_title() -> None:
    assert shown("The doctor and his patient", "The doctor and the patient") == (
        "The doctor and {his → the} patient"
    )


def test_a_word_that_only_one_side_has_is_marked_as_such() -> None:
    assert shown("Balint groups", "Balint groups in practice") == "Balint groups {+in practice+}"
    assert shown("Balint groups today", "Balint groups") == "Balint groups {-today-}"


def test_neighbouring_changes_read_as_one() -> None:
    assert shown("in Family Practice, today", "in Home Medicine, today") == (
        "in {Family Practice → Home Medicine}, today"
    )


def test_a_letter_with_an_accent_belongs_to_its_word() -> None:
    assert shown("Jurgen Korner", "Jürgen Körner") == "{Jurgen Korner → Jürgen Körner}"


def test_a_name_list_that_is_cut_reads_as_one_change() -> None:
    assert shown("Balint, M.; Balint, E.; Norell, J.", "Balint, M.; et al.") == (
        "Balint, M.; {Balint, E.; Norell, J. → et al.}"
    )
    assert shown("Lee, A.; Kim, S. J.; Ito, K.; Doe, J", "Lee, A.; et al.") == (
        "Lee, A.; {Kim, S. J.; Ito, K.; Doe, J → et al.}"
    )


def test_the_full_stop_of_a_sentence_is_no_part_of_a_changed_word() -> None:
    assert shown("Six minutes.", "Six hours.") == "Six {minutes → hours}."


def test_far_away_words_are_left_out_of_a_long_value() -> None:
    long = " ".join(f"w{number}" for number in range(100))

    changes = with_context(word_changes(long, long.replace("w50 ", "x ")), words=2)

    assert marked(changes, Paint(False)) == "… w48 w49 {w50 → x} w51 w52 …"


def test_two_very_long_values_are_not_compared_word_by_word() -> None:
    ours, theirs = "a b " * 4_000, "c d " * 4_000

    changes = [change for change in word_changes(ours, theirs) if not change.is_same]

    assert changes == [Change(ours.rstrip(), theirs.rstrip())]


def test_unlike_values_have_little_in_common() -> None:
    assert share_in_common(word_changes("The basic fault", "Six minutes")) < 0.35
