"""Progress of the history: bars on a terminal, a line a quarter elsewhere, other lines as they are."""

import io

from rich.console import Console

from dashapp.cli.progress import HistoryProgress, told


def heard(lines: list[str], *, terminal: bool) -> str:
    output = io.StringIO()
    console = Console(file=output, force_terminal=terminal, width=100)
    with HistoryProgress(console) as progress:
        for line in lines:
            progress.hear(line)
    return output.getvalue()


def test_plain_lines_by_the_quarter() -> None:
    text = heard([told("fuel_mix", done, 8) for done in range(1, 9)], terminal=False)
    assert text.splitlines() == [f"  history of fuel_mix: {done} of 8" for done in (2, 4, 6, 8)]


def test_a_bar_on_a_terminal() -> None:
    text = heard([told("fuel_mix", 8, 8), told("system_load", 3, 16)], terminal=True)
    assert "fuel_mix" in text
    assert "8/8" in text
    assert "3/16" in text


def test_what_is_no_progress_is_shown_as_it_is() -> None:
    lines = ["Traceback [bold]", "[1, 2]", '{"feed": "x"}', "5"]
    assert heard(lines, terminal=False).splitlines() == lines


def test_nothing_to_do() -> None:
    assert heard([told("fuel_mix", 0, 0)], terminal=False).splitlines() == ["  history of fuel_mix: 0 of 0"]
