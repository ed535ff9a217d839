"""What a page keeps itself fresh with: a timer that asks, stores for the answer and for what the browser holds."""

from dataclasses import dataclass
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from pages.figures.attributes import data

REFRESH_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Asking:
    """Ids of what a page asks with, all beginning with its name; assets/live.js makes them in the same way."""

    name: str

    @property
    def ask(self) -> str:
        """The store whose change asks the server."""
        return f"{self.name}-ask"

    @property
    def answer(self) -> str:
        """The store that an answer arrives in."""
        return f"{self.name}-answer"

    @property
    def held(self) -> str:
        """The store that says what the browser holds."""
        return f"{self.name}-held"

    @property
    def timer(self) -> str:
        """The clock that asks again."""
        return f"{self.name}-timer"

    def components(self) -> list[Component]:
        """What the page's layout ends with; nothing of it is seen."""
        return [
            dcc.Store(id=self.ask, data=0),
            dcc.Store(id=self.answer),
            dcc.Store(id=self.held, data={}),
            dcc.Interval(id=self.timer, interval=REFRESH_SECONDS * 1000),
        ]

    def mark(self) -> dict[str, Any]:
        """The attributes by which the browser finds the page that asks, and whether it was answered yet."""
        return data(asks=self.name, waiting="")
