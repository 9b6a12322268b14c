"""Every group that an account sees, into a warehouse: dlt's REST source, incremental.

For who outgrows one machine. The sign-in is mendeley-sync's own (`mendeley-sync login`).
What was changed since the last load comes each time; what was deleted does not: the service's
list of changes does not hold it, so ask `mendeley-sync diff` about a single group, or load anew
with `pipeline.run(..., refresh="drop_data")`.

    pip install mendeley-sync -r requirements.txt
    python many_groups.py
"""

from __future__ import annotations

import os
from typing import Any

import dlt
from dlt.sources.rest_api import rest_api_source

LONG_AGO = "2000-01-01T00:00:00.000Z"


def many_groups(base_url: str, access_token: str) -> Any:
    """Groups, and the documents of each of them, as a source for a pipeline."""
    documents = "application/vnd.mendeley-document.1+json"
    return rest_api_source(
        {
            "client": {
                "base_url": base_url,
                "auth": {"type": "bearer", "token": access_token},
                "paginator": {"type": "header_link"},
            },
            "resource_defaults": {"primary_key": "id", "write_disposition": "merge"},
            "resources": [
                {
                    "name": "groups",
                    "endpoint": {
                        "path": "groups/v2",
                        "params": {"limit": 500},
                        "headers": {"Accept": "application/vnd.mendeley-group-list+json"},
                    },
                },
                {
                    "name": "documents",
                    "endpoint": {
                        "path": "documents",
                        "headers": {"Accept": documents},
                        "params": {
                            "group_id": "{resources.groups.id}",
                            "view": "all",
                            "limit": 500,
                            "sort": "created",
                            "order": "asc",
                        },
                        "incremental": {
                            "start_param": "modified_since",
                            "cursor_path": "last_modified",
                            "initial_value": LONG_AGO,
                        },
                    },
                },
            ],
        },
        name="mendeley",
    )


def main() -> None:
    """Load into a file of DuckDB; any destination of dlt takes its place."""
    from mendeley_sync.settings import load_settings
    from mendeley_sync.workflow.service import token_source

    settings = load_settings()
    token = token_source(settings, environ=os.environ).access_token()
    pipeline = dlt.pipeline("mendeley", destination="duckdb", dataset_name="library")
    print(pipeline.run(many_groups(settings.base_url, token)))


if __name__ == "__main__":
    main()
