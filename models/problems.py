"""The error family: what is wrong in the user's words, a hint, and whether trying again may help.

Problem
├── Invalid            the asker's mistake: field, value, rule
│   └── Unknown        a name nobody knows, answered with the nearest known ones
├── Refused            a document from outside that cannot be trusted
├── Misconfigured      a setting that stops the start
├── WrongOrigin        ERCOT's and simulated data would be mixed
├── NotLeader          another process has taken over the writing
└── Unavailable        something outside does not answer now; trying again may help
"""

from collections.abc import Iterable
from difflib import get_close_matches


class Problem(Exception):
    """Base of the family. `what` is shown to people; `retry` says whether the same call may work later."""

    retry = False

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


class Invalid(Problem):
    """A value that breaks a rule. `field` names where it stood."""

    def __init__(self, what: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.field = field


class Unknown(Invalid):
    """A name that is not in the catalog, with the nearest names that are."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, field: str = "") -> None:
        self.nearest = get_close_matches(name, list(known), n=3, cutoff=0.5)
        hint = f"Did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"There is no {kind} named {name!r}.", field=field, hint=hint)


class Refused(Problem):
    """A document that is refused whole. `rule` is a short constant name that counters group by."""

    def __init__(self, what: str, *, rule: str, retry: bool = False) -> None:
        super().__init__(what)
        self.rule = rule
        self.retry = retry


class Misconfigured(Problem):
    """A setting whose value stops the start; the text names the setting and the rule."""


class WrongOrigin(Problem):
    """Live and simulated data never share a database."""


class NotLeader(Problem):
    """This process no longer holds the leadership, so it may not write."""


class Unavailable(Problem):
    """A database or a service does not answer; the same call may work later."""

    retry = True
