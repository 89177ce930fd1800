"""The least of HTTP/1.1 that measures a server rather than the client beside it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Answer(NamedTuple):
    """Status, headers by lower-case name, and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Wire:
    """One connection that is kept open; a context."""

    def __init__(self, port: int, key: str) -> None:
        self._port = port
        self._key = key

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def ask(
        self,
        method: str,
        path: str,
        asked: Any = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send a request (``asked`` as JSON, or a body as it is) and read the whole answer."""
        content = body if body is not None else b"" if asked is None else json.dumps(asked).encode()
        await self._send(method, path, content, headers or {})
        status, told = await self._head()
        pieces = [piece async for piece in self._pieces(status, told)]
        return Answer(status, told, b"".join(pieces))

    async def events(self, job: str, after: int = 0) -> AsyncIterator[dict[str, str]]:
        """The events of a job as they come: ``id``, ``event`` and ``data``."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        await self._send("GET", f"/v1/jobs/{job}/events", b"", headers)
        status, told = await self._head()
        left = b""
        async for piece in self._pieces(status, told):
            *whole, left = (left + piece).split(b"\n\n")
            for block in whole:
                lines = [line.partition(": ") for line in block.decode().splitlines()]
                fields = {name: value for name, _, value in lines if name}
                if "id" in fields:
                    yield fields

    async def _send(self, method: str, path: str, content: bytes, more: dict[str, str]) -> None:
        headers = {
            "Host": "localhost",
            "Authorization": f"Bearer {self._key}",
            "Content-Length": str(len(content)),
            **({"Content-Type": "application/json"} if content else {}),
            **more,
        }
        if self._reader.at_eof():  # a server closes what was idle for long
            self._writer.close()
            await self.__aenter__()
        lines = [
            f"{method} {path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await self._writer.drain()

    async def _head(self) -> tuple[int, dict[str, str]]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        pairs = (line.partition(": ") for line in lines)
        return int(first.split()[1]), {name.lower(): value for name, _, value in pairs}

    async def _pieces(self, status: int, headers: dict[str, str]) -> AsyncIterator[bytes]:
        if status in {204, 304}:
            return
        if headers.get("transfer-encoding") != "chunked":
            yield await self._reader.readexactly(int(headers.get("content-length", "0")))
            return
        while size := int(await self._reader.readline(), 16):
            yield (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readline()
