"""Page ranges as formats part and join them."""

from __future__ import annotations

import re

_RANGE = re.compile(r"\s*([^\s–—‐‑−-]+)\s*(?:-{1,2}|[–—‐‑−])\s*([^\s–—‐‑−-]+)\s*")


def first_and_last(page: str) -> tuple[str, str]:
    """`269-76` → (`269`, `76`); what is no plain range stays whole in the first."""
    found = _RANGE.fullmatch(page)
    if found is None or joined_pages(*found.groups()) != page:
        return page, ""
    return found.group(1), found.group(2)


def joined_pages(first: str, last: str) -> str:
    """The two ends as one text; an end that the first holds already is not repeated."""
    if not last or last == first:
        return first
    if not first:
        return last
    return f"{first}-{last}"
