"""Answers as they came, for who looks at their shape and not at what they say."""

from __future__ import annotations

from mendeley_sync.mendeley.requests.answers import Answer
from mendeley_sync.mendeley.requests.transport import Request
from mendeley_sync.mendeley.resources.calls import Calls, Params


class RawCalls(Calls):
    """Reads without an interpretation."""

    def answer(self, path: str, accept: str, params: Params | None = None) -> Answer:
        """The whole answer to one read.

        Raises:
            NotFoundError, ForbiddenError, ContractError, ServiceError: as for every read.
        """
        request = Request("GET", self._url(path, params), {"Accept": accept})
        return self._requester.read(request, lambda answer: answer)
