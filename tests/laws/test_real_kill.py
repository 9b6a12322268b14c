"""The installed command, really killed in its middle: the next run ends in the same state.

Source: sync-semantics 10 (real kills).
"""
