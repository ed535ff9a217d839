"""Pictures of every page at four widths in both themes, of the simulated feed as `make run` shows it."""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import pages
from tests.support.browser_server import launch
from tests.support.served import ROOT, Server, serving

SIZES = {390: 844, 768: 1024, 1440: 900, 2560: 1440}
THEMES = ("light", "dark")
PICTURES = ROOT / "docs" / "pictures"
_FILLED = "history of system_conditions: 16 of 16"
_LONGEST = 300.0
_ADDRESSES = {"capacity": "?range=7d", "generation": "?range=7d"}
"""What is asked of a page where it is seen best."""


def filled(server: Server) -> None:
    """Wait until seven days of every feed are there."""
    until = time.monotonic() + _LONGEST
    while _FILLED not in server.said:
        if time.monotonic() > until or server.process.poll() is not None:
            raise SystemExit(f"The history was not filled.\n{server.said}")
        time.sleep(1)


def take(browser: Browser, address: str, page: pages.Page, theme: str, width: int, folder: Path) -> Path:
    """One picture; of the whole page where it scrolls."""
    context = browser.new_context(
        viewport={"width": width, "height": SIZES[width]}, color_scheme="dark" if theme == "dark" else "light"
    )
    context.add_init_script("localStorage.setItem('greeted', 'yes')")
    seen = context.new_page()
    seen.goto(address + page.link.path + _ADDRESSES.get(page.name, ""))
    seen.wait_for_function("() => document.querySelector('[data-asks]:not([data-waiting])')")
    # What lies below is drawn when there is time.
    seen.wait_for_timeout(2_500)
    # As tall as the page, or a bar at the foot of the screen would lie in the middle of it.
    height = seen.evaluate("() => document.documentElement.scrollHeight")
    if width < 768:
        seen.set_viewport_size({"width": width, "height": height})
        seen.wait_for_timeout(500)
    path = folder / f"{page.word}-{width}-{theme}.png"
    seen.screenshot(path=path, full_page=True)
    context.close()
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--keep", action="store_true", help="put those that README and docs show into docs/pictures")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ercot-pictures-") as home, serving() as start:
        Path(home).chmod(0o711)  # As root, the server runs as a lesser user.
        server = start(ERCOT_HOME=Path(home) / "home", FEED="simulated").up()
        filled(server)
        with sync_playwright() as playwright:
            browser = launch(playwright)
            for page in pages.PAGES:
                for width in SIZES:
                    for theme in THEMES:
                        print(take(browser, server.address, page, theme, width, arguments.folder), flush=True)
            browser.close()
    if arguments.keep:
        for kept in PICTURES.glob("*.png"):
            shutil.copy(arguments.folder / kept.name, kept)


if __name__ == "__main__":
    main()
