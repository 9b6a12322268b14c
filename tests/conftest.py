"""Fixtures that every test folder may use."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from mendeley_sync.workflow.shutdown import ENDING

ROOT = Path(__file__).resolve().parent.parent


def pytest_configure() -> None:
    """Ctrl-C reaches the commands that tests start, also where the test run itself ignores it.

    A shell starts what it sends to the background with SIGINT ignored, and every child
    inherits that; a test that presses Ctrl-C would wait for ever.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        with contextlib.suppress(ValueError):  # not the main thread of this worker
            signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _nobody_was_asked_to_end() -> Iterator[None]:
    """A test that presses Ctrl-C in its own process does not end the next one's run."""
    yield
    ENDING.forget()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recordings, descriptions and labelled data beside the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not here")
    return folder
