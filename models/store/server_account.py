"""Which account of the machine runs the embedded database, and where its data can therefore live."""

import hashlib
import os
import pwd
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.problems import Misconfigured

_SECOND_ROOT = Path("/var/lib/ercot-analytics")
_CANDIDATES = ("ercot", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Runner:
    """The account under which the server's programs run; `switch` says whether that is another than ours."""

    name: str
    uid: int
    gid: int
    switch: bool

    def reaches(self, path: Path) -> bool:
        """Whether this account may pass through a folder. The kernel is asked, so that every rule counts."""
        if not self.switch:
            return os.access(path, os.X_OK)
        return self.run(["test", "-x", str(path)]).returncode == 0

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a program as this account. Its output goes through a file: a server that lives on keeps no pipe open."""
        account: dict[str, Any] = {}
        if self.switch:
            account = {"user": self.uid, "group": self.gid, "extra_groups": []}
        with tempfile.TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as output:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                **account,
            )
            output.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, output.read(), "")

    def own(self, path: Path) -> None:
        """Give a folder of ours to this account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def data_root(checkout: Path, env: Mapping[str, str]) -> Path:
    """Where the data live: ERCOT_HOME, else `var` of the checkout.

    PostgreSQL refuses to run as root. Where root starts it and the account that it runs under instead cannot
    reach the checkout, the place is a folder under /var/lib named after the checkout, so that two checkouts
    never share one.

    Raises Misconfigured for an ERCOT_HOME that the server's account cannot reach.
    """
    chosen = env.get("ERCOT_HOME", "")
    root = Path(chosen).expanduser().absolute() if chosen else checkout.absolute() / "var"
    runner = runner_for(root / "pg")
    if runner.reaches(_nearest_folder(root.parent)):
        return root
    if chosen:
        raise Misconfigured(
            f"ERCOT_HOME={chosen} cannot be reached by {runner.name}, the account that the database runs under.",
            hint="Choose a folder whose parents that account may enter.",
        )
    return second_root(checkout)


def second_root(checkout: Path) -> Path:
    """The folder under /var/lib that belongs to this checkout alone."""
    path = str(checkout.resolve())
    return _SECOND_ROOT / f"{checkout.resolve().name}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"


def runner_for(data: Path) -> Runner:
    """Our own account; for root the one that owns the data, else the first of ercot, postgres and nobody.

    Raises Misconfigured where root finds none of them.
    """
    if os.geteuid() != 0:
        return Runner(account_name(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return Runner(account_name(owner), owner, data.stat().st_gid, switch=True)
    for name in _CANDIDATES:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return Runner(name, account.pw_uid, account.pw_gid, switch=True)
    raise Misconfigured("There is no account ercot, postgres or nobody, and the database cannot run as root.")


def account_name(uid: int) -> str:
    """The account's name; its number where it has none, as in many containers."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _nearest_folder(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
