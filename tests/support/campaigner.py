"""A process that campaigns for the leadership and, while it leads, writes a guarded row as often as it can.

Arguments: app URL, holder, seconds until a heartbeat is stale. Says `gained EPOCH`, `lost`, `refused EPOCH`.
"""

import sys
import time

from dashapp.observe import logs
from models.observation import Origin
from models.problems import NotLeader, Unavailable
from models.store.database import Addresses, Database
from models.store.lock import Leadership, Pace, guard


def say(*words: object) -> None:
    """A line at once and whole: two threads speak here, `print` writes in pieces, and the log does too by default."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(app: str, holder: str, stale_after: str) -> None:
    logs.configure(production=False, level="INFO")
    database = Database(Addresses(app, app, app), Origin.ERCOT, pool_size=2)
    epochs: list[int] = []

    def gained(epoch: int) -> None:
        epochs.append(epoch)
        say("gained", epoch)

    leadership = Leadership(
        lambda: database.dedicated("ercot-leader"),
        holder,
        on_gain=gained,
        on_loss=lambda: say("lost"),
        pace=Pace(try_every=0.2, beat_every=0.1, stale_after=float(stale_after)),
    )
    leadership.start()
    while True:
        time.sleep(0.02)
        if not epochs:
            continue
        # The last epoch won is used on purpose, also after it was lost: only the guard may stop the write.
        try:
            with database.app() as connection, connection.cursor() as cursor:
                guard(cursor, epochs[-1])
                cursor.execute(
                    "insert into probe (holder, epoch, current) select %s, %s, epoch from leader_epoch",
                    (holder, epochs[-1]),
                )
                time.sleep(0.02)
        except NotLeader:
            say("refused", epochs.pop())
        except Unavailable:
            say("cut")


if __name__ == "__main__":
    main(*sys.argv[1:])
