"""Which test holds which row of the fault matrix; where none can, the reason.

Source: sync-semantics 9.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

CRASH = (
    "tests/laws/test_crash_walk.py::"
    "test_a_crash_at_any_step_then_a_run_equals_a_run_without_the_crash"
)
TWICE = "tests/laws/test_crash_walk.py::test_two_crashes_in_a_row_change_nothing_either"
HERE = "tests/laws/test_fault_matrix.py::test_"
GATES = "tests/laws/test_fault_matrix_gates.py::test_"
DISK = "tests/laws/test_fault_matrix_disk.py::test_"
PULL = "tests/workflow/test_pull_faults.py::test_"
CODES = "tests/system/test_pull_fault_codes.py::test_"
INVALID = "tests/workflow/test_pull_invalid.py::test_"
TOKEN = "tests/mendeley/test_stored_token.py::test_"
CLIENT = "tests/mendeley/test_faults.py::test_"
PUSH = "tests/workflow/test_push.py::test_"
JOURNAL = "tests/stores/test_journal.py::test_"
LOST = HERE + "rows_25_to_28_what_becomes_of_a_lost_answer_is_looked_up"


class Row(NamedTuple):
    """One row of the matrix."""

    number: int
    fault: str
    tests: tuple[str, ...] = ()
    why_not: str = ""
    """What of the row cannot be made here, and why."""


ROWS = (
    Row(1, "kill before the intent is durable", (
        CRASH,
    )),
    Row(2, "kill after the intent, before sending", (
        CRASH,
    )),
    Row(3, "kill after sending, before the answer", (
        CRASH,
    )),
    Row(4, "kill after the answer, before done", (
        CRASH,
    )),
    Row(5, "kill after done, before the lock file", (
        CRASH,
        GATES + "row_5_what_an_undo_marked_survives_a_crash_before_the_lock_file",
    )),
    Row(6, "kill during a rename", (
        CRASH,
        "tests/stores/test_durable.py::"
        "test_a_write_cut_off_after_any_step_leaves_one_whole_file",
    )),
    Row(7, "kill during recovery or undo", (
        CRASH,
        TWICE,
    )),
    Row(8, "torn last record", (
        JOURNAL + "a_journal_cut_at_any_byte_keeps_its_whole_records",
        JOURNAL + "a_torn_journal_goes_on_behind_its_last_whole_record",
    )),
    Row(9, "damaged record in the middle", (
        HERE + "row_9_a_damaged_journal_stops_everything_until_a_person_looked",
    )),
    Row(10, "401 in the middle", (
        "tests/workflow/test_pull.py::"
        "test_a_token_that_expires_in_the_middle_costs_one_renewal",
        HERE + "row_10_a_401_in_the_middle_costs_one_renewal_and_no_second_write",
    )),
    Row(11, "401 that stays", (
        TOKEN + "a_token_that_is_refused_for_ever_is_renewed_once_and_then_said",
        HERE + "row_11_a_401_that_stays_stops_between_two_writes",
    )),
    Row(12, "answer to a renewal lost", (
        TOKEN + "a_lost_answer_does_no_harm_while_the_old_token_is_accepted",
        TOKEN + "a_lost_answer_with_a_spent_token_keeps_the_grant_and_says_so",
        CODES + "a_lost_answer_to_a_renewal_ends_whole_or_in_a_new_sign_in",
    )),
    Row(13, "two processes renew together", (
        TOKEN + "two_processes_that_renew_at_once_make_one_token_call",
    )),
    Row(14, "token store read-only", (
        TOKEN + "with_a_read_only_store_no_renewal_is_attempted",
    )),
    Row(15, "403 on one document", (
        HERE + "row_15_a_403_on_one_document_stops_the_run",
    )),
    Row(16, "404 on an update", (
        HERE + "row_16_a_document_that_is_gone_is_held_and_the_others_go_on",
    )),
    Row(17, "409, 422", (
        HERE + "row_17_a_refusal_is_for_good_and_the_others_go_on",
    )),
    Row(18, "412, another field edited", (
        PUSH + "a_foreign_edit_of_another_field_is_kept",
    )),
    Row(19, "412, the same field edited", (
        PUSH + "a_foreign_edit_of_the_same_field_is_kept_and_held",
    )),
    Row(20, "412 by our own lost success", (
        HERE + "row_20_a_412_that_our_own_success_caused_is_recognised",
    )),
    Row(21, "edit within the same second", (
        HERE + "row_21_an_edit_within_the_same_second_is_seen_and_kept",
    )),
    Row(22, "428", (
        HERE + "row_22_a_428_is_a_bug_and_stops",
    )),
    Row(23, "429 with every kind of wait", (
        CLIENT + "every_form_of_retry_after_is_a_lower_bound",
        HERE + "row_23_a_429_is_waited_for_and_then_sent_once_more",
        HERE + "row_23_a_429_with_a_huge_wait_ends_the_run_with_a_time",
        CODES + "a_throttled_pull_waits_or_says_when_to_come_again",
        CODES + "a_pull_that_is_throttled_for_good_ends_in_its_code_and_a_time",
    )),
    Row(24, "5xx once, for ever", (
        PULL + "a_fault_of_the_line_that_passes_is_not_noticed",
        PULL + "a_fault_of_the_line_that_stays_ends_the_pull_whole",
        HERE + "row_24_a_service_that_fails_for_ever_ends_the_run_and_nothing_is_half_known",
        CODES + "a_fault_that_passes_ends_as_promised",
        CODES + "a_fault_that_stays_ends_as_promised",
    )),
    Row(25, "5xx after the commit", (
        LOST,
        HERE + "rows_25_and_26_a_lost_move_is_looked_for_in_both_places",
    )),
    Row(26, "reset before and after", (
        LOST,
        HERE + "rows_25_and_26_a_lost_move_is_looked_for_in_both_places",
    )),
    Row(27, "truncated body", (
        LOST,
        PULL + "a_fault_of_the_line_that_passes_is_not_noticed",
        CODES + "a_fault_that_passes_ends_as_promised",
        CODES + "a_fault_that_stays_ends_as_promised",
    )),
    Row(28, "malformed body", (
        LOST,
        PUSH + "an_html_page_in_the_place_of_the_library_writes_nothing",
        CODES + "a_fault_that_passes_ends_as_promised",
        CODES + "a_fault_that_stays_ends_as_promised",
    )),
    Row(29, "empty page", (
        PULL + "row_29_an_empty_page_once_is_asked_for_again",
        PULL + "row_29_an_empty_page_that_stays_ends_the_pull",
        CODES + "a_fault_that_passes_ends_as_promised",
        CODES + "a_fault_that_stays_ends_as_promised",
    )),
    Row(30, "repeated page or marker", (
        PULL + "row_30_pages_that_always_repeat_end_the_pull",
        PULL + "row_30_markers_that_repeat_end_the_pull",
        CODES + "a_fault_that_passes_ends_as_promised",
        CODES + "a_fault_that_stays_ends_as_promised",
    )),
    Row(31, "change between pages", (
        PULL + "row_31_a_change_between_pages_starts_over",
        PULL + "row_31_a_library_that_never_stands_still_is_inexact",
        CODES + "what_moves_between_two_pages_is_seen",
        CODES + "a_library_that_never_stands_still_is_called_inexact",
    )),
    Row(32, "marker document deleted", (
        PULL + "row_32_a_marker_that_is_deleted_meanwhile_starts_over",
    )),
    Row(33, "count missing or wrong", (
        PULL + "row_33_no_count_is_made_good_by_a_second_listing",
        PULL + "row_33_a_count_that_is_too_low_makes_the_pull_inexact",
        CODES + "a_wrong_count_makes_the_picture_inexact_and_never_smaller",
    )),
    Row(34, "links that lose or lead away", (
        INVALID + "row_34_what_a_link_loses_is_put_back",
        INVALID + "row_34_a_link_elsewhere_is_not_followed",
        CODES + "a_fault_that_passes_ends_as_promised",
        CODES + "a_fault_that_stays_ends_as_promised",
    )),
    Row(35, "core fields only", (
        INVALID + "row_35_the_core_view_makes_the_pull_invalid",
        CODES + "a_fault_that_passes_ends_as_promised",
        CODES + "a_fault_that_stays_ends_as_promised",
    )),
    Row(36, "new or retyped fields", (
        "tests/workflow/test_pull.py::"
        "test_members_that_the_service_added_are_reported_and_kept",
        "tests/workflow/test_pull.py::test_strange_documents_are_named_and_stop_nothing",
    )),
    Row(37, "our clock is wrong", (
        INVALID + "row_37_a_wrong_clock_of_ours_plays_no_part",
        TOKEN + "a_step_of_our_clock_costs_at_most_a_refused_token",
        CODES + "a_clock_that_is_off_by_days_changes_nothing",
    )),
    Row(38, "boundary of modified-since", (
        "tests/workflow/test_pull_incremental.py::"
        "test_row_38_a_change_that_shows_late_is_found_by_the_overlap",
    )),
    Row(39, "the wrong world", (
        GATES + "row_39_the_wrong_world_is_refused_before_any_write",
    )),
    Row(40, "the same change everywhere", (
        GATES + "row_40_the_same_change_everywhere_is_refused_and_still_reported",
    )),
    Row(41, "settings changed", (
        GATES + "row_41_changed_settings_wait_for_a_person",
    ), why_not="A changed normaliser is another version of the program; design.md: it refuses "
        "only where it would create writes, which the digest of the settings and the "
        "limits decide.",
    ),
    Row(42, "disk full", (
        DISK + "rows_42_and_43_a_disk_that_fails_from_the_nth_flush_on",
        DISK + "rows_42_and_43_a_disk_that_fails_while_adopting",
        JOURNAL + "a_full_disk_uses_what_was_held_back",
    )),
    Row(43, "error of the disk", (
        DISK + "rows_42_and_43_a_disk_that_fails_from_the_nth_flush_on",
        JOURNAL + "an_error_of_the_disk_is_not_taken_for_done",
    )),
    Row(44, "read-only list or state", (
        DISK + "row_44_a_place_that_cannot_be_written_sends_nothing",
    )),
    Row(45, "two runs, one host", (
        GATES + "row_45_a_second_run_leaves_and_the_first_goes_on",
    )),
    Row(46, "two runs, two hosts", (
        GATES + "row_46_two_hosts_that_push_at_once_converge",
    )),
    Row(47, "signals", (
        GATES + "row_47_a_signal_between_two_writes_ends_at_a_safe_place",
        GATES + "row_47_a_second_signal_ends_at_once_and_the_next_run_looks",
        INVALID + "ctrl_c_in_a_long_wait_ends_at_once",
        "tests/system/test_signals.py::"
        "test_twenty_runs_terminated_at_random_end_in_143_and_the_next_one_converges",
    )),
    Row(48, "the service changes the value", (
        GATES + "row_48_a_value_that_the_service_changes_is_not_fought_over",
    )),
    Row(49, "the service changes another field", (
        PUSH + "a_write_that_moves_another_field_sets_the_stop_mark",
    )),
    Row(50, "200, but not applied", (
        GATES + "row_50_a_write_that_was_not_made_is_held",
    )),
    Row(51, "list edited while running", (
        GATES + "row_51_a_list_that_was_edited_meanwhile_is_stale",
    ), why_not="A moved HEAD without a changed list or lock file changes nothing that a plan is "
        "made from.",
    ),
    Row(52, "plan altered, cut, of others", (
        GATES + "row_52_a_plan_that_is_not_the_reviewed_one_is_refused",
        PUSH + "an_altered_plan_is_refused",
    )),
    Row(53, "nobody to tell, stdout closed", (
        "tests/workflow/test_notify.py::"
        "test_what_cannot_be_reached_is_a_warning_each_and_the_others_are_told",
        "tests/system/test_sync.py::"
        "test_a_messenger_that_fails_warns_and_changes_nothing_about_the_end",
    )),
    Row(54, "hostile text", (
        "tests/reports/test_hostile.py::test_text_holds_nothing_that_a_terminal_obeys",
        "tests/reports/test_hostile.py::test_html_has_the_same_elements_whatever_the_text",
    )),
)  # fmt: skip
"""All rows, in their order."""


@cache
def _functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def named_in(test: str) -> frozenset[str]:
    """The tests in the file of a test that is named `file::test`."""
    return _functions(test.partition("::")[0])
