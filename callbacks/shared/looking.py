"""What an address asks for, with what only the store knows of it."""

from datetime import datetime

from models.points import codes_in, listed
from models.store import points
from models.store.database import Database
from pages.parts.view import Known, Offer, View, named_points, parse


def known(database: Database, search: object, offer: Offer) -> Known:
    """What the store knows of the points that a query names. Raises Unavailable."""
    if not offer.points:
        return Known()
    names = named_points(search, offer)
    nodes = points.known(database, codes_in(names))
    chosen = [listed(name) or nodes.get(name.upper()) for name in names]
    codes = [place.code for place in chosen if place is not None] or list(offer.points)
    return Known(nodes, points.earliest(database, codes))


def look(database: Database, search: object, offer: Offer, at: datetime) -> View:
    """The view that a query describes. Raises Unavailable."""
    return parse(search, offer, at, known(database, search, offer))
