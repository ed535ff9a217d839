"""The `ercot` command: its groups gathered, and every problem said in one line with an exit code."""

import argparse
import sys
from collections.abc import Sequence

from dashapp import settings as settings_room
from dashapp.cli import data, operate
from dashapp.observe import logs
from dashapp.settings import Settings
from ingestion.simulator.server import main as simulate
from models.problems import Invalid, Misconfigured, Problem, Unknown, WrongOrigin

_SIMULATOR = "simulator"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. 0: done. 1: done in part, or something did not answer. 2: asked or set up wrongly."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == [_SIMULATOR]:
        return simulate(words[1:])
    arguments = _parser().parse_args(words)
    try:
        settings = settings_room.load()
        logs.configure(production=settings.production, level=settings.least_logged)
        code: int = arguments.run(settings, arguments)
        return code
    except Unknown as problem:
        print(f"ercot: {_one_line(problem)}", file=sys.stderr)
        if problem.field == "feed":
            print(data.feed_list(), file=sys.stderr)
        return 2
    except (Misconfigured, WrongOrigin, Invalid) as problem:
        print(f"ercot: {_one_line(problem)}", file=sys.stderr)
        return 2
    except Problem as problem:
        print(f"ercot: {_one_line(problem)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ercot", description="Live analytics for the Texas grid.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    serve = commands.add_parser("serve", help="start the dashboard (what `make run` calls)")
    serve.set_defaults(run=_serve)
    for group in (data, operate):
        group.add_commands(commands)
    commands.add_parser(_SIMULATOR, help="a simulated ERCOT on loopback; see `ercot simulator --help`")
    return parser


def _serve(settings: Settings, _arguments: argparse.Namespace) -> int:
    # Charts take a second to import, which the other commands need not wait for.
    from dashapp.cli.serve import serve

    return serve(settings)


def _one_line(problem: Problem) -> str:
    return logs.masked(" ".join(str(problem).split()))


if __name__ == "__main__":
    sys.exit(main())
