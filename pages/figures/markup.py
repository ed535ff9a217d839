"""Components as plain lists, which the browser writes into the page by itself (assets/write.js).

Dash would send each text as an output of its own and tell every component on the page of each of them; on a page
of twelve charts that takes longer than to draw them.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from dash.development.base_component import Component

MARKUP = "data-markup"
"""The attribute by which the browser finds what is still to be written."""

Node = str | list[Any]
"""A text, or [tag, attributes, nodes]."""

_NAMES = {"className": "class", "htmlFor": "for"}
# Of Dash's own, not of HTML.
_LEFT_OUT = frozenset({"children", "debounce", "persistence", "style"})


def nodes(content: Any) -> list[Node]:
    """What a component, a text, or a list of either is made of. Raises TypeError for what is none of them."""
    if content is None:
        return []
    if isinstance(content, (list, tuple)):
        return [node for each in content for node in nodes(each)]
    if isinstance(content, Component):
        return [_element(content)]
    if isinstance(content, (str, int, float)):
        return [str(content)]
    raise TypeError(f"{content!r} cannot be written into a page")


def _element(component: Component) -> Node:
    said: Mapping[str, Any] = component.to_plotly_json()
    props = said["props"]
    attributes = {
        _NAMES.get(name, name.lower()): _value(value) for name, value in props.items() if _is_said(name, value)
    }
    if "style" in props:
        # Taken apart, because the page's policy forbids a text of styles.
        attributes["style"] = props["style"]
    return [said["type"].lower(), attributes, nodes(props.get("children"))]


def _is_said(name: str, value: Any) -> bool:
    return name not in _LEFT_OUT and value is not None and value is not False


def _value(value: Any) -> str:
    return "" if value is True else str(value)


def static(component: Component) -> Component:
    """The same component with all that is in it as markup: to Dash it is one, however much it holds.

    Nothing in it can be the output or the input of a callback.
    """
    said = component.to_plotly_json()
    written = orjson.dumps(nodes(said["props"].pop("children", None))).decode()
    return type(component)(**said["props"], **{MARKUP: written})
