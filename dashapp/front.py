"""The ASGI door: a life span for what runs beside the requests, and Flask behind a bridge of threads."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask

THREADS = 8
_PULSE = "/health"

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


def build(flask_app: Flask, *, on_start: Callable[[], None], on_stop: Callable[[], None]) -> AsgiApp:
    """The product as an ASGI app.

    on_start, on_stop: called once in each serving process, in a thread, when it begins and ends; the
    timetable's leader starts there. A server with several workers calls them in each, never in the parent.
    """
    # Flask's and the bridge's own types describe the same protocol in words that do not meet.
    bridge: Any = WSGIMiddleware(cast(Any, flask_app), workers=THREADS)
    # Whether the process lives is answered even while every other thread waits for the database.
    pulse: Any = WSGIMiddleware(cast(Any, flask_app), workers=1)
    closing = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _life_span(receive, send, on_start, on_stop, closing)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await (pulse if scope["path"] == _PULSE else bridge)(scope, receive, send)

    return app


async def _life_span(
    receive: Receive,
    send: Send,
    on_start: Callable[[], None],
    on_stop: Callable[[], None],
    closing: asyncio.Event,
) -> None:
    await receive()
    _hear_the_end(closing)
    try:
        await asyncio.to_thread(on_start)
    except Exception as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        raise
    await send({"type": "lifespan.startup.complete"})
    stopping = asyncio.create_task(closing.wait())
    ending = asyncio.create_task(_next(receive))
    # The server says the end only after connections have drained; its signal is heard at once.
    await asyncio.wait({stopping, ending}, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.to_thread(on_stop)
    await ending
    stopping.cancel()
    await send({"type": "lifespan.shutdown.complete"})


async def _next(receive: Receive) -> Message:
    return await receive()


def _hear_the_end(closing: asyncio.Event) -> None:
    """Chain the server's own signal handlers, so that what waits can stop before connections drain."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        previous = signal.getsignal(number)
        if not callable(previous):
            continue

        def heard(
            received: int,
            frame: FrameType | None,
            then: Callable[[int, FrameType | None], Any] = previous,
        ) -> None:
            loop.call_soon_threadsafe(closing.set)
            then(received, frame)

        try:
            signal.signal(number, heard)
        except ValueError:
            # Outside the main thread, as in tests, signals cannot be heard; the life span still ends.
            return
