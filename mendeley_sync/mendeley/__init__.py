"""The client of the service: wire, paging, retry, tokens, sign-in."""
