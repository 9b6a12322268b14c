"""A stub of the service for `pull.py`: 20,000 documents, each answer after 150 ms.

Run as a process of its own, so that it shares no interpreter with what is measured.
Prints its port, then serves until its input ends.
"""

from __future__ import annotations

import gzip
import json
import sys
import threading
import time
import uuid
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

GROUP = "c2a9e4d0-11aa-3c77-b0e1-93d1f0a5b7c4"
PAGE = 500
DOCUMENT = "application/vnd.mendeley-document.1+json"
Reply = tuple[list[tuple[str, str]], bytes]


def document(number: int) -> dict[str, Any]:
    """An invented document of some two kilobytes, with every member a real one has."""
    moment = f"2023-{1 + number // 1700 % 12:02d}-02T08:{number // 60 % 60:02d}:{number % 60:02d}"
    return {
        "id": str(uuid.uuid3(uuid.NAMESPACE_URL, str(number))),
        "title": f"Invented work no. {number} on Balint groups in general practice – a study",
        "type": "journal",
        "authors": [
            {"first_name": "Anna", "last_name": f"Muster{number % 977}"},
            {"first_name": "B. C.", "last_name": "Beispiel"},
            {"last_name": "Example Study Group"},
        ],
        "year": 1955 + number % 70,
        "month": 1 + number % 12,
        "source": "Journal of Invented Medicine",
        "identifiers": {
            "doi": f"10.5555/jim.{number}",
            "pmid": str(number + 1),
            "issn": "0000-0000",
        },
        "keywords": ["balint", "training", f"topic {number % 31}"],
        "pages": f"{number % 900}-{number % 900 + 9}",
        "volume": str(number % 80),
        "issue": str(number % 12),
        "websites": [f"https://example.org/jim/{number}"],
        "publisher": "Example Press",
        "language": "en",
        "created": f"{moment}.412Z",
        "last_modified": f"{moment}.087Z",
        "profile_id": "7b1f6c20-0d5e-3f4a-8a11-5c2d9e8f7a66",
        "group_id": GROUP,
        "tags": ["core list"],
        "read": False,
        "starred": False,
        "authored": False,
        "confirmed": True,
        "hidden": False,
        "file_attached": False,
        "private_publication": False,
        "folder_uuids": ["5e1d2c3b-4a59-4687-a9b0-1c2d3e4f5a6b"],
        "abstract": f"Work {number}. " + "An invented abstract of the usual length. " * 22,
    }


class Pages:
    """Every answer, made beforehand."""

    def __init__(self, size: int) -> None:
        self._documents = [document(number) for number in range(size)]
        self._newest = max(self._documents, key=lambda each: str(each["last_modified"]))
        # As lists that are sorted by creation: the documents' own times do not matter here.
        self._pages = {"asc": _pages(self._documents), "desc": _pages(self._documents[::-1])}

    def answer(self, base: str, path: str, query: dict[str, str]) -> Reply:
        """Headers and body."""
        if path.startswith("/groups"):
            content = {"id": GROUP, "name": "Invented Society Library", "role": "owner"}
            return [("Content-Type", "application/vnd.mendeley-group+json")], _packed(content)
        headers = [("Content-Type", DOCUMENT)]
        if path == "/trash":
            return headers, _packed([])
        if query.get("limit") == "1":
            return [*headers, self._count()], _packed([self._newest])
        marker, order = query.get("marker"), query.get("order", "asc")
        pages = self._pages[order]
        place = [name for name, _ in pages].index(marker) + 1 if marker else 0
        if place == 0:
            headers.append(self._count())
        name, body = pages[place]
        if place < len(pages) - 1:
            link = (
                f"<{base}/documents?limit={PAGE}&reverse=false&order={order}&view=all"
                f'&marker={name}&group_id={GROUP}>; rel="next"'
            )
            headers.append(("Link", link))
        return headers, body

    def _count(self) -> tuple[str, str]:
        return ("Mendeley-Count", str(len(self._documents)))


def _pages(documents: list[dict[str, Any]]) -> list[tuple[str, bytes]]:
    """The last id and the packed body of each page."""
    cut = [documents[start : start + PAGE] for start in range(0, len(documents), PAGE)]
    return [(str(page[-1]["id"]), _packed(page)) for page in cut]


def _packed(content: object) -> bytes:
    return gzip.compress(json.dumps(content, separators=(",", ":")).encode(), 6)


def main() -> None:
    """Serve `argv[1]` documents, each answer after `argv[2]` seconds."""
    pages, delay_s = Pages(int(sys.argv[1])), float(sys.argv[2])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            base = f"http://{self.headers['Host']}"
            headers, body = pages.answer(base, parts.path, query)
            time.sleep(delay_s)
            head = [
                ("Date", formatdate(usegmt=True)),
                ("Content-Encoding", "gzip"),
                ("Content-Length", str(len(body))),
                *headers,
            ]
            lines = "".join(f"{name}: {value}\r\n" for name, value in head)
            self.wfile.write(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
