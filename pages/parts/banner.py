"""The grid's condition as ERCOT declares it: a word, a sentence, the six steps of the ladder, source and time."""

from dash import html
from dash.development.base_component import Component

from models.catalog.conditions import LADDER, ConditionLevel, level_of
from models.citation import ConditionCite
from models.observation import Condition, Origin
from pages.figures import cited
from pages.figures.attributes import aria
from pages.figures.term import explained
from pages.parts import badges

ICONS = {
    "normal": "\N{CHECK MARK}",
    "watch": "\N{WHITE UP-POINTING TRIANGLE}",
    "conservation": "\N{WHITE DIAMOND}",
    "eea1": "1",
    "eea2": "2",
    "eea3": "3",
}
_SHORT = {"conservation": "Conserve"}


def draw(condition: Condition | None, origin: Origin, when: list[Component]) -> list[Component]:
    """The banner's content. A state that nobody knows is a grey question mark, never normal."""
    level = level_said(condition)
    return [
        html.Div(
            [
                html.Span(ICONS[level.id] if level else "?", className="condition-icon", **aria(hidden="true")),
                html.H1(
                    cited.number(
                        level.title if level else "Unknown",
                        ConditionCite(condition.at) if condition else None,
                        "the condition as ERCOT declares it",
                    ),
                    className="condition-word",
                ),
                html.P(sentence(condition, level), className="condition-note"),
                _ladder(level),
                html.Span(
                    [*badges.simulated_word(origin), html.Span("ERCOT \N{MIDDLE DOT} ", className="source"), *when],
                    className="condition-when",
                ),
            ],
            className=f"banner {level.id if level else 'unknown'}",
        )
    ]


def sentence(condition: Condition | None, level: ConditionLevel | None) -> str:
    """ERCOT's own words; where the state is not one we know, they are quoted as ERCOT's."""
    if condition is None:
        return "ERCOT's condition has not been received yet."
    words = condition.note or condition.title or condition.state
    if level is not None:
        return words
    said = condition.title or condition.state or "nothing"
    return f"ERCOT says: {said}" + (f". {condition.note}" if condition.note else "")


def level_said(condition: Condition | None) -> ConditionLevel | None:
    """The step of the state; a state and an emergency level that contradict each other are not known."""
    if condition is None:
        return None
    level = level_of(condition.state)
    if level is None:
        return None
    declared = level.rank - 2 if level.rank > 2 else 0
    return level if declared == condition.eea_level else None


def _ladder(now: ConditionLevel | None) -> Component:
    steps = [
        html.Li(
            explained(_SHORT.get(step.id, step.title)),
            className=f"step {step.id} here" if now is step else "step",
            title=step.title,
            **(aria(current="step") if now is step else {}),
        )
        for step in LADDER
    ]
    return html.Ol(steps, className="ladder", **aria(label="Steps of the grid's condition"))
