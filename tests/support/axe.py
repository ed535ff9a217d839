"""axe-core on a page: what it finds that keeps people out."""

import importlib.resources
from functools import cache

from playwright.sync_api import Page

_RUN = """async where => {
  const found = await axe.run(where, {resultTypes: ['violations']});
  return found.violations.filter(each => ['serious', 'critical'].includes(each.impact)).flatMap(each =>
    each.nodes.map(node => [each.impact, each.id, node.target.join(' '), node.failureSummary.split('\\n').pop().trim()]
      .join(': ')));
}"""


@cache
def _source() -> str:
    return (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def barriers(page: Page, where: str = "html") -> list[str]:
    """Serious and critical violations in a part of the page: impact, rule, element, and what is wrong with it.

    where: a selector; every rule of axe that concerns it is applied.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    found: list[str] = page.evaluate(_RUN, where)
    return found
