"""HTML pages: real-time system conditions, and the operators' messages to the market."""

from dataclasses import dataclass
from html import escape

import numpy as np

from ingestion.simulator import days
from ingestion.simulator.noise import chance
from ingestion.simulator.reserve_dashboards import CONDITIONS
from ingestion.simulator.world import World

CONDITIONS_PATH = "/content/cdr/html/real_time_system_conditions.html"
MESSAGES_PATH = "/services/comm/mkt_notices/opsmessages"
_MARK = '<meta name="simulated" content="true">'
_MESSAGE_DAYS = 30
_TIE_TITLES = {
    "DC_E": "DC_E (East)",
    "DC_L": "DC_L (Laredo VFT)",
    "DC_N": "DC_N (North)",
    "DC_R": "DC_R (Railroad)",
    "DC_S": "DC_S (Eagle Pass)",
}
_TIE_ROWS = {"DC_E": 0, "DC_N": 1, "DC_L": 2, "DC_R": 3, "DC_S": 4}


@dataclass(frozen=True, slots=True)
class Message:
    """One operations message; `ended` is when its status goes from Active to Cancelled, None for never."""

    at: int
    kind: str
    text: str
    ended: int | None = None


def system_conditions(world: World, refreshed: int) -> bytes:
    """The page of system conditions. Its rows open with a closing tag, its clock has no zone: as ERCOT's."""
    at = np.array([refreshed], dtype=np.int64)
    reserves = world.reserves
    state = world.grid.day_at(refreshed)
    column = min((refreshed - state.day.start) // days.TICK, len(state.t) - 1)
    demand = float(reserves.demand(at)[0])
    wind, solar = float(state.wind_total[column]), float(state.solar[column])
    sections = (
        (
            "Frequency",
            (
                ("Current Frequency", f"{float(reserves.frequency(at)[0]):.3f}"),
                ("Instantaneous Time Error", f"{float(reserves.time_error(at)[0]):.3f}"),
                ("Consecutive BAAL Clock-Minute Exceedances", "0"),
            ),
        ),
        (
            "Real-Time Data",
            (
                ("Actual System Demand", f"{demand:.0f}"),
                ("Average Net Load", f"{demand - wind - solar:.0f}"),
                ("Total System Capacity (not including Ancillary Services)", f"{float(state.capacity[column]):.0f}"),
                ("Total Wind Output", f"{wind:.0f}"),
                ("Total PVGR Output", f"{solar:.0f}"),
                ("Current System Inertia", f"{float(reserves.inertia(at)[0]):.0f}"),
            ),
        ),
        (
            "DC Tie Flows",
            tuple(
                (title, f"{float(state.ties[_TIE_ROWS[tie], column]) + 0.0:.0f}") for tie, title in _TIE_TITLES.items()
            ),
        ),
    )
    body = "".join(_section(title, cells) for title, cells in sections)
    wall = days.wall(refreshed)
    return (
        '<html>\n<head>\n<script>\n  setTimeout("window.location.reload(true);",60000);\n</script>\n'
        f"<title>Real-Time System Conditions</title>\n{_MARK}\n<meta http-equiv='pragma'  content='no-cache'>\n"
        '</head>\n<body class="bodyStyle">\n<div style="display: inline-block;">\n<div>\n'
        "  <div class='header1'>Real-Time System Conditions</div>\n</div>\n<br>\n"
        f'<div class="schedTime rightAlign">Last Updated: {wall:%b} {wall.day:02d}, {wall:%Y %H:%M:%S}</div>\n'
        f'<table class="tableStyle">\n<tbody>\n{body}  </tbody>\n</table>\n</div>\n</body>\n</html>\n'
    ).encode()


def _section(title: str, cells: tuple[tuple[str, str], ...]) -> str:
    rows = [f'  <tr>\n    <td class="headerValueClass" colSpan="2">{title}</td>\n  </tr>\n']
    rows += [
        f'  </tr>\n    <td class="tdLeft">{name}</td>\n    <td class="labelClassCenter">{value}</td>\n  </tr>\n'
        for name, value in cells
    ]
    return "".join(rows)


def _routine(world: World, day_start: int, number: int) -> list[Message]:
    """The few ordinary messages of a day: seldom any, and none of them an emergency."""
    found = []
    if chance(world.seed, "message-tie", number) < 0.12:
        at = day_start + int(6 * 3600 + chance(world.seed, "message-tie-at", number) * 50000)
        text = "SIMULATED: The DC_E tie has been derated for maintenance."
        found.append(Message(at, "Operational Information", text, at + 5 * 3600))
    if chance(world.seed, "message-ocn", number) < 0.07:
        at = day_start + int(8 * 3600 + chance(world.seed, "message-ocn-at", number) * 30000)
        text = "SIMULATED: ERCOT is issuing an OCN for a possible future reserve capacity shortage."
        found.append(Message(at, "OCN", text, at + 26 * 3600))
    if chance(world.seed, "message-telemetry", number) < 0.15:
        at = day_start + int(chance(world.seed, "message-telemetry-at", number) * 80000)
        text = "SIMULATED: The market management system was unavailable for some minutes and has been restored."
        found.append(Message(at, "Operational Information", text))
    return found


def messages(world: World, now: int) -> list[Message]:
    """Operations messages of the last month, newest first."""
    found: list[Message] = []
    day = days.day_of(now)
    for _ in range(_MESSAGE_DAYS):
        found += _routine(world, day.start, day.date.toordinal())
        day = day.previous()
    made = world.events.until(now)
    for index, each in enumerate(made):
        later = made[index + 1].at if index + 1 < len(made) else None
        if each.level:
            _, title, note, _ = CONDITIONS[each.level]
            found.append(Message(each.at, "Emergency Notice", f"SIMULATED: ERCOT has declared {title}. {note}", later))
        else:
            found.append(Message(each.at, "Emergency Notice", "SIMULATED: The Energy Emergency Alert has ended."))
    return sorted((each for each in found if each.at <= now), key=lambda each: each.at, reverse=True)


def operations_messages(world: World, now: int) -> bytes:
    """The page of operations messages; times are naive local, a message's status changes in place."""
    rows = []
    for each in messages(world, now):
        wall = days.wall(each.at)
        status = "Cancelled" if each.ended is not None and each.ended <= now else "Active"
        rows.append(
            f'<tr><td class="datetime">{wall:%b} {wall.day}, {wall:%Y} {wall.hour % 12 or 12}:{wall:%M:%S %p}</td>'
            f'<td class="summary">{escape(each.text)}</td><td class="type">{escape(each.kind)}</td>'
            f'<td class="priority">{status}</td></tr>\n'
        )
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n<title>Operations Messages</title>\n{_MARK}\n</head>\n<body>\n"
        '<h1>Operations Messages</h1>\n<table class="table">\n<thead><tr><th>Date &amp; Time</th><th>Notice</th>'
        f"<th>Type</th><th>Status</th></tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table>\n</body>\n</html>\n"
    ).encode()
