"""Twelve charts over seven days in Chromium, against a bare page that draws the same figures with the same bundle."""

import argparse
from collections.abc import Callable
from pathlib import Path

import requests
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.house import house
from bench.lab import median, p95
from bench.twelve import CHARTS, LINES, PAGE
from tests.support.browser_server import DESK, PHONE, launch

ROUNDS, HOVERS, SWITCHES = 9, 150, 9
PAGES = ("/", "/prices", "/capacity", "/generation", "/data", f"/{PAGE.name}")
BUNDLE = "/assets/" + next(Path(__file__).resolve().parents[1].glob("assets/plotly-*.min.js")).name

# When the last of the charts stood there, in ms since the navigation began; asked anew at every frame.
_DRAWN = """([charts, lines]) => {
  const drawn = [...document.querySelectorAll('.js-plotly-plot')]
    .filter(g => g.calcdata && g.querySelectorAll('path.js-line').length >= lines).length;
  return drawn >= charts && performance.now();
}"""
_FIGURES = """() => JSON.stringify(Object.keys(ercot.cards).map(card => {
  const place = document.getElementById(card + '-plot').getBoundingClientRect(), figure = ercot.dressed(card);
  return {data: figure.data, layout: Object.assign(figure.layout, {width: place.width, height: place.height})};
}), (key, value) => {
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return {dtype: 'f8', bdata: btoa(Array.from(bytes, each => String.fromCharCode(each)).join(''))};
})"""
_BARE = """<!DOCTYPE html>
<html lang="en"><head><title>Bare</title></head><body>
<script src="{bundle}"></script>
<script type="application/json" id="figures">{figures}</script>
<script nonce="__nonce__">
JSON.parse(document.getElementById('figures').textContent).forEach(function (figure) {{
  var place = document.createElement('div');
  document.body.appendChild(place);
  Plotly.newPlot(place, figure.data, figure.layout, {{ displayModeBar: false }});
}});
</script></body></html>
"""
# From a movement of the pointer to the paint in which every cursor has followed it.
_HEAR = """() => {
  window.heard = [];
  window.addEventListener('pointermove', event => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => heard.push(performance.now() - began);
      painted.port2.postMessage(0);
    });
  });
}"""
# From a click on the theme's button to the paint in which every chart in view wears the other one.
_SWITCH = """async () => {
  const seen = [...document.querySelectorAll('.js-plotly-plot')].filter(g => {
    const box = g.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  });
  const before = seen[0].layout.font.color, began = performance.now();
  document.getElementById('theme-toggle').click();
  while (seen.some(g => g.layout.font.color === before)) await new Promise(next => setTimeout(next));
  await new Promise(next => requestAnimationFrame(() => scheduler.postTask(next, {priority: 'user-blocking'})));
  return [performance.now() - began, seen.length];
}"""
_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(each => {
  if (each.hadRecentInput) return;
  shifts.push([each.value, each.sources.map(s => s.node && (s.node.id || s.node.className || s.node.nodeName)).join()]);
})).observe({type: 'layout-shift', buffered: true});
"""


def drawn_after(page: Page, address: str) -> float:
    """Milliseconds from the start of a navigation until the last chart stands."""
    page.goto(address, wait_until="commit")
    found: float = page.wait_for_function(_DRAWN, arg=[CHARTS, LINES]).json_value()
    return found


def put_bare(page: Page, address: str) -> None:
    """Serve the very figures that the product shows without the product."""
    drawn_after(page, f"{address}/{PAGE.name}")
    figures = page.evaluate(_FIGURES).replace("<", "\\u003c")
    html = _BARE.format(bundle=BUNDLE, figures=figures)
    requests.put(f"{address}/bare", html.encode(), timeout=30).raise_for_status()


def ratio(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    put_bare(page, address)
    times: dict[str, list[float]] = {"bare": [], PAGE.name: []}
    for turn in range(ROUNDS + 1):
        for path, found in times.items():
            took = drawn_after(page, f"{address}/{path}")
            if turn:  # The first fills the browser's cache.
                found.append(took)
    bare, ours = (median(found) for found in times.values())
    print(
        f"12 charts over 7 days: {ours:.0f} ms, bare page {bare:.0f} ms, medians of {ROUNDS}: "
        f"{ours / bare:.2f} x (goal at most 1.5)"
    )
    page.close()


def weight(browser: Browser, address: str) -> None:
    for path in PAGES:
        context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]})
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: list[int] = []
        wire.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
        page.goto(address + path)
        page.wait_for_function("() => !document.querySelector('.skeleton')")
        page.wait_for_timeout(1_500)
        print(f"first visit of {path}: {sum(sizes) / 1e3:.0f} kB in {len(sizes)} answers (goal at most 1,300)")
        context.close()


def hover(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    drawn_after(page, f"{address}/{PAGE.name}")
    box = page.locator(".plot").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 80, box["y"] + 40)
    page.evaluate(_HEAR)
    for step in range(HOVERS):
        page.mouse.move(box["x"] + 80 + step % (box["width"] - 160), box["y"] + 40 + step % 30)
        page.wait_for_timeout(25)
    times: list[float] = page.evaluate("() => heard")
    crosses = page.locator(".plot .cross.on").count()
    print(
        f"hover with {crosses} cursors moving: median {median(times):.1f} ms, p95 {p95(times):.1f} ms of {len(times)} "
        "(goal at most two frames, 33.4)"
    )
    page.close()


def switch(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    drawn_after(page, f"{address}/{PAGE.name}")
    page.wait_for_timeout(500)
    times, seen = [], 0
    for _ in range(SWITCHES):
        took, seen = page.evaluate(_SWITCH)
        times.append(took)
        page.wait_for_timeout(600)
    print(f"theme: {seen} charts in view repainted in {median(times):.0f} ms, median of {SWITCHES} (goal at most 200)")
    page.close()


def shifts(browser: Browser, address: str) -> None:
    for width, height in (DESK, PHONE):
        for path in PAGES:
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_init_script(_SHIFTS)
            page = context.new_page()
            page.goto(address + path)
            page.wait_for_function("() => !document.querySelector('.skeleton')")
            page.wait_for_timeout(2_000)
            found = page.evaluate("() => shifts")
            total = sum(value for value, _ in found)
            where = "; ".join(f"{value:.4f} {nodes}" for value, nodes in found)
            print(f"layout shift of {path} at {width}: {total:.4f} (goal 0) {where}")
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("ratio", "weight", "hover", "switch", "shifts"))
    only = parser.parse_args().only
    with house(8) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]})
        parts: dict[str, Callable[[], None]] = {
            "ratio": lambda: ratio(context, address),
            "weight": lambda: weight(browser, address),
            "hover": lambda: hover(context, address),
            "switch": lambda: switch(context, address),
            "shifts": lambda: shifts(browser, address),
        }
        for name, part in parts.items():
            if only in (None, name):
                part()
        browser.close()


if __name__ == "__main__":
    main()
