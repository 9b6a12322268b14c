"""The literature beside the project, as references."""

from pathlib import Path

import pytest

from mendeley_sync.domain.references import Reference
from mendeley_sync.formats.csl.csl import read_csl_json


@pytest.fixture(scope="session")
def shared_references(shared: Path) -> list[Reference]:
    """Some 300 real works, without what only CSL can hold."""
    data = (shared / "ibf" / "balint-literature.json").read_bytes()
    return [
        one.model_copy(update={"line": None, "extra": {}})
        for one in read_csl_json(data, "literature").references
    ]
