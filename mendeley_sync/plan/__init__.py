"""Differences turned into changes, counted, limited and bound to a digest."""
