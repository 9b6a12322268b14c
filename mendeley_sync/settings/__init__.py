"""The settings: `config/mendeley-sync.toml` and the environment, as values handed down."""

from mendeley_sync.settings.load import load_settings
from mendeley_sync.settings.settings import Settings

__all__ = ["Settings", "load_settings"]
