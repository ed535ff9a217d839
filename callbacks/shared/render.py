"""CardSpec -> read -> draw: what a card's tile is filled with, and how fresh it is."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from dash.development.base_component import Component

from callbacks.shared.reading import Reading, newest
from models.card import CardSpec
from models.feed_state import FeedState, Health
from models.series import Series
from pages.figures import labels
from pages.figures.chart import Figure
from pages.figures.draw import draw
from pages.parts import badges, tile
from pages.parts.badges import Freshness


def freshness_by_dataset(feeds: Sequence[FeedState]) -> dict[str, Freshness]:
    """What each dataset's feed says of it. Of several feeds that fill one dataset the best counts."""
    found: dict[str, Freshness] = {}
    for feed in feeds:
        late = feed.health in (Health.STALE, Health.LATE)
        for name in feed.datasets:
            if name not in found or (found[name].late and not late):
                found[name] = Freshness(late, feed.next_run)
    return found


def next_due(feeds: Sequence[FeedState], datasets: Set[str]) -> datetime | None:
    """When the first of the feeds that fill these datasets is asked next; None where one of them does not say."""
    concerned = [feed for feed in feeds if not datasets.isdisjoint(feed.datasets)]
    moments = [feed.next_run for feed in concerned]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None


def primary(card: CardSpec, series: Sequence[Series]) -> Series | None:
    """The series whose time stands for the card: the newest of its first part, else of whatever it has."""
    first = [each for each in series if each.measure.id == card.parts[0].id]
    return newest(first) or newest(series)


def head(
    card: CardSpec,
    series: Sequence[Series],
    fresh: Mapping[str, Freshness],
    *,
    unit: str = "",
    own: bool = False,
    remark: str = "",
) -> list[Component]:
    """A tile's unit, a remark on its data if there is one, and their time, with SIMULATED where they are.

    own: its range is not the page's.
    """
    ranged: list[Component | str] = [badges.plain("own range"), " "] if own else []
    main = primary(card, series)
    symbol = unit or card.parts[0].meaning.unit.symbol
    if main is None:
        return tile.head(symbol, badges.waiting())
    when = badges.data_time(main, fresh.get(main.measure.dataset.id))
    expected = [each for each in series if each.posted is not None and each.measure.dataset.is_forecast]
    published = badges.published(expected[0]) if expected and not main.measure.dataset.is_forecast else []
    said = [badges.plain(f"{remark} ")] if remark else []
    return tile.head(symbol, [*said, *badges.simulated_word(main.origin), *ranged, *when, *published])


def chart(card: CardSpec, reading: Reading) -> tuple[Figure, tuple[Series, ...]]:
    """A chart card's figure, with the series it was drawn from."""
    series = reading.series(card)
    return draw(card, series, reading.window(card)), series


def label(card: CardSpec, series: Sequence[Series]) -> str:
    """What a chart says to those who do not see it: newest value, least and most of each series."""
    parts = [
        f"{each.label} {labels.quantity(each.last[1], each.measure.unit)}, "
        f"low {labels.quantity(float(each.values.min()), each.measure.unit)}, "
        f"high {labels.quantity(float(each.values.max()), each.measure.unit)}"
        for each in series
        if each.last is not None
    ]
    unit = card.parts[0].meaning.unit.symbol
    return f"{card.title}, {unit}. " + ("; ".join(parts) if parts else "No data yet") + "."
