"""What a command works in: the database of the right origin, opened, and ERCOT or its stand-in, found."""

import os
import queue
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from dashapp.cli.children import Child
from dashapp.settings import CHECKOUT, Settings, without_password
from ingestion.run import Context, declare_feeds
from ingestion.settings import FeedChoice
from ingestion.sources.public_api import Credentials, PublicApiClient
from ingestion.transport import ERCOT, Transport
from models.observation import Origin
from models.problems import Misconfigured, Unavailable
from models.store.database import APP, PAGES, READER, Addresses, Database
from models.store.embedded import SUPERUSER, Cluster
from models.store.migrate import recorded_origin, upgrade
from models.store.write import Writer

DATABASE_NAMES = {Origin.ERCOT: "ercot_live", Origin.SIMULATED: "ercot_simulated"}

_TOKEN_PATH = "/ercotb2c.onmicrosoft.com/B2C_1_PUBAPI-ROPC-FLOW/oauth2/v2.0/token"  # noqa: S105 - a path, no secret
_SIMULATOR_START = 30.0


@dataclass(slots=True)
class Surroundings:
    """Opened by `open_surroundings`; closing it ends what it started.

    says: remarks for the person at the terminal. kept: whether the origin was last time's.
    """

    settings: Settings
    home: Path
    origin: Origin
    database: Database
    kept: bool
    says: list[str] = field(default_factory=list)
    cluster: Cluster | None = None
    simulator: Child | None = None
    source_url: str = ERCOT

    def transport(self) -> Transport:
        """The client for ERCOT, or for what stands in for it."""
        if self.origin is Origin.ERCOT:
            return Transport()
        return Transport(self.source_url, self.source_url, self.source_url + _TOKEN_PATH)

    def context(self, *, epoch: int | None = None, database: Database | None = None) -> Context:
        """What runs of feeds need; with an epoch they touch the database only while it leads."""
        transport = self.transport()
        into = database or self.database
        if epoch is not None:
            into = into.under(epoch)
        return Context(
            into,
            transport,
            Writer(into, epoch=epoch),
            keyed=self._keyed(transport),
            # A weekend without anyone fetching must heal, however little history was wanted.
            reach=timedelta(days=max(self.settings.history_days, 3)),
        )

    def _keyed(self, transport: Transport) -> PublicApiClient | None:
        # Credentials are for ERCOT alone; a stand-in never sees them.
        key, name, password = (
            self.settings.ercot_subscription_key,
            self.settings.ercot_username,
            self.settings.ercot_password,
        )
        if self.origin is not Origin.ERCOT or key is None or name is None or password is None:
            return None
        return PublicApiClient(transport, Credentials(key.get_secret_value(), name, password.get_secret_value()))

    def place(self) -> str:
        """The database in words, without its password."""
        if self.cluster is not None:
            return f"embedded PostgreSQL {self.cluster.version} in {self.home}, {DATABASE_NAMES[self.origin]}"
        return without_password(self.settings.database_address or "")

    def child_environment(self) -> dict[str, str]:
        """What makes a child work in the same surroundings."""
        feed = FeedChoice.LIVE if self.origin is Origin.ERCOT else FeedChoice.SIMULATED
        environment = {"FEED": feed.value}
        if self.origin is Origin.SIMULATED:
            environment["SIMULATOR_URL"] = self.source_url
        return environment

    def revive(self) -> list[str]:
        """Start again what has died of what we started; what was started, in words."""
        revived = []
        if self.cluster is not None and self.cluster.revive():
            revived.append("database")
        if self.simulator is not None and not self.simulator.alive():
            self.simulator, self.source_url = _start_simulator(self.settings, port=int(self.source_url.rsplit(":")[-1]))
            revived.append("simulator")
        return revived

    def close(self) -> None:
        """End what was started, the database last."""
        if self.simulator is not None:
            self.simulator.end()
        self.database.close()
        if self.cluster is not None:
            self.cluster.close()

    def __enter__(self) -> "Surroundings":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_surroundings(settings: Settings, *, origin: Origin | None = None, fetches: bool = False) -> Surroundings:
    """Start or reach the database, choose the origin, bring the schema up to date, find what stands in for ERCOT.

    origin: fixed by the command; None lets FEED and what is stored decide. fetches: a stand-in is needed.
    Raises Misconfigured, WrongOrigin or Unavailable, each in one line.
    """
    home = settings.home
    cluster = None
    if settings.database_address is None:
        cluster = Cluster.start(home)
    try:
        found = _open_database(settings, home, cluster, origin)
        if fetches and found.origin is Origin.SIMULATED:
            if settings.simulator_url is None:
                found.simulator, found.source_url = _start_simulator(settings)
            else:
                found.source_url = settings.simulator_url
    except BaseException:
        if cluster is not None:
            cluster.close()
        raise
    return found


def _open_database(settings: Settings, home: Path, cluster: Cluster | None, origin: Origin | None) -> Surroundings:
    kept = None
    try:
        kept = _kept_origin(settings, home, cluster)
        says: list[str] = []
        chosen = origin or _choose(settings, kept, says)
        addresses = _addresses(settings, cluster, chosen)
        database = Database(addresses, chosen)
        upgrade(database)
        declare_feeds(database)
    except Unavailable as problem:
        if cluster is not None:
            raise
        name = "DATABASE_URL" if settings.database_url is not None else "DB_HOST"
        shown = without_password(settings.database_address or "")
        raise Misconfigured(f"{name}: {shown} cannot be used.", hint=" ".join(problem.hint.split())) from problem
    if cluster is not None and origin is None:
        (home / "origin").write_text(chosen.value + "\n", encoding="ascii")
    return Surroundings(settings, home, chosen, database, kept is chosen, says, cluster)


def page_database(settings: Settings, base: Database) -> Database:
    """The same database for visitors: pools of its own, as large as the settings say, and little patience."""
    sizes = {"pool_size": settings.db_pool_size, "reader_pool_size": settings.db_reader_pool_size}
    return Database(base.addresses, base.origin, **sizes, use=PAGES)


def _addresses(settings: Settings, cluster: Cluster | None, origin: Origin) -> Addresses:
    if cluster is None:
        return Addresses.of(settings.database_address or "")
    name = DATABASE_NAMES[origin]
    cluster.ensure_database(name)
    return Addresses(cluster.url(name, SUPERUSER), cluster.url(name, APP), cluster.url(name, READER))


def _kept_origin(settings: Settings, home: Path, cluster: Cluster | None) -> Origin | None:
    """Last time's origin: of the embedded databases by a note beside them, of another by its own mark."""
    if cluster is None:
        return recorded_origin(Database(Addresses.of(settings.database_address or ""), Origin.ERCOT))
    try:
        return Origin((home / "origin").read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return None


def _choose(settings: Settings, kept: Origin | None, says: list[str]) -> Origin:
    if settings.feed is not FeedChoice.AUTO:
        return Origin.ERCOT if settings.feed is FeedChoice.LIVE else Origin.SIMULATED
    if kept is not None:
        return kept
    if Transport().reachable(seconds=3.0):
        return Origin.ERCOT
    says.append("ERCOT does not answer from here, so the simulated feed is used. FEED=live would wait for ERCOT.")
    return Origin.SIMULATED


def other_origin_now_possible(surroundings: Surroundings) -> str | None:
    """A line for whoever started with FEED=auto and kept last time's origin while ERCOT's reach has changed."""
    if surroundings.settings.feed is not FeedChoice.AUTO or not surroundings.kept:
        return None
    reachable = Transport().reachable(seconds=3.0)
    if surroundings.origin is Origin.SIMULATED and reachable:
        return "ERCOT answers now: FEED=live would read it, into a database of its own."
    if surroundings.origin is Origin.ERCOT and not reachable:
        return "ERCOT does not answer: the stored data are shown, and fetching goes on. FEED=simulated is possible."
    return None


def _start_simulator(settings: Settings, *, port: int = 0) -> tuple[Child, str]:
    lines: queue.Queue[str] = queue.Queue()
    command = [sys.executable, "-m", "ingestion.simulator.server", "--port", str(port)]
    command += ["--seed", str(settings.simulator_seed), "--parent", str(os.getpid())]
    child = Child(command, {}, on_line=lines.put, on_error=lambda line: print(line, file=sys.stderr))
    try:
        line = lines.get(timeout=_SIMULATOR_START)
    except queue.Empty:
        child.end()
        raise Unavailable("The simulated ERCOT did not start.") from None
    return child, line.rsplit(" ", 1)[1]


def shown_path(path: Path) -> str:
    """A path as a person in the checkout would write it."""
    return f"./{path.relative_to(CHECKOUT)}" if path.is_relative_to(CHECKOUT) else str(path)
