"""A run cut off at any send, flush or rename, and the next run, end where one whole run ends.

Source: sync-semantics 9 (rows 1-7), 10 (exhaustive crash walk), I12.
"""
