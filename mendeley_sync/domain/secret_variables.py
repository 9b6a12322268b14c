"""Names of the environment's variables whose values are secrets.

A module of its own, so that the log, which every command sets up, loads nothing else for it.
"""

from __future__ import annotations

WEBHOOK = "MENDELEY_SYNC_WEBHOOK"
HEARTBEAT = "MENDELEY_SYNC_HEARTBEAT"
SMTP_PASSWORD = "MENDELEY_SYNC_SMTP_PASSWORD"

SECRET_VARIABLES = (
    "MENDELEY_CLIENT_SECRET",
    "MENDELEY_REFRESH_TOKEN",
    "MENDELEY_ACCESS_TOKEN",
    WEBHOOK,
    HEARTBEAT,
    SMTP_PASSWORD,
)
"""Their values are shown to nobody and handed to no program that we start."""
