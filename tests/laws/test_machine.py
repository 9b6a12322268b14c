"""The machine of people, with a fixed short profile here and a long one on request."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.laws.machine import People

STEPS_IN_A_STORY = 20
STORIES = 12
PHASES = (Phase.explicit, Phase.generate)
"""A story that breaks a law is shown as it is: making it shorter takes far longer than finding."""
LONG = "MENDELEY_SYNC_MACHINE_STEPS"
"""Set to a number of steps, such as 20000, for the long profile."""


def test_no_story_of_people_breaks_a_law_of_writing() -> None:
    asked = os.environ.get(LONG)
    stories = int(asked) // STEPS_IN_A_STORY if asked else STORIES
    profile = settings(
        max_examples=stories,
        stateful_step_count=STEPS_IN_A_STORY,
        derandomize=asked is None,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=PHASES,
    )

    run_state_machine_as_test(People, settings=profile)
