"""What every request must pass: same site for what changes or computes, and callback bodies of the right shape."""

from collections.abc import Collection, Mapping
from typing import Any

from dash import Dash
from flask import Flask, abort, request

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_CALLBACKS = "/_dash-update-component"
LONGEST_URL = 8 * 1024
LARGEST_BODY = 1024 * 1024


def guard(flask_app: Flask, dash_app: Dash, origins: Collection[str]) -> None:
    """Refuse what no page of ours would send: 403 across sites, 400 for malformed callbacks, 413 to 415 by size.

    origins: besides our own, for browsers that only say their origin.
    """
    flask_app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    def check() -> None:
        if len(request.full_path) > LONGEST_URL:
            abort(414, "The address is longer than 8 kB.")
        if request.method in _SAFE:
            return
        if request.headers.get("Content-Encoding", "identity") != "identity":
            abort(415, "Send the body without a content encoding.")
        _same_site(origins)
        if request.path == _CALLBACKS:
            if request.mimetype != "application/json":
                abort(415, "A callback is application/json.")
            _callback(request.get_json(), dash_app.callback_map)

    flask_app.before_request(check)


def _same_site(origins: Collection[str]) -> None:
    """Browsers say where a request comes from; one from elsewhere is refused. Programs say nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site != "same-origin":
            abort(403, "This request comes from another site.")
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (request.host_url.rstrip("/"), *origins):
        abort(403, "This request comes from another origin.")


def _callback(body: Any, known: Mapping[str, Mapping[str, Any]]) -> None:
    """A body names a callback we have, with exactly its inputs and states; Dash itself would believe anything."""
    if not isinstance(body, dict):
        abort(400, "A callback's body is an object.")
    output = body.get("output")
    if not isinstance(output, str) or output not in known:
        abort(400, "There is no callback with this output.")
    callback = known[output]
    for name, given in (("inputs", body.get("inputs", [])), ("state", body.get("state", []))):
        if _named(given) != _declared(callback.get(name, [])):
            abort(400, f"The {name} are not those of this callback.")
    _outputs(body.get("outputs"), output)
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(each, str) for each in changed):
        abort(400, "changedPropIds is a list of names.")


def _named(given: Any) -> list[tuple[str, str]] | None:
    if not isinstance(given, list):
        return None
    pairs: list[tuple[str, str]] = []
    for each in given:
        if not isinstance(each, dict):
            return None
        id, prop = each.get("id"), each.get("property")
        if not isinstance(id, str) or not isinstance(prop, str):
            return None
        pairs.append((id, prop))
    return pairs


def _declared(declared: Any) -> list[tuple[str, str]]:
    return [(each["id"], each["property"]) for each in declared]


def _outputs(given: Any, output: str) -> None:
    pairs = _named(given if isinstance(given, list) else [given])
    if pairs is None:
        abort(400, "The outputs are not those of this callback.")
    names = [f"{id}.{prop}" for id, prop in pairs]
    written = f"..{'...'.join(names)}.." if isinstance(given, list) else names[0]
    if written != output:
        abort(400, "The outputs are not those of this callback.")
