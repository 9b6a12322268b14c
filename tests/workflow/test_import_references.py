"""What comes in is held against the list: new, enriching, contradicting, in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.csl.items import reference_from_item
from mendeley_sync.reports.results.imports import ImportPlan, Incoming
from mendeley_sync.stores.reference_list.editor import ReferenceListEditor, load_reference_list
from mendeley_sync.workflow.exchange.imports import FilesRead, plan_import, read_files, write_import

KJELDMAND: dict[str, Any] = {
    "id": "kjeldmand-2004-balint",
    "type": "article-journal",
    "title": "Balint training makes GPs thrive better in their job",
    "author": [
        {"family": "Kjeldmand", "given": "Dorte"},
        {"family": "Holmström", "given": "Inger"},
        {"family": "Rosenqvist", "given": "Urban"},
    ],
    "container-title": "Patient Education and Counseling",
    "issued": "2004-11",
    "volume": "55",
    "issue": "2",
    "page": "230-235",
    "DOI": "10.1016/j.pec.2003.09.009",
}
TURNER: dict[str, Any] = {
    "id": "x1",
    "type": "article-journal",
    "title": "A preliminary investigation of Balint and non-Balint behavioral medicine training",
    "author": [{"family": "Turner", "given": "A. L."}, {"family": "Malm", "given": "R. L."}],
    "container-title": "Family Medicine",
    "issued": "2004",
    "volume": "36",
    "page": "114-122",
}


def entry(base: dict[str, Any], **changes: Any) -> Reference:
    item = base | {name.replace("_", "-"): value for name, value in changes.items()}
    return reference_from_item({name: value for name, value in item.items() if value != "-"})


def planned(
    present: list[Reference],
    *incoming: Reference,
    keep_ids: bool = False,
    doubtful_as_new: bool = False,
) -> ImportPlan:
    return plan_import(
        FilesRead(tuple(Incoming(one, "in.bib") for one in incoming)),
        present,
        keep_ids=keep_ids,
        doubtful_as_new=doubtful_as_new,
    )


def test_an_unknown_work_is_new_and_gets_an_id_by_the_rule() -> None:
    plan = planned([entry(KJELDMAND)], entry(TURNER))

    assert [one.reference.key for one in plan.new] == ["turner-2004-preliminary"]
    assert (plan.enriched, plan.contradictions, plan.known) == ({}, (), ())


def test_an_id_that_the_list_has_or_had_is_not_given_again() -> None:
    other = entry(KJELDMAND, id="turner-2004-preliminary", custom={"formerly": ["x1"]})
    assert [one.reference.key for one in planned([other], entry(TURNER)).new] == [
        "turner-2004-preliminaryb"
    ]


def test_the_ids_of_the_file_are_kept_where_that_is_wanted_and_they_are_free() -> None:
    kept = planned([], entry(TURNER), keep_ids=True)
    taken = planned([entry(KJELDMAND, id="x1")], entry(TURNER), keep_ids=True)

    assert [one.reference.key for one in kept.new] == ["x1"]
    assert [one.reference.key for one in taken.new] == ["x1b"]


def test_empty_fields_of_a_known_work_are_filled_and_nothing_else() -> None:
    present = entry(KJELDMAND, volume="-", page="-")

    plan = planned([present], entry(KJELDMAND, id="z", PMID="15530759"))

    assert plan.new == ()
    assert plan.enriched == {
        "kjeldmand-2004-balint": {"volume": "55", "page": "230-235", "PMID": "15530759"}
    }
    assert plan.contradictions == ()


def test_another_value_is_a_contradiction_and_is_not_written() -> None:
    plan = planned([entry(KJELDMAND)], entry(KJELDMAND, issue="3"))

    (one,) = plan.contradictions
    assert (one.field, one.in_list, one.in_file) == ("issue", "2", "3")
    assert not plan.writes


def test_the_same_value_in_another_writing_is_no_contradiction() -> None:
    other = entry(
        KJELDMAND,
        page="230–5",
        DOI="https://doi.org/10.1016/J.PEC.2003.09.009",
        author=[{"family": "Kjeldmand"}],
        custom={"authors-cut": True},
    )
    assert planned([entry(KJELDMAND)], other).contradictions == ()


@pytest.mark.parametrize("changes", [{"PMID": None}, {"custom": {"protect": ["PMID"]}}])
def test_a_field_that_must_stay_empty_is_not_filled(changes: dict[str, Any]) -> None:
    plan = planned([entry(KJELDMAND, **changes)], entry(KJELDMAND, PMID="15530759"))
    assert plan.enriched == {}


def test_a_work_that_the_files_bring_twice_is_taken_once() -> None:
    plan = planned([], entry(TURNER), entry(TURNER, id="x2", page="114-22"))

    assert len(plan.new) == 1
    assert len(plan.repeated) == 1


def test_what_may_be_in_the_list_is_left_to_a_person() -> None:
    # An equal DOI with another title and year: evidence, not proof.
    other = entry(TURNER, DOI=KJELDMAND["DOI"])

    plan = planned([entry(KJELDMAND)], other)
    as_new = planned([entry(KJELDMAND)], other, doubtful_as_new=True)

    assert (plan.new, [one.key for one in plan.doubts]) == ((), ["kjeldmand-2004-balint"])
    assert len(as_new.new) == 1


def test_importing_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    files = [("in.txt", b"Turner and Malm. A preliminary study. Family Medicine (2004) vol. 36")]
    for expected in (True, False):
        editor = ReferenceListEditor.open(path)
        plan = plan_import(read_files(files), editor.before.references)
        assert plan.writes is expected
        if plan.writes:
            write_import(plan, editor, path)
    assert len(load_reference_list(path).references) == 1


def test_unsure_fields_of_a_line_are_marked_in_the_list_and_fill_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    line = b"Van Roy, K. and Inslegers, R. (2015) Research on Balint. Patient education."
    read = read_files([("in.txt", line)])
    editor = ReferenceListEditor.open(path)

    write_import(plan_import(read, ()), editor, path)

    (reference,) = load_reference_list(path).references
    assert reference.extra["custom"]["unsure"] == ["type", "container-title"]
    bare = reference.model_copy(
        update={"metadata": reference.metadata.model_copy(update={"container_title": ""})}
    )
    assert plan_import(read, [bare]).enriched == {}


def test_a_folder_that_is_not_there_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "list.yaml"
    plan = planned([], entry(TURNER))
    with pytest.raises(ConfigError, match="not there"):
        write_import(plan, ReferenceListEditor(b"", str(path)), path)
