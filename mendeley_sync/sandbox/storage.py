"""Where the bytes of files lie: another origin, which wants a signature and no bearer token."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import timedelta
from mimetypes import guess_extension
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Request, Response

from mendeley_sync.sandbox.clock import as_http_date
from mendeley_sync.sandbox.state import Item, SandboxState

_LIFETIME = timedelta(minutes=10)
_ENDING = re.compile(r"[A-Za-z0-9]{1,5}$")
_OTHERS = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 100
_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")
PREFIX = "/storage/"


def signed_address(state: SandboxState, item: Item) -> str:
    """The address of a file's bytes, by their SHA-1; good for ten minutes by the state's clock."""
    expires = int((state.clock() + _LIFETIME).timestamp())
    query = {
        "response-content-disposition": f'attachment;filename="{_download_name(state, item)}"',
        "response-content-type": item["mime_type"],
        # The recorded address has such a key, too; here it tells which file is meant.
        "AWSAccessKeyId": item["id"],
        "Expires": expires,
        "Signature": _signature(state, item["id"], expires),
    }
    filehash = quote(item["filehash"])
    path = f"{filehash[:2]}/{filehash[2:4]}/{filehash}"
    return f"{state.storage_url}{PREFIX}{path}?{urlencode(query)}"


def _download_name(state: SandboxState, item: Item) -> str:
    """As recorded: year, title and the ending, in letters that every file system knows."""
    document_id = item.get("document_id", "")
    owner = state.documents.get(document_id) or state.trashed.get(document_id)
    owner = owner or state.catalog.get(item.get("catalog_id", "")) or {}
    stem, _, ending = item["file_name"].rpartition(".")
    if not stem or not _ENDING.match(ending):
        stem, ending = item["file_name"], (guess_extension(item["mime_type"]) or ".bin")[1:]
    title = _OTHERS.sub("_", str(owner.get("title") or stem)).strip("_")
    year = f"{owner['year']}-" if owner.get("year") else ""
    return f"{year}{title[:_LONGEST] or 'file'}.{ending}"


def _signature(state: SandboxState, file_id: str, expires: int) -> str:
    text = f"{file_id}/{expires}".encode()
    return hmac.new(state.id_seed.encode(), text, hashlib.sha256).hexdigest()[:32]


class Storage:
    """The storage service as a WSGI application."""

    def __init__(self, state: SandboxState) -> None:
        self.state = state

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        return self.respond(Request(environ))(environ, start_response)

    def respond(self, request: Request) -> Response:
        """The bytes or a part of them; 400 with a token, 403 without a good signature."""
        if "Authorization" in request.headers:
            return _refusal(400, "InvalidArgument", "Only one auth mechanism allowed")
        file_id = request.args.get("AWSAccessKeyId", "")
        if not self._signed(file_id, request):
            return _refusal(403, "AccessDenied", "Request has expired or is not signed")
        content = self.state.contents.get(file_id)
        if content is None:
            return _refusal(404, "NoSuchKey", "The specified key does not exist.")
        return _content(content, request, as_http_date(self.state.clock()))

    def _signed(self, file_id: str, request: Request) -> bool:
        expires = request.args.get("Expires", "")
        if not expires.isdigit() or int(expires) < self.state.clock().timestamp():
            return False
        wanted = _signature(self.state, file_id, int(expires))
        return hmac.compare_digest(wanted, request.args.get("Signature", ""))


def _refusal(status: int, code: str, message: str) -> Response:
    text = f'<?xml version="1.0"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(text, status=status, content_type="application/xml")


def _content(content: bytes, request: Request, now: str) -> Response:
    part = _RANGE.match(request.headers.get("Range", ""))
    response = Response(content, content_type=request.args.get("response-content-type"))
    response.headers["Content-Disposition"] = request.args.get("response-content-disposition", "")
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
    response.headers["Last-Modified"] = now
    if part is not None:
        start, end = int(part[1]), min(int(part[2] or len(content) - 1), len(content) - 1)
        if start > end:
            return _refusal(416, "InvalidRange", "The requested range is not satisfiable")
        response.status_code = 206
        response.set_data(content[start : end + 1])
        response.headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
    return response
