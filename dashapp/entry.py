"""The HTML that every page begins as. It asks for the layout and the page's first answer before any library has come.

Dash by itself would load its scripts, then ask for the layout, then which page belongs to the address, and only then
for what is on the page: four waits one after the other. Here the server knows the address from the first request
on, so that the first two can be asked for together, while the scripts are still being read.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import dash
import orjson
from flask import Flask, Response, has_request_context, request

import pages
from models.observation import Origin
from pages.parts.asking import Asking
from pages.parts.shell import First
from pages.parts.view import VIEW, ZONE

_HTML = """<!DOCTYPE html>
<html lang="en" data-origin="__origin__">
<head>
<script nonce="__nonce__">
(function () {
  var nonce = document.currentScript.nonce, make = document.createElement;
  document.createElement = function (tag, options) {
    var made = make.call(document, tag, options);
    if (String(tag).toLowerCase() === 'style') { made.nonce = nonce; }
    return made;
  };
  var stored = null;
  try { stored = localStorage.getItem('theme'); } catch (refused) { stored = null; }
  var dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = stored || (dark ? 'dark' : 'light');

  var question = __question__, place = window.location, plain = window.fetch, early = {};
  var own = Intl.DateTimeFormat().resolvedOptions().timeZone, tz = new URLSearchParams(place.search).get('tz');
  var given = { __view__: place.search, __zone__: { tz: tz, own: own } };
  function ask(path, words, options) {
    early[path] = plain.call(window, path + words, Object.assign({ credentials: 'same-origin' }, options));
    /* Whoever asks later hears of a failure; until then it is nobody's. */
    early[path].catch(function () { return null; });
  }
  var told = '?href=' + encodeURIComponent(place.href) + '&own=' + encodeURIComponent(own);
  /* An address that is too long to be told is asked for in Dash's own way. */
  ask('/_dash-layout', told.length < 4000 ? told : '');
  ask('/_dash-dependencies', '');
  if (question) {
    question.state.forEach(function (each) { if (each.id in given) { each.value = given[each.id]; } });
    ask('/_dash-update-component', '', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(question)
    });
  }
  function alike(body) {
    var said = JSON.parse(body);
    return said.output === question.output &&
      JSON.stringify([said.inputs, said.state]) === JSON.stringify([question.inputs, question.state]);
  }
  window.fetch = function (address, options) {
    var url = new URL((address && address.url) || address, place.href), found = early[url.pathname];
    if (!found || url.origin !== place.origin) { return plain.apply(window, arguments); }
    /* Of several questions at the same address only one was asked already. */
    if (url.pathname === '/_dash-update-component' && !alike(options.body)) { return plain.apply(window, arguments); }
    delete early[url.pathname];
    return found;
  };
})();
</script>
{%metas%}
<title>{%title%}</title>
<link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
<link rel="preload" as="font" type="font/woff2" href="/assets/fonts/inter-latin-wght-normal.woff2" crossorigin>
{%css%}
</head>
<body>
{%app_entry%}
<footer>
{%config%}
{%scripts%}
{%renderer%}
</footer>
</body>
</html>
"""


def html(origin: Origin) -> str:
    """Dash's template of the HTML, for a house that shows data of this kind."""
    return _HTML.replace("__origin__", origin.value).replace("__view__", VIEW).replace("__zone__", ZONE)


def ask_early(flask_app: Flask, dash_app: dash.Dash) -> None:
    """Put into the HTML of every page the question that it will ask first."""

    def fill(response: Response) -> Response:
        if response.mimetype == "text/html":
            page = pages.at(request.path)
            asked = orjson.dumps(question(page.asking, dash_app.callback_map) if page else None).decode()
            response.set_data(response.get_data(as_text=True).replace("__question__", asked.replace("<", "\\u003c")))
        return response

    flask_app.after_request(fill)


def question(asking: Asking, callbacks: Mapping[str, Any]) -> dict[str, Any]:
    """What a page will ask first, as Dash's renderer would put it; the browser fills in its view and its zone."""
    output = next(each for each in callbacks if f"..{asking.answer}.data..." in each)
    outputs = [each.rsplit(".", 1) for each in output.strip(".").split("...")]
    known: dict[str, dict[str, Any]] = {asking.ask: {"value": 0}, asking.held: {"value": {}}}

    def given(name: str) -> list[dict[str, Any]]:
        return [
            {"id": each["id"], "property": each["property"], **known.get(each["id"], {})}
            for each in callbacks[output][name]
        ]

    return {
        "output": output,
        "outputs": [{"id": id, "property": prop} for id, prop in outputs],
        "inputs": given("inputs"),
        "changedPropIds": [],
        "parsedChangedPropsIds": [],
        "state": given("state"),
    }


def first() -> First | None:
    """The address that the layout is asked for, as the browser says it; None where nobody says it."""
    if not has_request_context() or "href" not in request.args:
        return None
    try:
        address = urlsplit(request.args["href"])
    except ValueError:
        return None
    tz = parse_qs(address.query, keep_blank_values=True, errors="replace").get("tz", [None])[0]
    search, hash = (sign + part if part else "" for sign, part in (("?", address.query), ("#", address.fragment)))
    return First(request.args["href"], address.path, search, hash, tz, request.args.get("own"))
