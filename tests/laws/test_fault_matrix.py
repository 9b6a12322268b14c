"""Every row of the fault matrix: what was promised, and with which exit code.

Source: sync-semantics 9.
"""
