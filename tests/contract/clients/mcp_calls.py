"""Every call of mendeley-mcp's client, one after another; run by the interpreter that has it.

    python mcp_calls.py URL CLIENT_ID CLIENT_SECRET REFRESH_TOKEN

Prints JSON: the outcome of each call by its name, `works` or the status of the refusal.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from mendeley_mcp import client as library

OUTCOMES: dict[str, str] = {}


async def tried(name: str, call: Callable[[], Awaitable[Any]]) -> Any:
    try:
        result = await call()
    except Exception as error:  # noqa: BLE001 - whatever it ends in is the outcome
        response = getattr(error, "response", None)
        OUTCOMES[name] = repr(error) if response is None else str(response.status_code)
        if response is not None and "html" in response.headers.get("content-type", ""):
            OUTCOMES[name] += ", an HTML page"
        return None
    OUTCOMES[name] = "works" if result not in (None, [], "") else "empty"
    return result


async def main(url: str, client_id: str, client_secret: str, refresh_token: str) -> None:
    library.MENDELEY_API_BASE = url
    library.MENDELEY_TOKEN_URL = f"{url}/oauth/token"
    # An access token that is not good: the first call signs in anew.
    known = library.MendeleyCredentials(client_id, client_secret, "stale", refresh_token)
    async with library.MendeleyClient(known) as client:
        await tried("get_documents", lambda: client.get_documents(limit=2))
        made = await tried("add_document", lambda: client.add_document("Nets", year=1990))
        identity = made.id if made else ""
        await tried("get_document", lambda: client.get_document(identity))
        await tried("update_document", lambda: client.update_document(identity, {"year": 1991}))
        await tried("search_library", lambda: client.search_library("nets"))
        folder = await tried("create_folder", lambda: client.create_folder("Knots"))
        key = folder.id if folder else ""
        await tried("get_folders", client.get_folders)
        await tried("get_folder", lambda: client.get_folder(key))
        await tried("rename_folder", lambda: client.rename_folder(key, "Bends"))
        await tried("add_document_to_folder", lambda: client.add_document_to_folder(key, identity))
        await tried("get_documents in a folder", lambda: client.get_documents(folder_id=key))
        await tried("export_bibtex", lambda: client.export_bibtex(document_id=identity))
        await tried("export_bibtex of a folder", lambda: client.export_bibtex(folder_id=key))
        await tried(
            "remove_document_from_folder",
            lambda: client.remove_document_from_folder(key, identity),
        )
        await tried("delete_folder", lambda: client.delete_folder(key))
        await tried("get_file_content", lambda: client.get_file_content("d-file"))
        await tried("get_file_content of none", lambda: client.get_file_content(identity))
        await tried("get_annotations", lambda: client.get_annotations("d-file"))
        await tried("search_catalog", lambda: client.search_catalog("nets"))
        await tried("get_catalog_document", lambda: client.get_catalog_document(doi="10.5/nets"))
        await tried("get_catalog_document by id", lambda: client.get_catalog_document("c-1"))
        await tried("delete_document", lambda: client.delete_document(identity))
        await tried("get_document of none", lambda: client.get_document("unknown"))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
    json.dump(OUTCOMES, sys.stdout)
