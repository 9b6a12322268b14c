"""Keeps a reference list and a Mendeley group library in step."""

__version__ = "0.1.0"
