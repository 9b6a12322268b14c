"""Authors, editors and translators."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Person(BaseModel):
    """One name of an author list, in the parts that CSL 1.0.2 gives a name.

    An organisation has `literal` alone. At least one of `family`, `given` and
    `literal` is set in a name that says anything; the service also holds empty ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    family: str = ""
    given: str = ""
    literal: str = ""
    suffix: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""

    @property
    def last_name(self) -> str:
        """Family name with its particle, or the organisation's name: what the service keeps."""
        if self.literal:
            return self.literal
        return " ".join(filter(None, (self.non_dropping_particle, self.family)))

    @property
    def first_name(self) -> str:
        """Given names with what follows them: what the service keeps beside the last name."""
        return " ".join(filter(None, (self.given, self.dropping_particle, self.suffix)))

    @property
    def is_organisation(self) -> bool:
        """True when the name has no parts of its own."""
        return bool(self.literal) and not self.family

    @property
    def is_empty(self) -> bool:
        """True when the name says nothing."""
        return not (self.last_name.strip() or self.first_name.strip())

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.last_name, self.first_name)))
