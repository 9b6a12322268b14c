"""Signs that a citation was not understood: what was read is then all for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mendeley_sync.domain.fields import FieldName, FieldValue
from mendeley_sync.formats.citation.locators import YEAR

_YEARS_IN_BRACKETS = re.compile(rf"\({YEAR}[a-z]?\)")
_NUMBERS = re.compile(
    rf"{YEAR}\s*;\s*\d|\d\s*\(\d+\)\s*[:,]\s*\d|\d+\s*:\s*[A-Z]?\d+\s*[-–]\s*\d"
    rf"|\bvol\.\s*\d|\bpp?\.\s*\d|\bdoi\b|https?:",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"^[A-ZÀ-Þ][\w’'-]+,?\s(?:[A-Z]\.\s?){1,3}[,&]|^[A-ZÀ-Þ][\w’'-]+\s[A-Z]{1,3}(?:,|:|\sand\s)"
    r"|\bet\s+al\b"
)
_LONGEST_JOURNAL = 140


def is_unreliable(text: str, values: Mapping[FieldName, FieldValue]) -> bool:
    """Whether two citations have run together, or numbers or names stand where a title should."""
    title, container = str(values.get("title", "")), str(values.get("container-title", ""))
    is_run_together = len(set(_YEARS_IN_BRACKETS.findall(text))) > 1
    return (
        (is_run_together and _YEARS_IN_BRACKETS.search(title + container) is not None)
        or _NUMBERS.search(title) is not None
        or _NUMBERS.search(container) is not None
        or _NAMES.search(title) is not None
        or len(container) > _LONGEST_JOURNAL
        or len(title) < 3
    )
