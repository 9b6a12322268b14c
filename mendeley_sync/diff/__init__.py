"""Where a reference and its document say different things, and what that means."""
