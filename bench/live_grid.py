"""What the server takes for the first page, for every callback of every page, and a change from a day to a year."""

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import requests
from playwright.sync_api import BrowserContext, Locator, Page, Request, sync_playwright

from bench.house import house
from bench.lab import median, p95
from tests.support.browser_server import DESK, launch

DAYS = 372
ROUNDS, CHANGES = 25, 20
PATHS = ("/", "/prices", "/capacity", "/generation", "/data")
RANGED = {"/prices": "1d", "/capacity": "24h", "/generation": "Today"}
"""Pages with a choice of ranges, and what each calls a day."""

_CALLBACKS = "/_dash-update-component"

Asked = tuple[str, str, dict[str, Any]]
"""Method, address and, of a callback, its body."""

# From a click on a range to the paint in which all charts over time that are in view show it.
_CHANGE = """async range => {
  const figure = card => ercot.cards[card].figure.layout, graph = card => document.querySelector(
    '#' + card + '-chart .js-plotly-plot');
  const cards = Object.keys(ercot.cards).filter(card => {
    if (!graph(card) || figure(card).meta.across) return false;
    const box = graph(card).getBoundingClientRect();
    return box.height > 0 && box.top < innerHeight && box.bottom > 0;
  });
  const view = figure(cards[0]).meta.view, began = performance.now();
  const shown = card => figure(card).meta.view !== view &&
    graph(card).layout.xaxis.range.join() === figure(card).xaxis.range.join();
  [...document.querySelectorAll('a[data-view="range-choice"]')].find(link => link.textContent === range).click();
  while (!cards.every(shown)) {
    if (performance.now() - began > 10000) throw new Error('never drawn: ' + cards.filter(card => !shown(card)));
    await new Promise(next => setTimeout(next));
  }
  await new Promise(next => requestAnimationFrame(() => scheduler.postTask(next, {priority: 'user-blocking'})));
  return performance.now() - began;
}"""


def settle(page: Page) -> None:
    """Wait until everything is drawn."""
    page.wait_for_function("() => document.querySelector('[data-asks]:not([data-waiting])')")
    page.wait_for_timeout(600)


def ranged(page: Page, title: str) -> Locator:
    """The link to a range."""
    return page.locator('a[data-view="range-choice"]').get_by_text(title, exact=True)


def asked_by(context: BrowserContext, address: str) -> dict[str, Asked]:
    """Everything that a browser asks the server of when it opens each page and works with it, by a name."""
    found: dict[str, Asked] = {}

    def note(path: str, request: Request) -> None:
        where = request.url.removeprefix(address)
        if not where.startswith(_CALLBACKS):
            return
        body = json.loads(request.post_data or "{}")
        changed = ",".join(body["changedPropIds"]) or "first"
        view = next((each.get("value") for each in body.get("state", []) if each["id"] == "view"), "")
        found.setdefault(f"{path} {body['output'][:40]} {changed} {view or ''}", ("POST", _CALLBACKS, body))

    for path in PATHS:
        page = context.new_page()
        page.on("request", partial(note, path))
        page.goto(address + path)
        settle(page)
        for title in ("1y", "30d", "7d"):
            choice = ranged(page, title)
            if choice.count():
                choice.click()
                settle(page)
        page.evaluate("() => ercot.askNow()")
        number = page.locator(".page [data-papers]")
        if number.count():
            number.first.click()
            page.wait_for_timeout(800)
            page.keyboard.press("Escape")
        if path == "/prices":
            page.locator("#point-add").click()
            page.locator("#point-search").fill("hou")
            page.wait_for_timeout(800)
        page.close()
    return found


def timed(ask: Callable[[], requests.Response]) -> list[float]:
    """Milliseconds of each of some rounds of one question."""
    found = []
    for turn in range(ROUNDS + 1):
        began = time.perf_counter()
        ask().raise_for_status()
        if turn:
            found.append((time.perf_counter() - began) * 1_000)
    return found


def first_page(address: str, first: Asked) -> None:
    """HTML, layout, dependencies and the first answer, one after the other."""
    session = requests.Session()

    def whole() -> requests.Response:
        for path in ("/", f"/_dash-layout?href={address}/&own=UTC", "/_dash-dependencies"):
            session.get(address + path, timeout=30).raise_for_status()
        return session.post(address + first[1], json=first[2], timeout=30)

    times = timed(whole)
    print(
        f"the first page, all of its server's part: median {median(times):.0f} ms, p95 {p95(times):.0f} ms (goal 150)"
    )


def callbacks(address: str, asked: dict[str, Asked]) -> None:
    """Each question of the pages again and again."""
    session = requests.Session()
    worst = 0.0
    for name, (_, path, body) in asked.items():
        times = timed(partial(session.post, address + path, json=body, timeout=30))
        worst = max(worst, p95(times))
        print(f"  {p95(times):6.1f} ms p95, {median(times):6.1f} ms median: {name}")
    print(f"the slowest of {len(asked)} callbacks: p95 {worst:.0f} ms (goal 100)")


def changes(context: BrowserContext, address: str) -> None:
    """From a day to a year and back in the browser, its own work included."""
    for path, day in RANGED.items():
        page = context.new_page()
        page.goto(address + path)
        settle(page)
        times = []
        for _ in range(CHANGES):
            ranged(page, day).click()
            settle(page)
            times.append(page.evaluate(_CHANGE, "1y"))
            settle(page)
        print(f"{path}, from a day to a year: median {median(times):.0f} ms, p95 {p95(times):.0f} ms (goal 300)")
        page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", action="store_true", help="only the change from a day to a year")
    only_changes = parser.parse_args().changes
    with house(DAYS) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]})
        if not only_changes:
            asked = asked_by(context, address)
            first_page(address, next(each for name, each in asked.items() if name.startswith("/ ..live-answer")))
            callbacks(address, asked)
        changes(context, address)
        browser.close()


if __name__ == "__main__":
    main()
