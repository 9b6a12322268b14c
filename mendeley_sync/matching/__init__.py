"""Which document is which reference: match, undecided or different, with reasons."""
