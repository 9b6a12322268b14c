"""Every command: its name, where it lives, and the line that `--help` shows.

The summaries are here and not in the commands, so that `--help` loads none of them.
A test compares them with the commands' own help.
"""

from __future__ import annotations

from typing import NamedTuple


class CommandEntry(NamedTuple):
    """One command of the table."""

    module: str
    """Module under `mendeley_sync.cli.commands`; the command in it has the name `command`."""
    summary: str


COMMANDS: dict[str, CommandEntry] = {
    "init": CommandEntry("init", "Set up: choose a group and a list."),
    "login": CommandEntry("login", "Sign in to Mendeley."),
    "logout": CommandEntry("logout", "Delete the saved sign-in."),
    "status": CommandEntry("status", "Show the account, the group and the age of the local data."),
    "groups": CommandEntry("groups", "List the groups that this account can see."),
    "pull": CommandEntry("pull", "Update the local copy of the library."),
    "diff": CommandEntry("diff", "Compare the list with the library."),
    "push": CommandEntry("push", "Update the group library from the list."),
    "adopt": CommandEntry("adopt", "Copy values or documents of the library to the list."),
    "resolve": CommandEntry("resolve", "Review differences that need your decision."),
    "runs": CommandEntry("runs", "List earlier runs, newest first."),
    "undo": CommandEntry("undo", "Undo a run."),
    "sync": CommandEntry("sync", "Run the scheduled job: pull, compare, report, notify."),
    "access": CommandEntry("access", "Check whether members can open the group."),
    "match": CommandEntry("match", "Find records that two files have in common."),
    "dedupe": CommandEntry("dedupe", "Find duplicates in a file."),
    "check": CommandEntry("check", "Check the list for problems."),
    "import": CommandEntry("import_", "Add references from files to the list."),
    "export": CommandEntry("export", "Write the list in another format."),
    "sandbox": CommandEntry("sandbox", "Run the sandbox as a server."),
}
