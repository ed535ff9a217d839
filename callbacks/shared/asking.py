"""How a page keeps itself fresh: its timer asks, the server answers with what is new, the browser draws."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, no_update

from models.clock import micros
from pages.figures import zone
from pages.figures.markup import nodes
from pages.parts.asking import Asking
from pages.parts.view import ZONE, zone_asked


def bind(
    app: dash.Dash, page: Asking, texts: Iterable[str], respond: Callable[..., tuple[Any, ...]], *given: Input | State
) -> None:
    """Let a page ask and be answered.

    given: what else the answer depends on; an Input asks by itself when it changes.
    respond: is handed the values of `given`, then the account of what the browser holds; gives the answer,
        the new account, and what is written under each id of `texts`. It writes times in the zone that the
        address asks for, and the answer's `zone` says why another one is shown.
    """
    ids = tuple(texts)

    def answer(_asked: object, *values: object) -> tuple[Any, ...]:
        *rest, said = values
        with zone.showing(zone_asked(said)):
            found, account, *written = respond(*rest)
            # The browser must not write in a zone that is not written in here.
            problem = zone.shown().problem
        found["texts"] = {id: nodes(text) for id, text in zip(ids, written, strict=True) if text is not no_update}
        return {**found, "zone": problem} if problem else found, account

    app.callback(
        Output(page.answer, "data"),
        Output(page.held, "data"),
        Input(page.ask, "data"),
        *given,
        State(page.held, "data"),
        State(ZONE, "data"),
    )(answer)
    app.clientside_callback(
        ClientsideFunction("live", "ask"),
        Output(page.ask, "data"),
        Input(page.timer, "n_intervals"),
        prevent_initial_call=True,
    )
    app.clientside_callback(ClientsideFunction("live", "heard"), Input(page.answer, "data"), prevent_initial_call=True)


def away(at: datetime, texts: Collection[str]) -> tuple[Any, ...]:
    """The answer when the database does not: it says so, and everything drawn stays."""
    return ({"at": micros(at) // 1000, "away": True}, no_update, *(no_update for _ in texts))
