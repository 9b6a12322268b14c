"""File names of other people made safe to write, on every system. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Characters, the ending included; some systems stop at 255 bytes for name and all."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE
)


def safe_file_name(name: str, identity: str) -> str:
    """A name that stays in its folder and hides nothing.

    `../../etc/passwd` → `passwd`; control characters, right-to-left marks, what Windows
    refuses, leading dots and blanks at the ends are gone. Nothing left: the file's id.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in last if not unicodedata.category(char).startswith("C"))
    stem, ending = _FORBIDDEN.sub("_", visible).strip(" ."), ""
    while "." in stem and not ending:
        # An ending of signs alone goes, and what stands before it is the ending then.
        stem, _, ending = stem.rpartition(".")
        ending = re.sub(r"[^\w]", "", ending)[:16]
    stem = stem.strip(" .")[: LONGEST - len(ending) - 1].strip(" .")
    stem = stem or re.sub(r"[^\w-]", "_", identity)[:64] or "file"
    if _RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem}.{ending}" if ending else stem


def with_identity(safe_name: str, identity: str) -> str:
    """The same name told apart from another file of that name by the end of the id."""
    stem, dot, ending = safe_name.rpartition(".")
    mark = re.sub(r"[^\w]", "", identity)[-12:]
    return f"{stem}-{mark}.{ending}" if dot else f"{safe_name}-{mark}"
