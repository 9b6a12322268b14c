"""Facts that have one place are stated nowhere else in the product."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mendeley_sync

PRODUCT = Path(mendeley_sync.__file__).parent
SANDBOX = PRODUCT / "sandbox"
"""Stays apart: it imports none of ours, so that it can contradict us."""

ONE_PLACE = {
    "CSV is written": (r"csv\.(?:writer|DictWriter)|cell\.replace\('\"'", "text/tables.py"),
    "a CSV delimiter is found": (r"csv\.Sniffer|key=\w+\.count\)", "text/tables.py"),
    "a spreadsheet's formula is guarded": (r"""["']=\+-@|=\+\\-@""", "text/tables.py"),
    "an IP address is read": (r"\bip_address\(", "http/addresses.py"),
    "an address is loopback": (r"\.is_loopback", "http/addresses.py"),
    "an address is public": (r"\.is_(?:global|private|multicast)", "http/addresses.py"),
    "a variable is a secret": (
        r'"MENDELEY_(?:CLIENT_SECRET|\w+_TOKEN|SYNC_(?:WEBHOOK|HEARTBEAT|SMTP_PASSWORD))"',
        "domain/secret_variables.py",
    ),
    "a short form of a given name": (r"\bmichael mike\b|\"mike\"", "names/words.py"),
}  # fmt: skip


@pytest.mark.parametrize("fact", ONE_PLACE)
def test_a_fact_stands_in_its_one_place_alone(fact: str) -> None:
    pattern, place = ONE_PLACE[fact]
    places = {
        path.relative_to(PRODUCT).as_posix()
        for path in PRODUCT.rglob("*.py")
        if SANDBOX not in path.parents and re.search(pattern, path.read_text("utf-8"))
    }

    assert places <= {place}


@pytest.mark.parametrize("fact", ONE_PLACE)
def test_the_place_states_its_fact(fact: str) -> None:
    pattern, place = ONE_PLACE[fact]

    assert re.search(pattern, (PRODUCT / place).read_text("utf-8"))
