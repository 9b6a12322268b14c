"""The reference list as a file: read whole or not at all, changed only where asked.

The editor works on the text: it finds where a value stands and replaces just that, so
that comments, order, quoting and untouched entries stay byte for byte. What it made is
read back before it is given out; a text that does not say exactly what was asked is
never written, and the person gets the change as a patch instead.

Source: docs/decisions/0061-the-list-is-edited-as-text.md
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from mendeley_sync.domain.csl import CslValue, from_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.references import Reference, ReferenceKey, ReferenceList
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.csl.csl import write_csl_yaml
from mendeley_sync.formats.csl.items import with_item_values
from mendeley_sync.formats.reading import Problem
from mendeley_sync.formats.registry import format_of, read_references
from mendeley_sync.stores.durable import write_durably
from mendeley_sync.stores.reference_list.edits import Edits, NotEditableError
from mendeley_sync.stores.reference_list.json import edited_json
from mendeley_sync.stores.reference_list.records import edited_records
from mendeley_sync.stores.reference_list.yaml import edited_yaml

LIST_SUFFIXES = (".yaml", ".yml", ".json", ".bib", ".ris")


def load_reference_list(path: Path) -> ReferenceList:
    """Read the list; the suffix of the file names its format.

    Raises:
        ConfigError: the file is missing, cannot be read, or has an entry that cannot be
            taken; file, line and field are named. A list is never read in part.
    """
    return reference_list_of(_bytes_of(path), str(path))


def reference_list_of(data: bytes, source: str) -> ReferenceList:
    """The list in these bytes; `source` is its file name."""
    reading = read_references(data, format=list_format(source), name=source)
    # A date that is none is for `check` to tell; an encoding or an end that is missing is not.
    refused = tuple(one for one in reading.problems if not (one.is_note and one.key))
    if refused:
        raise _refusal(refused, source)
    digest = hashlib.sha256(data).hexdigest()
    return ReferenceList(references=reading.references, source=source, digest=digest)


def list_format(source: str) -> str:
    """The format of a list by its suffix; ConfigError for a suffix that is none of a list's."""
    chosen = format_of(source)
    if chosen is None or not source.lower().endswith(LIST_SUFFIXES):
        raise ConfigError(
            "a list is a .yaml, .json, .bib or .ris file",
            file=source,
            advice="Bring another file in with `mendeley-sync import FILE --into LIST`.",
        )
    return chosen


class ReferenceListEditor:
    """Collects changes to one list file and makes them at once."""

    def __init__(self, data: bytes, source: str) -> None:
        """`data` may be empty: a list that does not exist yet."""
        self.source = source
        self.format = list_format(source)
        self.before = reference_list_of(data, source)
        self._data = data
        self._present = frozenset(self.before.by_key())
        self._taken = set(self._present)
        self._values: dict[ReferenceKey, dict[str, CslValue]] = {}
        self._without: dict[ReferenceKey, set[str]] = {}
        self._added: list[Reference] = []
        self._removed: set[ReferenceKey] = set()

    @classmethod
    def open(cls, path: Path) -> ReferenceListEditor:
        """An editor of the file as it is now; a missing file counts as an empty list."""
        return cls(_bytes_of(path) if path.exists() else b"", str(path))

    def set_values(self, key: ReferenceKey, values: Mapping[FieldName, CslValue]) -> None:
        """Set fields of one entry, as CSL-JSON; None writes an explicit null.

        What is ours goes by its path: `custom.authors-cut`, `custom.sections`.

        Raises:
            ConfigError: the list has no such entry, or a value cannot be read as its field.
        """
        self._ensure_present(key)
        for name, value in values.items():
            if not name.startswith("custom.") and value is not None:
                _checked(name, value, self.source)
        self._values.setdefault(key, {}).update(values)

    def drop_fields(self, key: ReferenceKey, names: Iterable[FieldName]) -> None:
        """Take fields of one entry out of the list: key and value, not an explicit null.

        Raises:
            ConfigError: the list has no such entry.
        """
        self._ensure_present(key)
        self._without.setdefault(key, set()).update(names)

    def remove(self, key: ReferenceKey) -> None:
        """Take one entry out of the list.

        Raises:
            ConfigError: the list has no such entry.
        """
        self._ensure_present(key)
        self._removed.add(key)

    def add(self, reference: Reference) -> None:
        """Add one entry at the end of the list.

        Raises:
            ConfigError: its id is in the list already.
        """
        if reference.key in self._taken:
            raise ConfigError(f"the id `{reference.key}` is used already", file=self.source)
        self._taken.add(reference.key)
        self._added.append(reference)

    @property
    def now(self) -> bytes:
        """The file as it was opened."""
        return self._data

    @property
    def is_changed(self) -> bool:
        """Whether anything was asked for."""
        return bool(self._values or self._without or self._added or self._removed)

    def data(self) -> bytes:
        """The new file.

        Raises:
            ConfigError: the change cannot be made in the text as it is written; the advice
                is a patch that says what was wanted.
        """
        if not self.is_changed:
            return self._data
        text, encode = _decoded(self._data)
        made = encode(self._edited(text))
        if not self._says_what_was_asked(made):
            raise ConfigError(
                "this change cannot be made in the file as it is written; nothing was changed",
                file=self.source,
                advice="Make it by hand:\n" + self._wanted_patch(),
            )
        return made

    def patch(self) -> str:
        """The change as a unified diff of the file."""
        return _unified(self._data.decode("utf-8", "replace"), self.data().decode(), self.source)

    def save(self, path: Path) -> bool:
        """Write the file durably, unless nothing changes; True when it was written.

        Raises:
            ConfigError: the file changed since it was opened, or cannot be written.
        """
        made = self.data()
        now = _bytes_of(path) if path.exists() else b""
        if now != self._data:
            raise ConfigError(
                "the file was changed meanwhile; nothing was written",
                file=self.source,
                advice="Run the command again.",
            )
        if made == now:
            return False
        try:
            write_durably(path, made)
        except OSError as error:
            raise ConfigError(
                f"cannot be written: {error.strerror or error}", file=self.source
            ) from error
        return True

    def _ensure_present(self, key: ReferenceKey) -> None:
        if key not in self._present:
            raise ConfigError(f"there is no entry `{key}`", file=self.source, key=key)

    def _edited(self, text: str) -> str:
        edits = Edits(self._values, self._without, tuple(self._added), frozenset(self._removed))
        try:
            if self.format == "csl-yaml":
                return edited_yaml(text, edits)
            if self.format == "csl-json":
                return edited_json(text, self.source, edits)
            return edited_records(text, self.format, self.before, self._wanted(), edits)
        except NotEditableError:
            return text

    def _says_what_was_asked(self, made: bytes) -> bool:
        try:
            after = reference_list_of(made, self.source).references
        except ConfigError:
            return False
        return [_comparable(one) for one in after] == [_comparable(one) for one in self._wanted()]

    def _wanted(self) -> list[Reference]:
        changed = [
            with_item_values(one, self._values.get(one.key, {}), self._without.get(one.key, ()))
            if one.key in self._values or one.key in self._without
            else one
            for one in self.before.references
            if one.key not in self._removed
        ]
        return [*changed, *self._added]

    def _wanted_patch(self) -> str:
        before = write_csl_yaml(self.before.references)
        return _unified(before, write_csl_yaml(self._wanted()), self.source)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror or error}",
            file=str(path),
            advice="Check the name of the file, or make a list with `mendeley-sync init`.",
        ) from error


def _refusal(problems: tuple[Problem, ...], source: str) -> ConfigError:
    first, *others = problems
    entry = f" (entry `{first.text}`)" if first.text else ""
    lines = ", ".join(str(one.line) for one in others[:9] if one.line is not None)
    more = f"{len(others)} more: lines {lines}. " if others else ""
    return ConfigError(
        f"{first.message}{entry}",
        file=source,
        line=first.line,
        key=first.key,
        advice=f"{more}Mend the list and try again; a list is never read in part.",
    )


def _checked(name: FieldName, value: CslValue, source: str) -> None:
    try:
        from_csl(name, value)
    except (KeyError, ValueError) as error:
        raise ConfigError(f"`{name}`: {error}", file=source, key=name) from error


def _decoded(data: bytes) -> tuple[str, Callable[[str], bytes]]:
    """The text with plain line ends, and the way back to bytes as the file has them."""
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(mark) :].decode()
    if "\r\n" in text and text.count("\r\n") == text.count("\n"):
        return text.replace("\r\n", "\n"), lambda made: mark + made.replace("\n", "\r\n").encode()
    return text, lambda made: mark + made.encode()


def _comparable(reference: Reference) -> Reference:
    return reference.model_copy(update={"line": None})


def _unified(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
