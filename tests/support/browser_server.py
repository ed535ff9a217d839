"""The product served on loopback for browser tests, and a Chromium that reports everything it dislikes."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright

from dashapp.front import build

CHROMIUM = Path(os.environ.get("CHROMIUM") or "/usr/bin/chromium")
DESK = (1440, 900)
PHONE = (390, 844)
_PATIENCE = 20.0
_POINTS = """
card => document.querySelector(`#${card}-chart .js-plotly-plot`).data
  .filter(t => t.meta).map(t => ({key: t.meta.key, closing: t.meta.closing, x: [...t.x], y: [...t.y]}))
"""


@contextmanager
def served(flask_app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an app as production does, in a thread of this process. Gives its address."""
    door = socket.create_server(("127.0.0.1", port))
    port = door.getsockname()[1]
    front = build(flask_app, on_start=lambda: None, on_stop=lambda: None)
    server = uvicorn.Server(uvicorn.Config(front, log_level="error", timeout_graceful_shutdown=1, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
    thread.start()
    try:
        started = time.monotonic()
        while not server.started:
            if time.monotonic() - started > _PATIENCE or not thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        door.close()


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium, headless."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])


@dataclass(slots=True)
class Visit:
    """A page and all that its console, its policy and its network complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        """Note a console message of any kind."""
        self.complaints.append(f"{message.type}: {message.text}")

    def settle(self, charts: int = 3) -> None:
        """Wait until so many charts have drawn what the first answer brought."""
        self.page.wait_for_function(
            "charts => [...document.querySelectorAll('.js-plotly-plot')]"
            ".filter(g => g.calcdata && g.querySelector('path.js-line, path.js-fill')).length >= charts",
            arg=charts,
        )
        self.page.wait_for_function("() => !document.querySelector('.skeleton')")

    def drawn(self, card: str) -> dict[str, dict[float, float]]:
        """Points of a card's chart as plotly holds them, by trace, without those that only finish an interval."""
        found = {}
        for trace in self.page.evaluate(_POINTS, card):
            size = len(trace["x"]) - trace["closing"]
            pairs = zip(trace["x"][:size], trace["y"][:size], strict=True)
            found[trace["key"]] = {x: y for x, y in pairs if y is not None and y == y}
        return found

    def refresh_often(self) -> None:
        """Let the page ask every second, as nobody wants to wait for half a minute."""
        self.page.evaluate("() => dash_clientside.set_props('live-timer', {interval: 1000})")


@contextmanager
def visit(
    browser: Browser,
    size: tuple[int, int] = DESK,
    *,
    theme: str = "light",
    touch: bool = False,
    zone: str | None = None,
) -> Iterator[Visit]:
    """A fresh visitor. Policy violations count as complaints, also those the console would swallow.

    zone: IANA's name of the zone of time that their browser has.
    """
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        has_touch=touch,
        is_mobile=touch,
        timezone_id=zone,
    )
    context.set_default_timeout(_PATIENCE * 1000)
    context.add_init_script(
        "window.violations = [];"
        "document.addEventListener('securitypolicyviolation',"
        " e => violations.push(e.violatedDirective + ' ' + e.blockedURI));"
    )
    page = context.new_page()
    found = Visit(page)
    page.on("console", lambda message: found.hear(message))
    page.on("pageerror", lambda error: found.complaints.append(f"error: {error}"))
    page.on("requestfailed", lambda request: found.complaints.append(f"failed: {request.url}"))
    try:
        yield found
    finally:
        context.close()
