"""The command that goes on, as this user has to type it: with the options that were given.

Reports travel and name no folders; what is said on stderr is for whoever just typed the
command, and a way on that forgets `--state-dir` leads elsewhere.
"""

from __future__ import annotations

import re
import shlex

from mendeley_sync.cli.app import GlobalOptions
from mendeley_sync.cli.registry import COMMANDS

_COMMAND = re.compile(rf"\bmendeley-sync (?:--sandbox )?(?=(?:{'|'.join(COMMANDS)})\b)")


def with_given_options(text: str, options: GlobalOptions) -> str:
    """The text with `--sandbox`, `--config` and `--state-dir` in every command of ours."""
    given = ["--sandbox"] if options.sandbox else []
    places = {"--config": options.config, "--state-dir": options.state_dir}
    for name, place in places.items():
        if place is not None:
            given += [name, shlex.quote(str(place))]
    if not given:
        return text
    return _COMMAND.sub(lambda _: " ".join(["mendeley-sync", *given, ""]), text)
