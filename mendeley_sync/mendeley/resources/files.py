"""Files: listed from Mendeley, fetched from its store.

Mendeley answers with a redirect to a signed address elsewhere. It is followed by
another session that knows no token, and its address is never shown: it is a secret as
long as it is good.

Source: docs/service.md (Files and annotations)
"""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase

from mendeley_sync.domain.library import GroupId
from mendeley_sync.errors import NotSentError, ServiceError
from mendeley_sync.http.addresses import unsafe_because, url_is_loopback
from mendeley_sync.mendeley.requests.answers import Answer, UnusableAnswerError
from mendeley_sync.mendeley.requests.transport import (
    CONNECT_S,
    READ_S,
    REDIRECTS,
    LostAnswerError,
    Request,
    new_session,
    translated,
)
from mendeley_sync.mendeley.resources.calls import FILE, Calls, Params, in_path
from mendeley_sync.mendeley.resources.documents import PAGE_SIZE
from mendeley_sync.mendeley.wire.resources import File

TRIES = 4
"""Times that one file is begun or gone on with; each asks for a fresh address."""

CHUNK = 1 << 16


class FileCalls(Calls):
    """Files of a library."""

    def files(self, *, group_id: GroupId) -> tuple[File, ...]:
        """List the files of a group, in Mendeley's order."""
        params: Params = {"group_id": group_id, "limit": PAGE_SIZE}
        return self._all("/files", FILE, File.model_validate, params)

    def fetch_file(self, file: File, part: BinaryIO) -> None:
        """Fetch a file's content to the end of `part`, which may hold its beginning.

        The content is held against the SHA-1 that Mendeley keeps; what does not have it is
        cut off again.

        Raises:
            ServiceError: it cannot be had, or what came is not what it should be.
            NotFoundError, ForbiddenError: Mendeley says no.
        """
        trouble = "no answer"
        for _ in range(TRIES):
            address = self._storage_address(file)
            try:
                with _storage_session(address) as session:
                    _stream(session, address, part)
            except (LostAnswerError, NotSentError) as error:
                trouble = str(error)
                continue
            if file.filehash is None or _sha1(part) == file.filehash.lower():
                return
            trouble = "the content does not have the SHA-1 that Mendeley lists"
            part.truncate(0)
        raise ServiceError(f"File {file.id} could not be downloaded: {trouble}.")

    def _storage_address(self, file: File) -> str:
        base = self._requester.transport.base_url
        url = self._url(f"/files/{in_path(file.id)}")
        request = Request("GET", url, {"Accept": FILE}, takes_redirect=True)

        def location(answer: Answer) -> str:
            target = answer.headers.get("location")
            if answer.status not in REDIRECTS or not target:
                raise UnusableAnswerError("no address of the file's content")
            address = urljoin(base, target)
            if not _may_fetch_from(address, base):
                raise UnusableAnswerError("the file's content is not at an https address")
            return address

        return self._requester.read(request, location)


class _NoAuth(AuthBase):
    """Keeps requests from reading a password for the store in a netrc file."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.pop("Authorization", None)
        return request


def _storage_session(address: str) -> requests.Session:
    session = new_session(address)
    session.auth = _NoAuth()
    # Compressed bytes could not be gone on with in the middle.
    session.headers["Accept-Encoding"] = "identity"
    return session


def _may_fetch_from(address: str, base: str) -> bool:
    """https anywhere; http only where Mendeley itself is this machine's sandbox."""
    is_plain = urlsplit(address).scheme == "http"
    return not unsafe_because(address) and (not is_plain or url_is_loopback(base))


def _stream(session: requests.Session, address: str, part: BinaryIO) -> None:
    """Write the content, from where an earlier try ended."""
    have = part.seek(0, os.SEEK_END)
    headers = {"Range": f"bytes={have}-"} if have else {}
    request = Request("GET", "file content")
    with translated(request):
        response = session.get(
            address,
            headers=headers,
            stream=True,
            timeout=(CONNECT_S, READ_S),
            allow_redirects=False,
        )
        with response:
            if response.status_code == 416:
                # We have all of it, or it is another content: the hash will tell.
                return
            if response.status_code not in (200, 206):
                raise LostAnswerError(f"the store answers {response.status_code}")
            if not (response.status_code == 206 and _starts_at(response, have)):
                part.truncate(0)
                part.seek(0)
            for chunk in response.iter_content(CHUNK):
                part.write(chunk)


def _starts_at(response: requests.Response, position: int) -> bool:
    stated = response.headers.get("Content-Range", "")
    return stated.startswith(f"bytes {position}-")


def _sha1(part: BinaryIO) -> str:
    part.seek(0)
    digest = hashlib.sha1(usedforsecurity=False)
    while chunk := part.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
