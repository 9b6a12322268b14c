"""Every command: its name, where it lives, and the line that `--help` shows.

The lines stand here and not in the commands, so that `--help` loads none of them.
A test holds them against what the commands say of themselves.
"""

from __future__ import annotations

from typing import NamedTuple


class CommandEntry(NamedTuple):
    """One command of the table."""

    module: str
    """Module under `mendeley_sync.cli.commands`; the command in it is called `command`."""
    summary: str


COMMANDS: dict[str, CommandEntry] = {
    "init": CommandEntry("init", "Set up: choose a group and a list."),
    "login": CommandEntry("login", "Sign in to the service."),
    "logout": CommandEntry("logout", "Forget the saved sign-in."),
    "status": CommandEntry("status", "Who am I, which group, how old is everything."),
    "groups": CommandEntry("groups", "The groups this account can see."),
    "pull": CommandEntry("pull", "Bring the local copy of the library up to date."),
    "diff": CommandEntry("diff", "Compare the list with the library and report."),
    "push": CommandEntry("push", "Bring the group library in step with the list."),
    "adopt": CommandEntry("adopt", "Take values or documents of the library into the list."),
    "resolve": CommandEntry("resolve", "Decide what only a person can decide."),
    "runs": CommandEntry("runs", "What was done when, newest run first."),
    "undo": CommandEntry("undo", "Take back what a run did."),
    "sync": CommandEntry("sync", "The scheduled job: pull, compare, report, notify."),
    "access": CommandEntry("access", "Can a member get in? Check it step by step."),
    "match": CommandEntry("match", "Which entries of two files are the same works."),
    "dedupe": CommandEntry("dedupe", "Which entries of one file are the same works."),
    "check": CommandEntry("check", "Look the list over for mistakes."),
    "import": CommandEntry("import_", "Take references from a file into the list."),
    "export": CommandEntry("export", "Write the list in another format."),
    "sandbox": CommandEntry("sandbox", "Run the practice copy of the service."),
}
