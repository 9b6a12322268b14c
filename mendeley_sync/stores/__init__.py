"""What lasts: the list, the lock file, the mirror, the journal, tokens, status."""
