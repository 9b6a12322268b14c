"""The client of Mendeley: wire, paging, retry, tokens, sign-in."""
