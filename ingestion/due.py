"""When a form is asked next: once a publication, soon again where one is late, and ever less often where all fails."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingestion.feed import Form
from models.clock import floor

_SOONEST = timedelta(minutes=1)
_LATEST_RETRY = timedelta(minutes=15)
_FAILURES_BORNE = 5
_LONGEST_PAUSE = timedelta(minutes=30)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(slots=True)
class _Refusals:
    """How often a listed document was refused, and when it is asked for again."""

    count: int
    again: datetime


@dataclass(slots=True)
class Due:
    """The next time for each form, by name; a form that was never asked is due at once."""

    at: dict[str, datetime] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _newest: dict[str, datetime] = field(default_factory=dict)
    _refused: dict[str, dict[str, _Refusals]] = field(default_factory=dict)

    def is_due(self, form: Form, now: datetime) -> bool:
        """Whether a form may be asked now."""
        return self.at.get(form.name, now) <= now

    def hold(self, form: Form, until: datetime) -> None:
        """Ask no sooner than that."""
        self.at[form.name] = until

    def release(self, form: Form) -> None:
        """Ask at once."""
        self.at.pop(form.name, None)

    def published(self, form: Form, at: datetime) -> None:
        """Note the newest posting in a form's listing."""
        self._newest[form.name] = at

    def asked(self, form: Form, now: datetime, *, brought_new: bool) -> None:
        """Note an answer. After a publication the next one is awaited; a late one is asked for again soon.

        What a listing says decides what is late; for a page, which has none, whether the answer was new.
        A refused document may be wanted sooner than either.
        """
        self._failures.pop(form.name, None)
        self.at[form.name] = self._following(form, now, brought_new)
        refused = self._refused.get(form.name)
        if refused:
            retry = min(each.again for each in refused.values())
            self.at[form.name] = min(self.at[form.name], max(retry, now + _SOONEST))

    def _following(self, form: Form, now: datetime, brought_new: bool) -> datetime:
        if form.offset is None:
            return now + form.every
        expected = floor(now - form.offset, form.every)
        publication = expected + form.every + form.offset
        newest = self._newest.get(form.name)
        is_there = brought_new if newest is None else newest >= expected
        return publication if is_there else min(publication, now + _again(form))

    def failed(self, form: Form, now: datetime) -> None:
        """Note a failure. The form is asked again soon; after five in a row ever later, up to half an hour."""
        count = self._failures[form.name] = self._failures.get(form.name, 0) + 1
        pause = _again(form) * 2 ** max(min(count - _FAILURES_BORNE, 10), 0)
        self.at[form.name] = now + min(pause, _LONGEST_PAUSE)

    def refused(self, form: Form, document: str, now: datetime) -> None:
        """Note that a document was refused: asked again in a minute, then ever later, up to an hour."""
        refused = self._refused.setdefault(form.name, {})
        count = refused[document].count + 1 if document in refused else 1
        refused[document] = _Refusals(count, now + min(_SOONEST * 2 ** min(count - 1, 10), _LONGEST_WAIT))

    def waiting(self, form: Form, unread: Sequence[str], now: datetime) -> frozenset[str]:
        """Of a listing's unread documents those whose time has not come. Others that were refused are forgotten."""
        refused = self._refused.get(form.name, {})
        for gone in refused.keys() - set(unread):
            del refused[gone]
        return frozenset(name for name, each in refused.items() if each.again > now)

    def has_refused(self, form: Form) -> bool:
        """Whether refused documents of a form are still listed."""
        return bool(self._refused.get(form.name))


def _again(form: Form) -> timedelta:
    """How soon to ask once more for what should be there."""
    return min(max(form.every / 10, _SOONEST), _LATEST_RETRY)
