"""The lock file beside the list: bindings, agreements and decisions, one block a reference.

It is made to be read in a version control's comparison: sorted, one value a line, the
same bytes for the same content. Losing it, or any block of it, only raises questions.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mendeley_sync.domain.lock_data import (
    Binding,
    Decision,
    LockFileData,
    Tombstone,
    UndoneChange,
)
from mendeley_sync.errors import ConfigError
from mendeley_sync.stores.durable import Step, write_durably

SCHEMA_VERSION = 1

_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)", re.MULTILINE)
_HEAD = ("group", "group_name", "list_size", "config_digest")
_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("tombstones", Tombstone),
    ("decisions", Decision),
    ("undone", UndoneChange),
)
_AGAIN = (
    "Take it from version control again (`git checkout -- {file}`), or remove it: then the "
    "next `mendeley-sync diff` only asks more questions."
)

Item = TypeVar("Item", Binding, Tombstone, Decision, UndoneChange)


def read_lock_file(path: Path) -> LockFileData:
    """The lock file; an empty ledger where there is none yet.

    Raises:
        ConfigError: it cannot be read, holds the marks of a merge conflict, is damaged, or
            comes from a newer version; the advice says what to do.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return LockFileData()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(path)) from error
    return ledger_of(data, str(path))


def ledger_of(data: bytes, source: str) -> LockFileData:
    """The ledger in these bytes; `source` is its file name."""
    if _CONFLICT.search(data):
        raise ConfigError(
            "it holds the marks of a merge conflict",
            file=source,
            line=data[: _first_mark(data)].count(b"\n") + 1,
            advice="Take either side whole, then run `mendeley-sync diff`: what is lost is "
            "asked again.",
        )
    content = _parsed(data, source)
    version = content.pop("schema_version", None)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise ConfigError(
            f"it was written by a newer mendeley-sync (schema {version}, this one reads "
            f"{SCHEMA_VERSION})",
            file=source,
            advice="Update mendeley-sync on this computer.",
        )
    if version != SCHEMA_VERSION:
        raise _damaged(source, f"it says schema_version {version!r}")
    try:
        return _ledger(content, hashlib.sha256(data).hexdigest())
    except (ValidationError, TypeError, AttributeError) as error:
        raise _damaged(source, _first_problem(error)) from error


def write_lock_file(
    path: Path, ledger: LockFileData, *, on_step: Callable[[Step], None] | None = None
) -> LockFileData:
    """Write the lock file, whole or not at all; the ledger with the digest of the new file.

    Raises:
        OSError: disk full, read-only; the old file is untouched.
    """
    data = lock_file_bytes(ledger)
    if not path.exists() or path.read_bytes() != data:
        write_durably(path, data, on_step=on_step)
    return ledger.model_copy(update={"digest": hashlib.sha256(data).hexdigest()})


def lock_file_bytes(ledger: LockFileData) -> bytes:
    """The file for this content: the same bytes for the same content, whatever its order."""
    content: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    content |= {name: value for name in _HEAD if (value := getattr(ledger, name))}
    blocks: dict[str, dict[str, Any]] = defaultdict(dict)
    for binding in ledger.bindings:
        blocks[binding.reference] |= _shown(binding)
    loose: dict[str, list[Any]] = defaultdict(list)
    for part, _ in _PARTS:
        for item in getattr(ledger, part):
            shown = _shown(item)
            place = blocks[item.reference] if item.reference is not None else loose
            place.setdefault(part, []).append(shown)
    for block in (*blocks.values(), loose):
        for part, _ in _PARTS:
            if part in block:
                block[part] = sorted(block[part], key=_as_text)
    if loose:
        content["without_reference"] = loose
    content["references"] = blocks
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def _shown(item: BaseModel) -> dict[str, Any]:
    shown = item.model_dump(mode="json", exclude_defaults=True)
    shown.pop("reference", None)
    return shown


def _as_text(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _first_mark(data: bytes) -> int:
    found = _CONFLICT.search(data)
    return found.start() if found else 0


def _parsed(data: bytes, source: str) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8"), object_pairs_hook=_without_doubles)
    except ValueError as error:
        raise _damaged(source, str(error)) from error
    if not isinstance(content, dict):
        raise _damaged(source, "it is no JSON object")
    return content


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{double!r} stands in it twice")
    return found


def _ledger(content: dict[str, Any], digest: str) -> LockFileData:
    blocks: dict[str, dict[str, Any]] = content.pop("references", {})
    loose: dict[str, list[Any]] = content.pop("without_reference", {})
    bindings: list[Binding] = []
    parts: dict[str, list[Any]] = {name: [] for name, _ in _PARTS}
    for key, block in blocks.items():
        rest = dict(block)
        for name, model in _PARTS:
            parts[name] += _items(model, rest.pop(name, []), key)
        if rest:
            bindings.append(Binding.model_validate({**rest, "reference": key}))
    for name, model in _PARTS:
        parts[name] += _items(model, loose.get(name, []), None)
    return LockFileData.model_validate({**content, "bindings": bindings, **parts, "digest": digest})


def _items(model: type[BaseModel], shown: Iterable[Any], key: str | None) -> list[BaseModel]:
    own = {"reference": key} if key is not None else {}
    return [model.model_validate({**item, **own}) for item in shown]


def _damaged(source: str, why: str) -> ConfigError:
    return ConfigError(
        f"the lock file is damaged: {why}", file=source, advice=_AGAIN.format(file=source)
    )


def _first_problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}"
    return "a block is not what it should be"
