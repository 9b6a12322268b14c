"""Answers as they came, for who looks at their shape and not at what they say."""

from __future__ import annotations

from mendeley_sync.mendeley.answers import Answer
from mendeley_sync.mendeley.calls import Calls, Params
from mendeley_sync.mendeley.transport import Request


class RawCalls(Calls):
    """Reads without an interpretation."""

    def answer(self, path: str, accept: str, params: Params | None = None) -> Answer:
        """The whole answer to one read.

        Raises:
            NotFoundError, ForbiddenError, ContractError, ServiceError: as for every read.
        """
        request = Request("GET", self._url(path, params), {"Accept": accept})
        return self._requester.read(request, lambda answer: answer)
