"""Setting up: a settings file with a group, and a list; what is there is never overwritten."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from mendeley_sync.domain.library import GroupId, Library
from mendeley_sync.domain.references import Reference
from mendeley_sync.domain.sign_in import Application
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.registry import format_of, read_references, write_references
from mendeley_sync.settings import Settings
from mendeley_sync.settings.load import PLACES
from mendeley_sync.settings.template import first_settings, with_group
from mendeley_sync.workflow.account.setup_file import Setup, setup_text

PROBLEMS_SHOWN = 5


@dataclass(frozen=True)
class InitResult:
    """What a set-up did."""

    config_file: Path
    list_file: Path
    config_done: str = ""
    """`written`, `group set`, or "" when it stayed as it was."""
    references: int | None = None
    """How many the new list has; None when the list stayed as it was."""
    losses: tuple[str, ...] = ()
    """What the list's format could not hold, one sentence each."""

    @property
    def did_nothing(self) -> bool:
        """Whether everything was there already."""
        return not self.config_done and self.references is None


def run_init(
    settings: Settings,
    *,
    group: GroupId | None,
    source: Path | None,
    library: Callable[[GroupId], Library],
) -> InitResult:
    """Write what is missing: settings, group, list.

    Everything is read and checked before the first file is written.

    Args:
        settings: as found, maybe without a file.
        group: the group to set; None leaves it as it is.
        source: a file to make the list from; None takes the library's documents.
        library: pulls a group's library; called only when the list comes from it.

    Raises:
        ConfigError: another group is set, a list is there and `source` would replace it,
            `source` cannot be read whole, or a file cannot be written.
        AccessError, ServiceError: as the pull.
    """
    config_path = settings.config_file or PLACES[0]
    list_path = config_path.parent / settings.config.list
    text, done = _settings_text(settings, config_path, group)
    content: bytes | None = None
    references: tuple[Reference, ...] = ()
    losses: tuple[str, ...] = ()
    if not list_path.exists():
        references = _references(source, group or settings.group, library)
        content, losses = _list_content(references, list_path, source)
    elif source is not None:
        raise ConfigError(
            f"there is a list already, {list_path}",
            file=str(list_path),
            advice=f"Bring the file in with `mendeley-sync import {source} --into {list_path}`.",
        )
    if content is not None:
        _write_new(list_path, content)
    if done:
        _write_settings(config_path, text)
    return InitResult(
        config_path, list_path, done, None if content is None else len(references), losses
    )


def references_of(library: Library) -> tuple[Reference, ...]:
    """The library's documents as references with new ids, in the order of the ids.

    Values stand as the library has them, so that a list made so has no differences.
    """
    mint = CitationKeyGenerator()
    made = [
        Reference(
            key=mint.mint(document.metadata),
            metadata=document.metadata,
            authors_cut=document.authors_cut,
        )
        for document in sorted(library.documents, key=lambda document: document.id)
    ]
    return tuple(sorted(made, key=lambda reference: reference.key))


def _settings_text(settings: Settings, path: Path, group: GroupId | None) -> tuple[str, str]:
    if settings.config_file is None:
        text = first_settings()
        return (with_group(text, group, file=str(path)) if group else text), "written"
    if group is None or settings.config.group == group:
        return "", ""
    if settings.config.group is not None:
        raise ConfigError(
            f"another group is set there: {settings.config.group}",
            file=str(path),
            key="group",
            advice="Change it by hand if that is what you want; the lock file beside the list "
            "belongs to the group that was there.",
        )
    # Bytes, so that line ends stay as they are.
    text = path.read_bytes().decode("utf-8")
    return with_group(text, group, file=str(path)), "group set"


def _references(
    source: Path | None, group: GroupId | None, library: Callable[[GroupId], Library]
) -> tuple[Reference, ...]:
    if source is not None:
        return _references_of_file(source)
    if group is None:
        raise ConfigError(
            "there is no list, and nothing to make one from",
            advice="Name a group (`mendeley-sync groups` shows the ids) or a file: "
            "`mendeley-sync init --from FILE`.",
        )
    return references_of(library(group))


def _references_of_file(source: Path) -> tuple[Reference, ...]:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=str(source)) from error
    reading = read_references(data, name=str(source))
    if reading.lost:
        first = reading.lost[0]
        rest = "; ".join(problem.message for problem in reading.lost[1:PROBLEMS_SHOWN])
        more = f" ({len(reading.lost) - 1} more: {rest})" if rest else ""
        raise ConfigError(
            first.message + more,
            file=str(source),
            line=first.line,
            key=first.key,
            advice="Mend the file, or bring in what can be read with `mendeley-sync import`.",
        )
    if not reading.references:
        raise ConfigError("there are no references in it", file=str(source))
    return reading.references


def _list_content(
    references: tuple[Reference, ...], list_path: Path, source: Path | None
) -> tuple[bytes, tuple[str, ...]]:
    wanted = format_of(list_path.name)
    if wanted is None:
        raise ConfigError("the list must be a .yaml, .json, .bib or .ris file", file=str(list_path))
    if source is not None and format_of(source.name) == wanted:
        # The same format: the file as it is, comments and all.
        return source.read_bytes(), ()
    text, losses = write_references(references, wanted)
    return text.encode(), losses


def write_setup(
    path: Path,
    *,
    group: GroupId,
    application: Application,
    pages: tuple[str, ...],
    with_secret: bool,
) -> None:
    """Write a setup file for admins; a file that is there is not overwritten.

    Raises:
        ConfigError: it is there already, cannot be written, or the group is no group id.
    """
    wrong = ConfigError("a setup file needs a group id and an application number of digits")
    try:
        setup = Setup(
            group=group,
            application_number=application.client_id,
            application_secret=application.client_secret if with_secret else None,
            redirect_address=application.redirect_uri,
            pages=pages,
        )
    except ValidationError:
        # Not chained: pydantic quotes what it refuses.
        raise wrong from None
    _write_new(path, setup_text(setup, with_secret=with_secret).encode(), private=with_secret)


def _write_new(path: Path, content: bytes, *, private: bool = False) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, 0o600 if private else 0o666), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise ConfigError(
            "is there already and is not overwritten", file=str(path), advice="Choose another name."
        ) from error
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=str(path)) from error


def _write_settings(path: Path, text: str) -> None:
    from mendeley_sync.stores.durable import write_durably

    if not path.exists():
        _write_new(path, text.encode())
        return
    try:
        write_durably(path, text.encode())
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=str(path)) from error
