"""Each fault does what it says to the request it is meant for, and to no other."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mendeley_sync.sandbox.faults.faults import AFTER, Fault, fault_from_json
from tests.contract.replay import links_of
from tests.sandbox.calls import Answer, Calls
from tests.scenario import GROUP, OWNER, a_state

DOC = "0f3c1d52-7a41-3b0e-9c55-2f6f0e1a7b10"
PATH = f"/documents/{DOC}"


@pytest.fixture
def calls() -> Calls:
    held = [{"id": DOC, "title": "T0"}, *({"title": f"T{number}"} for number in range(1, 5))]
    return Calls(a_state(held))


def page(calls: Calls, **query: Any) -> Answer:
    return calls.get("/documents", group_id=GROUP, **query)


def titles(answer: Answer) -> list[str]:
    return [item["title"] for item in answer.json]


def add(calls: Calls, **fault: object) -> None:
    calls.sandbox.faults.add(fault_from_json(fault))


def next_page(calls: Calls, answer: Answer) -> Answer:
    parts = urlsplit(links_of(answer)["next"])
    return calls.get(f"{parts.path}?{parts.query}")


def test_a_fault_meets_the_nth_request_only(calls: Calls) -> None:
    add(calls, path="/documents", nth=2, status=503)

    assert [page(calls).status_code for _ in range(3)] == [200, 503, 200]


def test_a_fault_may_meet_several_in_a_row_or_all(calls: Calls) -> None:
    add(calls, path="/documents", nth=2, times=2, status=503)
    assert [page(calls).status_code for _ in range(4)] == [200, 503, 503, 200]

    calls.sandbox.faults.clear()
    add(calls, path="/documents", nth=None, status=429)
    assert [page(calls).status_code for _ in range(3)] == [429] * 3


def test_a_fault_counts_only_requests_of_its_kind(calls: Calls) -> None:
    add(calls, method="PATCH", path="/documents/*", status=500)
    add(calls, path="/documents", query={"view": "all"}, status=502)

    assert page(calls).status_code == 200
    assert calls.get(PATH).status_code == 200
    assert page(calls, view="all").status_code == 502
    assert calls.patch(PATH, {}).status_code == 500


def test_a_status_before_the_change_leaves_all_as_it_was(calls: Calls) -> None:
    add(calls, method="PATCH", status=503, headers={"Retry-After": "7"}, body="<html>busy</html>")

    answer = calls.patch(PATH, {"title": "B"})

    assert answer.headers["Retry-After"] == "7"
    assert answer.get_data(as_text=True) == "<html>busy</html>"
    assert calls.state.document(DOC)["title"] == "T0"


def test_a_status_after_the_change_hides_it(calls: Calls) -> None:
    add(calls, method="POST", path="/documents", when=AFTER, status=504)

    answer = calls.post("/documents", {"title": "New", "type": "book", "group_id": GROUP})

    assert answer.status_code == 504
    assert "Location" not in answer.headers
    assert "New" in titles(page(calls))


def test_a_change_may_be_pretended(calls: Calls) -> None:
    add(calls, method="PATCH", pretend=True)

    assert calls.patch(PATH, {"title": "B"}).json["title"] == "B"
    assert calls.state.document(DOC)["title"] == "T0"


def test_somebody_edits_before_the_write_arrives(calls: Calls) -> None:
    add(calls, method="PATCH", act={"do": "edit", "fields": {"year": 1999}})

    answer = calls.patch(PATH, {"title": "B"}, If_Unmodified_Since="Mon, 01 May 2023 00:00:00 GMT")

    assert answer.status_code == 412
    assert calls.state.document(DOC)["year"] == 1999


def test_the_service_keeps_another_value_than_it_answers(calls: Calls) -> None:
    act = {"do": "edit", "fields": {"title": "b"}, "silent": True}
    add(calls, method="PATCH", when=AFTER, act=act)

    answer = calls.patch(PATH, {"title": "B"})

    assert answer.json["title"] == "B"
    assert calls.get(PATH).json["title"] == "b"
    assert calls.get(PATH).json["last_modified"] == answer.json["last_modified"]


@pytest.mark.parametrize("kind", ["trash", "purge"])
def test_a_document_vanishes_between_pages(calls: Calls, kind: str) -> None:
    first = page(calls, limit=2)
    add(calls, path="/documents", act={"do": kind, "document": first.json[-1]["id"]})

    assert next_page(calls, first).status_code == 400


def test_a_document_appears_between_pages(calls: Calls) -> None:
    fields = {"title": "New", "group_id": GROUP}
    add(calls, path="/documents", nth=2, act={"do": "create", "fields": fields})

    assert titles(page(calls)) != titles(page(calls))


def test_the_group_vanishes_or_the_person_is_put_out(calls: Calls) -> None:
    add(calls, nth=2, act={"do": "expel", "group": GROUP, "profile": OWNER})
    add(calls, nth=3, act={"do": "close_group", "group": GROUP})

    assert [page(calls).status_code for _ in range(3)] == [200, 403, 404]


def test_a_token_may_end_in_the_middle(calls: Calls) -> None:
    add(calls, nth=2, act={"do": "wait", "seconds": 4000})

    assert [page(calls).status_code for _ in range(2)] == [200, 401]


def test_an_act_on_nothing_says_so(calls: Calls) -> None:
    add(calls, act={"do": "edit", "document": "unknown"})

    answer = page(calls)

    assert answer.status_code == 500
    assert "unknown" in answer.get_data(as_text=True)


def test_a_page_may_come_again_empty_or_with_a_gap(calls: Calls) -> None:
    first = page(calls, limit=2)
    for fault in ({"page": "repeat"}, {"page": "empty"}, {"page": "drop", "item": 1}):
        add(calls, path="/documents", **fault)
        answer = next_page(calls, first)
        calls.sandbox.faults.clear()
        expected = {"repeat": ["T0", "T1"], "empty": [], "drop": ["T2"]}
        assert titles(answer) == expected[str(fault["page"])]
        page(calls, limit=2)


def test_a_stale_page_shows_what_was_when_the_fault_was_added(calls: Calls) -> None:
    calls.sandbox.faults.add(Fault(path="/documents", page="stale", nth=2))
    calls.state.edit(DOC, title="B")

    assert titles(page(calls))[0] == "B"
    assert titles(page(calls))[0] == "T0"
    assert titles(page(calls))[0] == "B"


def test_a_link_may_lose_parameters_lead_elsewhere_or_back(calls: Calls) -> None:
    first = page(calls, limit=2, view="all")
    marker = parse_qs(urlsplit(links_of(first)["next"]).query)["marker"]

    add(calls, link={"lose": ["view", "group_id"]})
    lost = parse_qs(urlsplit(links_of(page(calls, limit=2, view="all"))["next"]).query)
    add(calls, link={"origin": "http://elsewhere.example:8080"})
    foreign = urlsplit(links_of(page(calls, limit=2))["next"])
    add(calls, link={"repeat_marker": True})
    again = parse_qs(urlsplit(links_of(next_page(calls, first))["next"]).query)

    assert not {"view", "group_id"} & set(lost)
    assert foreign.netloc == "elsewhere.example:8080"
    assert again["marker"] == marker


def test_headers_may_be_missing_or_wrong(calls: Calls) -> None:
    add(calls, remove_headers=["Mendeley-Count", "Link"], content_type="text/html")
    first = page(calls, limit=2)
    add(calls, headers={"Mendeley-Count": "99"})
    second = page(calls, limit=2)

    assert "Mendeley-Count" not in first.headers
    assert "Link" not in first.headers
    assert first.headers["Content-Type"] == "text/html"
    assert second.headers.getlist("Mendeley-Count") == ["99"]


def test_a_parameter_may_be_overlooked(calls: Calls) -> None:
    add(calls, ignore=["view"])

    assert "read" not in page(calls, view="all").json[0]
    assert "read" in page(calls, view="all").json[0]


def test_a_body_may_be_no_text_at_all(calls: Calls) -> None:
    add(calls, body="[\udcff]")

    assert page(calls).get_data() == b"[\xff]"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ([], "object"),
        ({"staus": 500}, "did you mean 'status'"),
        ({"when": "later"}, "when"),
        ({"page": "torn"}, "page"),
        ({"act": {"do": "dance"}}, "act.do"),
        ({"nth": 0}, "nth"),
    ],
)
def test_an_impossible_fault_is_refused(raw: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fault_from_json(raw)


def test_what_waits_can_be_read(calls: Calls) -> None:
    add(calls, path="/documents", nth=3, status=503)
    page(calls)

    assert calls.sandbox.faults.as_json() == [
        {"path": "/documents", "nth": 3, "status": 503, "seen": 1}
    ]
