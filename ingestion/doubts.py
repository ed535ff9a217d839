"""Looks over the last day's values of the measures that matter and flags what is unlikely beside the last month."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import structlog

from ingestion.anomalies import Judgement, judge
from models.catalog.capacity import PRC
from models.catalog.conditions import FREQUENCY
from models.catalog.entity import HUBS, LOAD_ZONES
from models.catalog.generation import GENERATION, SOLAR_GENERATION, STORAGE_NET, WIND_GENERATION
from models.catalog.load import COMMITTED_CAPACITY, DEMAND, LOAD
from models.catalog.prices import DAM_SPP, RT_SPP
from models.clock import now
from models.observation import Flag
from models.problems import Unknown
from models.selection import Selection, Window
from models.series import Series
from models.store import flags
from models.store.database import Database
from models.store.read import read

log = structlog.get_logger()

_POINTS = tuple(point.code for point in HUBS + LOAD_ZONES)
LOOKED_OVER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (RT_SPP.id, _POINTS),
    (DAM_SPP.id, _POINTS),
    (DEMAND.id, ()),
    (COMMITTED_CAPACITY.id, ()),
    (LOAD.id, ()),
    (WIND_GENERATION.id, ()),
    (SOLAR_GENERATION.id, ()),
    (STORAGE_NET.id, ()),
    (GENERATION.id, ()),
    (PRC.id, ()),
    (FREQUENCY.id, ()),
)
"""Measures and, where not all of them are meant, entities."""
_PAST = timedelta(days=30)
_NEW = timedelta(days=1)
_MOST_POINTS = 1_000_000


@dataclass(slots=True)
class Looked:
    """What a look over brought: flags that are new, values judged, and values without enough history."""

    flagged: int = 0
    judged: int = 0
    not_judged: int = 0


def flag_anomalies(database: Database) -> int:
    """Flag unlikely values of each series' last day beside the stored values, which stay as they are.

    Returns how many flags are new: a value that has its flag keeps it, so looking over twice changes nothing.
    The log says how many values had too little history to be judged. Raises Unavailable.
    """
    looked = Looked()
    until = now() + 2 * _NEW
    window = Window(until - 2 * _NEW - _PAST, until)
    for measure, entities in LOOKED_OVER:
        try:
            found = read(database, Selection((measure,), window, entities, points=_MOST_POINTS))
        except Unknown:
            # Before the first document of a kind there is nothing to look over.
            continue
        for series in found:
            if len(series):
                looked.flagged += flags.add(database, _doubts(series, looked))
    log.info("looked_over", flagged=looked.flagged, judged=looked.judged, not_judged=looked.not_judged)
    return looked.flagged


def _doubts(series: Series, looked: Looked) -> list[Flag]:
    starts = series.starts.astype("datetime64[us]").astype(np.int64)
    first_new = int(starts[-1]) - _NEW // timedelta(microseconds=1)
    is_new = starts > first_new
    found: Judgement = judge(
        (starts[~is_new], series.values[~is_new]), (starts[is_new], series.values[is_new]), series.interval
    )
    looked.not_judged += found.not_judged
    looked.judged += int(is_new.sum()) - found.not_judged
    places = np.flatnonzero(is_new)
    return [
        Flag(
            series.measure.id,
            series.entity.code,
            series.entity.kind,
            int(starts[places[each.place]]),
            each.rule,
            each.detail,
        )
        for each in found.doubtful
    ]
