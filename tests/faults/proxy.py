"""A TCP proxy on loopback that cuts connections at byte k, on the way there or back.   断线代理"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK_BYTES = 65_536


class Proxy:
    """Cuts the next connection after so many bytes of its request, or of its answer."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.request_bytes: int | None = None
        self.answer_bytes: int | None = None
        self.cuts = 0
        self._target = target
        self._carried: set[asyncio.StreamWriter] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def drop(self) -> None:
        """End every connection that is open, so that the next request makes a new one."""
        assert self._loop is not None
        done = threading.Event()
        self._loop.call_soon_threadsafe(self._abort, done)
        assert done.wait(10)

    def _abort(self, done: threading.Event) -> None:
        for each in self._carried:
            each.transport.abort()
        done.set()

    async def serve(self, ready: threading.Event) -> None:
        """Accept until cancelled."""
        listener = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        self._loop = asyncio.get_running_loop()
        ready.set()
        async with listener:
            await listener.serve_forever()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        limits = self.request_bytes, self.answer_bytes
        self.request_bytes = self.answer_bytes = None
        there, onward = await asyncio.open_connection("127.0.0.1", self._target)
        self._carried |= {writer, onward}
        ways = [asyncio.create_task(self._pipe(reader, onward, limits[0])),
                asyncio.create_task(self._pipe(there, writer, limits[1]))]
        with suppress(asyncio.CancelledError):  # the proxy ends while a connection is kept alive
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if limits[0] is not None and not ways[1].done():
                await asyncio.sleep(0.01)  # let the server take what came before the cut
        for way in ways:
            way.cancel()
        for each in (writer, onward):
            each.transport.abort()
        self._carried -= {writer, onward}

    async def _pipe(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None
    ) -> None:
        """Carry bytes until the end, or until the limit is reached."""
        carried = 0
        with suppress(OSError):
            while data := await reader.read(CHUNK_BYTES):
                if limit is not None and carried + len(data) > limit:
                    self.cuts += 1
                    writer.write(data[:limit - carried])
                    await writer.drain()
                    return
                carried += len(data)
                writer.write(data)
                await writer.drain()


@contextmanager
def proxied(target: int) -> Iterator[Proxy]:
    """Yield a running proxy in front of a port."""
    proxy, ready = Proxy(target), threading.Event()
    loop = asyncio.new_event_loop()
    task = loop.create_task(proxy.serve(ready))

    def work() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        for left in asyncio.all_tasks(loop):
            left.cancel()
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
