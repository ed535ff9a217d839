"""Dashboard JSON of the control room: PRC and the declared condition, ancillary services, ties and frequency."""

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import orjson

from ingestion.simulator import days
from ingestion.simulator.days import HOUR, OperatingDay
from ingestion.simulator.noise import Floats, Instants
from ingestion.simulator.reserves import GROUPS, readings
from ingestion.simulator.world import World

Json = dict[str, Any]

CONDITIONS = {
    0: ("normal", "Normal Conditions", "There is enough power for current demand.", 20),
    1: ("eea1", "Energy Emergency Alert Level 1", "Reserves are low. Please use less electricity. (SIMULATED)", 5),
    2: ("eea2", "Energy Emergency Alert Level 2", "Reserves are very low. Use little electricity. (SIMULATED)", 4),
    3: ("eea3", "Energy Emergency Alert Level 3", "Rotating outages protect the grid. (SIMULATED)", 3),
}
_FREQUENCY_STEP = 10
_RECENT = 2 * HOUR


class Rows:
    """JSON rows of a day, joined once, of which any first part can be cut off without building it again."""

    def __init__(self, rows: list[Json]) -> None:
        parts = [orjson.dumps(row) for row in rows]
        self._joined = b",".join(parts)
        self._ends = np.cumsum([len(part) + 1 for part in parts]) - 1

    def between(self, first: int, end: int) -> bytes:
        """The rows from index `first` up to, not including, `end`, with commas between."""
        if end <= first:
            return b""
        start = 0 if first == 0 else int(self._ends[first - 1]) + 1
        return self._joined[start : int(self._ends[end - 1])]


def _clock(at: int) -> str:
    return f"{days.wall(at):%H:%M:%S}"


class ControlRoom:
    """The dashboards that are refreshed within the minute. Rows of a day are made once per state of emergency."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._prc = lru_cache(maxsize=12)(self._prc_rows)
        self._services = lru_cache(maxsize=6)(self._service_rows)
        self._frequencies = lru_cache(maxsize=6)(self._frequency_rows)
        self._ties = lru_cache(maxsize=10)(self._tie_rows)
        self._monitors = lru_cache(maxsize=6)(self._monitor_readings)

    def _revision(self, day: OperatingDay) -> int:
        """What a day's rows are cached under: days that no declaration touches never change."""
        return self.world.events.revision if self.world.events.touches(day.start, day.end) else 0

    def _prc_rows(self, day: date, revision: int) -> tuple[Rows, Floats]:
        del revision
        at = readings(days.day_on(day))
        values = np.round(self.world.reserves.prc(at))
        rows = [
            {
                "timestamp": days.stamp(each),
                "epoch": each * 1000,
                "interval": _clock(each),
                "dstFlag": days.flag(each),
                "prc": int(value),
            }
            for each, value in zip(at.tolist(), values.tolist(), strict=True)
        ]
        return Rows(rows), values

    def daily_prc(self, refreshed: int) -> bytes:
        """PRC of every reading since midnight, and the declared condition."""
        day = days.day_of(refreshed)
        rows, values = self._prc(day.date, self._revision(day))
        count = int(np.searchsorted(readings(day), refreshed, side="right"))
        level = self.world.events.level(refreshed)
        state, title, note, energy = CONDITIONS[level]
        head = orjson.dumps(
            {
                "lastUpdated": days.stamp(refreshed),
                "simulated": True,
                "current_condition": {
                    "condition_note": note,
                    "eea_level": level,
                    "energy_level_value": energy,
                    "state": state,
                    "title": title,
                    "prc_value": f"{int(values[count - 1]):,}",
                    "index": count - 1,
                    "datetime": refreshed,
                },
            }
        )
        return head[:-1] + b',"data":[' + rows.between(0, count) + b"]}"

    def _service_rows(self, day: date, revision: int) -> tuple[Rows, list[Json]]:
        del revision
        at = readings(days.day_on(day))
        read = self.world.reserves.monitor(at)
        columns = {
            "deployedRegUp": read["regUpDeployed"],
            "undeployedRegUp": read["regUpUndeployed"],
            "deployedRegDown": read["regDownDeployed"],
            "undeployedRegDown": read["regDownUndeployed"],
            "rrs": _sum(read, "responsiveReserveAwardsGroup"),
            "nsrs": _sum(read, "nonSpinReserveAwardsGroup"),
            "ecrs": _sum(read, "ercotContingencyReserveAwardsGroup"),
        }
        whole = {name: np.round(values).astype(int).tolist() for name, values in columns.items()}
        rows: list[Json] = []
        for index, each in enumerate(at.tolist()):
            row: Json = {
                "timestamp": f"{days.wall(each):%Y-%m-%d %H:%M:%S}",
                "interval": each * 1000,
                "dstFlag": days.flag(each),
            }
            rows.append(row | {name: values[index] for name, values in whole.items()})
        return Rows(rows), rows

    def _frequency_rows(self, day: date, revision: int) -> Rows:
        del revision
        at = _tens(days.day_on(day))
        values = np.round(self.world.reserves.frequency(at), 3).tolist()
        return Rows(
            [
                {
                    "timestamp": days.stamp(each),
                    "interval": each * 1000,
                    "dstFlag": days.flag(each),
                    "currentFrequency": value,
                }
                for each, value in zip(at.tolist(), values, strict=True)
            ]
        )

    def ancillary_services(self, refreshed: int) -> bytes:
        """Frequency every 10 s and ancillary services at every reading of the last two hours."""
        frequency, services = [], []
        last: Json = {}
        for day in _days_between(refreshed - _RECENT, refreshed):
            revision = self._revision(day)
            first, end = _cut(_tens(day), refreshed - _RECENT, refreshed)
            frequency.append(self._frequencies(day.date, revision).between(first, end))
            first, end = _cut(readings(day), refreshed - _RECENT, refreshed)
            joined, rows = self._services(day.date, revision)
            services.append(joined.between(first, end))
            last = rows[end - 1] if end else last
        head = orjson.dumps({"lastUpdated": days.stamp(refreshed), "simulated": True})
        names = ("rrs", "nsrs", "deployedRegDown", "undeployedRegUp", "ecrs", "deployedRegUp", "undeployedRegDown")
        tail = orjson.dumps({f"last{name[0].upper()}{name[1:]}": last[name] for name in names})
        return b"".join(
            [
                head[:-1],
                b',"data":[',
                b",".join(part for part in frequency if part),
                b'],"ascapmon":[',
                b",".join(part for part in services if part),
                b"],",
                tail[1:],
            ]
        )

    def _tie_rows(self, day: date, revision: int) -> Rows:
        del revision
        at = _tens(days.day_on(day))
        state = self.world.grid.day(day)
        frequency = np.round(self.world.reserves.frequency(at), 3).tolist()
        inertia = np.round(self.world.reserves.inertia(at)).astype(int).tolist()
        column = np.minimum((at - int(at[0])) // days.TICK, state.ties.shape[1] - 1)
        east, north, laredo, railroad = (state.ties[row, column].astype(int).tolist() for row in range(4))
        return Rows(
            [
                {
                    "currentFrequency": frequency[i],
                    "currentSystemInertia": inertia[i],
                    "dcE": east[i],
                    "dcN": north[i],
                    "dcL": laredo[i],
                    "dcR": railroad[i],
                    "timestamp": days.stamp(each),
                    "epoch": each * 1000,
                    "interval": _clock(each),
                    "dstFlag": days.flag(each),
                }
                for i, each in enumerate(at.tolist())
            ]
        )

    def dc_tie_flows(self, refreshed: int) -> bytes:
        """Frequency, inertia and tie flows every 10 s since midnight."""
        day = days.day_of(refreshed)
        rows = self._ties(day.date, self._revision(day))
        count = (refreshed - day.start) // _FREQUENCY_STEP + 1
        head = orjson.dumps({"lastUpdated": days.stamp(refreshed), "simulated": True})
        return head[:-1] + b',"data":[' + rows.between(0, count) + b"]}"

    def _monitor_readings(self, day: date, revision: int) -> dict[str, list[int]]:
        del revision
        read = self.world.reserves.monitor(readings(days.day_on(day)))
        return {key: np.round(values).astype(int).tolist() for key, values in read.items()}

    def capacity_monitor(self, refreshed: int) -> bytes:
        """The ancillary service capacity monitor as it stands: groups of pairs, the first of each a heading."""
        day = days.day_of(refreshed)
        read = self._monitors(day.date, self._revision(day))
        index = int(np.searchsorted(readings(day), refreshed))
        groups = {
            group: [["key", "value"], *([key, read[key][index]] for key in keys)] for group, keys in GROUPS.items()
        }
        return orjson.dumps(
            {
                "lastUpdated": days.stamp(refreshed),
                "simulated": True,
                "epoch": refreshed * 1000,
                "interval": _clock(refreshed),
                "dstFlag": days.flag(refreshed),
                "data": groups,
            }
        )


def _sum(read: dict[str, Floats], group: str) -> Floats:
    total: Floats = np.sum([read[key] for key in GROUPS[group]], axis=0)
    return total


def _tens(day: OperatingDay) -> Instants:
    return np.arange(day.start, day.end, _FREQUENCY_STEP, dtype=np.int64)


def _cut(at: Instants, after: int, until: int) -> tuple[int, int]:
    """First index after `after` and first index after `until`."""
    return int(np.searchsorted(at, after, side="right")), int(np.searchsorted(at, until, side="right"))


def _days_between(first: int, last: int) -> list[OperatingDay]:
    start, end = days.day_of(first), days.day_of(last)
    return [start] if start == end else [start, end]
