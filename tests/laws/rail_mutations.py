"""Takes one rail or one verification out at a time, and asks whether a test notices.

Source: sync-semantics 10, layer 7.
"""
