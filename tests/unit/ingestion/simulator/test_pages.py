"""Pages of the simulated ERCOT."""

import re
from datetime import UTC, datetime

import pytest

from ingestion.simulator import days, pages
from ingestion.simulator.world import World

NOW = days.epoch_of(datetime(2026, 9, 26, 21, 13, 10, tzinfo=UTC))
LABELS = [
    "Current Frequency", "Instantaneous Time Error", "Consecutive BAAL Clock-Minute Exceedances",
    "Actual System Demand", "Average Net Load", "Total System Capacity (not including Ancillary Services)",
    "Total Wind Output", "Total PVGR Output", "Current System Inertia", "DC_E (East)", "DC_L (Laredo VFT)",
    "DC_N (North)", "DC_R (Railroad)", "DC_S (Eagle Pass)",
]  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return World(7)


def test_system_conditions_has_ercots_cells(world: World) -> None:
    page = pages.system_conditions(world, NOW).decode()
    assert '<meta name="simulated" content="true">' in page
    assert '<div class="schedTime rightAlign">Last Updated: Sep 26, 2026 16:13:10</div>' in page
    cells = re.findall(r'<td class="tdLeft">(.*?)</td>\s*<td class="labelClassCenter">(-?[\d.]+)</td>', page)
    assert [name for name, _ in cells] == LABELS
    values = dict(cells)
    assert 59.9 < float(values["Current Frequency"]) < 60.1
    state = world.grid.day_at(NOW)
    column = (NOW - state.day.start) // 300
    assert float(values["Actual System Demand"]) == pytest.approx(state.demand[column], rel=0.02)
    # Cells lie outside rows, as in ERCOT's own page: each is followed by a closing tag that nothing opened.
    assert page.count("</tr>") > page.count("<tr>")


def test_messages_of_a_month_newest_first(world: World) -> None:
    found = pages.messages(world, NOW)
    assert len(found) > 3
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)
    assert all(NOW - 31 * 86400 < each.at <= NOW for each in found)
    assert all("SIMULATED" in each.text for each in found)


def test_a_message_changes_its_status_in_place(world: World) -> None:
    each = next(each for each in pages.messages(world, NOW) if each.ended is not None and each.ended < NOW)
    assert each.ended is not None
    row = re.compile(re.escape(each.text) + r'</td><td class="type">.*?</td><td class="priority">(\w+)<')
    during = pages.operations_messages(world, each.ended - 1).decode()
    after = pages.operations_messages(world, each.ended).decode()
    assert "Active" in row.findall(during)
    assert row.findall(during).count("Active") == row.findall(after).count("Active") + 1


def test_an_emergency_is_posted_and_its_end_too() -> None:
    world = World(7)
    world.events.declare(NOW - 600, 1)
    page = pages.operations_messages(world, NOW).decode()
    assert '<meta name="simulated" content="true">' in page
    assert "SIMULATED: ERCOT has declared Energy Emergency Alert Level 1." in page
    assert 'Sep 26, 2026 4:03:10 PM</td><td class="summary">SIMULATED: ERCOT has declared' in page
    assert "has declared" not in pages.operations_messages(world, NOW - 601).decode()
    world.events.declare(NOW + 60, 0)
    later = pages.operations_messages(world, NOW + 60).decode()
    assert "The Energy Emergency Alert has ended." in later
    declared = re.findall(r'has declared[^<]*</td><td class="type">[^<]*</td><td class="priority">(\w+)', later)
    assert declared == ["Cancelled"]
