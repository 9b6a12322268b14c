"""References from files into the list: what is new, what enriches, what contradicts.

Nothing is written before everything is known. Adding an entry and filling an empty field
need no second thought; a value that the list has already is never changed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mendeley_sync.diff.equality.fields import compare_values, list_value
from mendeley_sync.domain.csl import CslValue, to_csl
from mendeley_sync.domain.fields import FieldName
from mendeley_sync.domain.metadata import FIELDS, is_empty, value_of
from mendeley_sync.domain.references import WHOLE_ENTRY, Reference, ReferenceKey
from mendeley_sync.errors import ConfigError
from mendeley_sync.formats.account import AccountEntry
from mendeley_sync.formats.keys import CitationKeyGenerator
from mendeley_sync.formats.reading import Problem
from mendeley_sync.formats.registry import read_references
from mendeley_sync.matching.adapt import from_reference
from mendeley_sync.matching.duplicates import find_duplicates
from mendeley_sync.matching.match import match
from mendeley_sync.matching.record import MatchRecord
from mendeley_sync.matching.result import Matching, Pair
from mendeley_sync.reports.results.imports import Contradiction, Doubt, ImportPlan, Incoming
from mendeley_sync.stores.reference_list.editor import ReferenceListEditor

_TYPES_THAT_SAY_NOTHING = frozenset({"", "document"})


@dataclass(frozen=True)
class FilesRead:
    """What came out of the files."""

    incoming: tuple[Incoming, ...] = ()
    problems: tuple[tuple[str, Problem], ...] = ()


def read_files(files: Sequence[tuple[str, bytes]], *, format: str | None = None) -> FilesRead:
    """Every reference of the files, and what could not be taken.

    Raises:
        ConfigError: a file is not in its format, or is a spreadsheet.
    """
    incoming: list[Incoming] = []
    problems: list[tuple[str, Problem]] = []
    for name, data in files:
        reading = read_references(data, format=format, name=name)
        account: dict[ReferenceKey, list[AccountEntry]] = {}
        for entry in reading.account:
            account.setdefault(entry.reference, []).append(entry)
        incoming += [
            Incoming(one, name, reading.unsure(one.key), tuple(account.get(one.key, ())))
            for one in reading.references
        ]
        problems += [(name, problem) for problem in reading.problems]
    return FilesRead(tuple(incoming), tuple(problems))


def plan_import(
    files: FilesRead,
    present: Sequence[Reference],
    *,
    keep_ids: bool = False,
    doubtful_as_new: bool = False,
) -> ImportPlan:
    """Hold what comes in against the list.

    Args:
        keep_ids: take the ids of the files where they are free, in the place of our rule.
        doubtful_as_new: a person looked: what only may be in the list is not.
    """
    incoming = files.incoming
    records = [_record(number, one) for number, one in enumerate(incoming)]
    by_record = {record.id: one for record, one in zip(records, incoming, strict=True)}
    matching = _matched(present, records)
    partner = {right: left for left, right in matching.matched.items()}
    partner |= {copy: partner[first] for copy, first in matching.duplicates.items()}
    doubts = [] if doubtful_as_new else _doubts(matching.pairs, by_record, set(partner))
    doubtful = {id(one.incoming) for one in doubts}
    fresh = [
        record
        for record in records
        if record.id not in partner and id(by_record[record.id]) not in doubtful
    ]
    first_of = find_duplicates(fresh, with_evidence=False).duplicates
    new = [by_record[record.id] for record in fresh if record.id not in first_of]
    known = [(partner[one.id], by_record[one.id]) for one in records if one.id in partner]
    enriched, contradictions = _compared(known, {one.key: one for one in present})
    added = _with_keys(new, present, keep_ids=keep_ids)
    keys = {id(one): partner.get(record) for record, one in by_record.items()}
    keys |= {id(one): as_added.reference.key for one, as_added in zip(new, added, strict=True)}
    return ImportPlan(
        new=added,
        enriched=enriched,
        contradictions=contradictions,
        doubts=tuple(doubts),
        known=tuple(known),
        repeated=tuple(
            (by_record[first], by_record[copy]) for copy, first in sorted(first_of.items())
        ),
        problems=files.problems,
        read=len(incoming),
        account=tuple(
            (one.file, entry._replace(reference=keys.get(id(one)) or ""))
            for one in incoming
            for entry in one.account
        ),
    )


def write_import(plan: ImportPlan, editor: ReferenceListEditor, path: Path) -> bool:
    """Add and enrich; True when the file changed.

    Raises:
        ConfigError: the list cannot hold it, or changed meanwhile.
    """
    for key, values in plan.enriched.items():
        editor.set_values(key, values)
    for one in plan.new:
        editor.add(_marked(one))
    if not path.parent.is_dir():
        raise ConfigError(f"the folder {path.parent} is not there", file=str(path))
    return editor.save(path)


def _matched(present: Sequence[Reference], records: Sequence[MatchRecord]) -> Matching:
    if not present:
        return Matching(pairs=(), unmatched_right=frozenset(one.id for one in records))
    return match([from_reference(one) for one in present], records, with_evidence=False)


def _record(number: int, incoming: Incoming) -> MatchRecord:
    """Numbered, since two files may use one id for two works."""
    return replace(from_reference(incoming.reference), id=f"{number:06d}")


def _doubts(
    pairs: Sequence[Pair], by_record: Mapping[str, Incoming], placed: set[str]
) -> list[Doubt]:
    """The first doubtful partner of every entry that has no sure one."""
    found: dict[str, Doubt] = {}
    for pair in pairs:
        if pair.verdict == "review" and pair.right not in placed:
            doubt = Doubt(by_record[pair.right], pair.left, pair.reason)
            found.setdefault(pair.right, doubt)
    return [found[right] for right in sorted(found)]


def _compared(
    known: Sequence[tuple[ReferenceKey, Incoming]], present: Mapping[ReferenceKey, Reference]
) -> tuple[dict[ReferenceKey, dict[FieldName, CslValue]], tuple[Contradiction, ...]]:
    enriched: dict[ReferenceKey, dict[FieldName, CslValue]] = {}
    contradictions: list[Contradiction] = []
    for key, incoming in known:
        for name in (one.name for one in FIELDS):
            theirs = value_of(incoming.reference.metadata, name)
            if is_empty(theirs) or name in incoming.unsure or _says_nothing(name, theirs):
                continue
            mine = enriched.get(key, {}).get(name)
            if mine is None and _may_fill(present[key], name):
                enriched.setdefault(key, {})[name] = to_csl(name, theirs)
            elif mine is None and not _agrees(present[key], incoming.reference, name):
                contradictions.append(_contradiction(key, name, present[key], incoming))
    return enriched, tuple(contradictions)


def _says_nothing(name: FieldName, value: object) -> bool:
    return name == "type" and value in _TYPES_THAT_SAY_NOTHING


def _may_fill(entry: Reference, name: FieldName) -> bool:
    """Whether a field of an entry is empty and nobody said that it must stay so."""
    return (
        is_empty(value_of(entry.metadata, name))
        and name not in entry.nulls
        and not {name, WHOLE_ENTRY} & entry.protect
    )


def _agrees(entry: Reference, other: Reference, name: FieldName) -> bool:
    """Whether the file's value says no more than the list's, however it is written."""
    mine, theirs = list_value(entry, name), list_value(other, name)
    if compare_values(name, mine, theirs).equal:
        return True
    if name == "author" and other.authors_cut:
        shown = [one.last_name.casefold() for one in other.metadata.authors]
        whole = [one.last_name.casefold() for one in entry.metadata.authors]
        return whole[: len(shown)] == shown
    return False


def _contradiction(
    key: ReferenceKey, name: FieldName, entry: Reference, incoming: Incoming
) -> Contradiction:
    return Contradiction(
        key=key,
        field=name,
        in_list=to_csl(name, value_of(entry.metadata, name)),
        in_file=to_csl(name, value_of(incoming.reference.metadata, name)),
        place=incoming.place,
    )


def _with_keys(
    new: Sequence[Incoming], present: Sequence[Reference], *, keep_ids: bool
) -> tuple[Incoming, ...]:
    """Ids for what is new: by the rule, or the file's own where that is wanted and free."""
    taken = {one.key for one in present} | {old for one in present for old in one.formerly}
    mint = CitationKeyGenerator(taken)
    keyed = []
    for one in new:
        own = one.reference.key
        key = mint.claim(own) if keep_ids else mint.mint(one.reference.metadata)
        keyed.append(replace(one, reference=one.reference.model_copy(update={"key": key})))
    return tuple(keyed)


def _marked(incoming: Incoming) -> Reference:
    """The reference as it goes into the list, with the fields that a person should look at."""
    reference = incoming.reference.model_copy(update={"line": None})
    if not incoming.unsure:
        return reference
    custom = {**reference.extra.get("custom", {}), "unsure": list(incoming.unsure)}
    return reference.model_copy(update={"extra": {**reference.extra, "custom": custom}})
