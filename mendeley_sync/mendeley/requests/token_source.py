"""What the client needs of a sign-in: a token that is good now, and another one.

The client never sees secrets beyond the access token; where tokens live and how they
are renewed is the sign-in's business.
"""

from __future__ import annotations

from typing import Protocol


class TokenSource(Protocol):
    """Gives access tokens; safe to call from one thread at a time."""

    def access_token(self) -> str:
        """A token that is good now: renewed 60 s before it expires.

        Raises:
            SignInNeededError: there is no sign-in, or it can no longer be renewed.
            ServiceError: the token endpoint did not answer usably.
        """
        ...

    def renew(self, rejected: str) -> str:
        """A token other than `rejected`, which the service has just refused.

        A token that another process stored meanwhile counts as renewed.

        Raises:
            SignInNeededError: the sign-in can no longer be renewed.
            ServiceError: the token endpoint did not answer usably.
        """
        ...
