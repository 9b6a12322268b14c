"""Worlds for the laws of writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.laws.fault_cases import MakeWorld
from tests.sync_world import World, a_world


@pytest.fixture
def world_of(tmp_path: Path) -> Iterator[MakeWorld]:
    """Makes worlds that end with the test."""
    open_worlds: list[AbstractContextManager[World]] = []

    def make(*given: Any, **state: Any) -> World:
        context = a_world(tmp_path / str(len(open_worlds)), *given, **state)
        open_worlds.append(context)
        return context.__enter__()

    yield make
    for context in reversed(open_worlds):
        context.__exit__(None, None, None)
