"""What a reader must know of a pull, before anything else."""

from __future__ import annotations

from mendeley_sync.domain.library import Library
from mendeley_sync.domain.lock_data import LockFileData
from mendeley_sync.pull.pull import PullResult
from mendeley_sync.reports.envelope import Notice

MANY_GONE = 5
"""From so many documents that left the library since the last pull, every report begins with it."""


def notices_of(result: PullResult, lost: int) -> tuple[Notice, ...]:
    """Return what a pull noticed.

    Args:
        lost: documents that left the library since the pull before, not by our hand.
    """
    notices = []
    if lost >= MANY_GONE:
        notices.append(
            Notice(
                level="alarm",
                text=f"{lost} documents left the library or were moved to the trash since the "
                "last pull.",
                advice="Pushes are paused until you have checked the library. Ask the members "
                "not to empty the trash.",
            )
        )
    if result.unknown_members:
        names = ", ".join(f"`{name}`" for name in result.unknown_members)
        text = f"Mendeley returned fields that this version does not know: {names}."
        notices.append(Notice(level="note", text=f"{text} They are preserved."))
    return tuple(notices)


def renamed_group(library: Library | None, lock_data: LockFileData) -> tuple[Notice, ...]:
    """Return a warning where the group had another name when both sides were last in sync.

    It is the same group: its id is. A person who picked the wrong one sees it by the name.
    """
    if library is None or library.group.id != lock_data.group:
        return ()
    before, now = lock_data.group_name, library.group.name
    if not before or not now or before == now:
        return ()
    return (
        Notice(
            level="warning",
            text=f'The group is now called "{now}". It was called "{before}" when list and '
            "library were last in sync. Its id is the same, so it is treated as the same group.",
            advice="If nobody renamed it, run `mendeley-sync groups` before you push. The next "
            "push records the new name.",
        ),
    )
