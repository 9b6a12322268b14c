"""Each rail and each verification stands alone against something that would go wrong.

Source: sync-semantics 5.2, 10 (layer 7).
"""
