"""Which format a file is in, and how it is read and written."""

from __future__ import annotations

from collections.abc import Sequence

from mendeley_sync.domain.references import Reference
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats import csl
from mendeley_sync.formats.reading import Reading

_SUFFIXES = {".yaml": "csl-yaml", ".yml": "csl-yaml", ".json": "csl-json"}


def format_of(name: str) -> str | None:
    """The format that a file name speaks of, or None."""
    dot = name.rfind(".")
    return _SUFFIXES.get(name[dot:].lower()) if dot >= 0 else None


def read_references(data: bytes, *, format: str | None = None, name: str = "file") -> Reading:
    """References of a file in any format; `format` None means: judge by name and content."""
    chosen = format or format_of(name)
    if chosen == "csl-yaml":
        return csl.read_csl_yaml(data, name)
    if chosen == "csl-json":
        return csl.read_csl_json(data, name)
    raise ConfigError("the format of the file is not known", file=name)


def write_references(references: Sequence[Reference], format: str) -> tuple[str, tuple[str, ...]]:
    """The references as text, and what the format could not hold, one sentence each."""
    if format == "csl-yaml":
        return csl.write_csl_yaml(references), ()
    if format == "csl-json":
        return csl.write_csl_json(references), ()
    raise ConfigError(f"there is no format `{format}`")
