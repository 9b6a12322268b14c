"""Can a member get in: facts to findings, members against a roster."""
