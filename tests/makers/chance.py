"""Chance that anybody can repeat: it depends on names and one fixed seed, on no generator.

The order comes from hashes, so a new entry in the list moves only its own fate, not that of
every entry after it; and no Python version draws differently.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import TypeVar

SEED = "ibf-practice-library-1"
_NAMESPACE = uuid.uuid3(uuid.NAMESPACE_DNS, "practice.example.org")

T = TypeVar("T")


def number(*names: str) -> int:
    """A large number that belongs to these names."""
    return int.from_bytes(hashlib.sha256("/".join((SEED, *names)).encode()).digest()[:8], "big")


def pick(names: Iterable[str], count: int, what: str) -> list[str]:
    """`count` of the names, chosen for the purpose `what`; ValueError when there are fewer."""
    drawn = sorted(names, key=lambda name: number(what, name))[:count]
    if len(drawn) < count:
        raise ValueError(f"{what}: wanted {count}, only {len(drawn)} can be had")
    return drawn


def one_of(choices: Sequence[T], *names: str) -> T:
    """One of the choices."""
    return choices[number(*names) % len(choices)]


def identity(*names: str) -> str:
    """An id of the service's kind: a version 3 UUID."""
    return str(uuid.uuid3(_NAMESPACE, "/".join((SEED, *names))))
