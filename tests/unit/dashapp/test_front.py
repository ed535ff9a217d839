"""The ASGI door: what runs beside the requests begins and ends with the server, and pages pass the bridge."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest
from flask import Flask

from dashapp.front import AsgiApp, build

Message = MutableMapping[str, Any]


class Server:
    """As much of a server as a life span needs."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[Message] = []

    async def receive(self) -> Message:
        return await self.inbox.get()

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    async def live(self, app: AsgiApp) -> None:
        for each in ("lifespan.startup", "lifespan.shutdown"):
            await self.inbox.put({"type": each})
        await app({"type": "lifespan"}, self.receive, self.send)


def test_what_runs_beside_begins_and_ends_with_the_server() -> None:
    told: list[str] = []
    server = Server()
    front = build(Flask("x"), on_start=lambda: told.append("start"), on_stop=lambda: told.append("stop"))
    asyncio.run(server.live(front))
    assert told == ["start", "stop"]
    assert [message["type"] for message in server.sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_a_failed_start_is_said_and_ends_the_server() -> None:
    def fail() -> None:
        raise RuntimeError("no leader")

    server = Server()
    with pytest.raises(RuntimeError, match="no leader"):
        asyncio.run(server.live(build(Flask("x"), on_start=fail, on_stop=lambda: None)))
    assert server.sent == [{"type": "lifespan.startup.failed", "message": "no leader"}]


def test_pages_pass_the_bridge_and_sockets_do_not() -> None:
    flask_app = Flask("x")
    flask_app.add_url_rule("/hello", view_func=lambda: "good day")
    front = build(flask_app, on_start=lambda: None, on_stop=lambda: None)
    page: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/hello",
        "raw_path": b"/hello",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }

    async def ask(scope: dict[str, Any]) -> list[Message]:
        server = Server()
        await server.inbox.put({"type": "http.request", "body": b"", "more_body": False})
        await front(scope, server.receive, server.send)
        return server.sent

    answer = asyncio.run(ask(page))
    assert answer[0]["status"] == 200
    assert b"".join(part.get("body", b"") for part in answer[1:]) == b"good day"
    assert asyncio.run(ask({"type": "websocket"})) == [{"type": "websocket.close", "code": 1000}]
