"""Keys, types and values of JSON, and where two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def differences(recorded: Any, own: Any, place: str = "") -> Iterator[str]:
    """`-place` for what the sandbox lacks, `+place` for what it has too much, `~` for a type."""
    if isinstance(recorded, dict) and isinstance(own, dict):
        yield from (f"-{place}.{key}" for key in recorded if key not in own)
        yield from (f"+{place}.{key}" for key in own if key not in recorded)
        for key in recorded.keys() & own.keys():
            yield from differences(recorded[key], own[key], f"{place}.{key}")
    elif isinstance(recorded, list) and isinstance(own, list):
        if len(recorded) != len(own):
            yield f"~{place}[{len(recorded)} items, here {len(own)}]"
        for before, after in zip(recorded, own, strict=False):
            yield from differences(before, after, f"{place}[]")
    elif type(recorded) is not type(own):
        yield f"~{place}({type(recorded).__name__}, here {type(own).__name__})"


# Drawn by the service, or read off its clock.
_NOT_HELD = ("created", "last_modified", "access_token", "refresh_token")


def other_values(
    recorded: Any, own: Any, names: Mapping[str, str], place: str = ""
) -> Iterator[str]:
    """`=place` where two of the same shape hold another value; `names`: recorded ids to own."""
    if isinstance(recorded, dict):
        for key in recorded.keys() & own.keys():
            if key not in _NOT_HELD:
                yield from other_values(recorded[key], own[key], names, f"{place}.{key}")
    elif isinstance(recorded, list):
        for before, after in zip(recorded, own, strict=False):
            yield from other_values(before, after, names, f"{place}[]")
    elif (names.get(recorded, recorded) if isinstance(recorded, str) else recorded) != own:
        yield f"={place}"
