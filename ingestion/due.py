"""When a form is asked next: once a publication, soon again where one is late, and ever less often where all fails."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingestion.feed import Form
from models.clock import floor

_SOONEST = timedelta(minutes=1)
_LATEST_RETRY = timedelta(minutes=15)
_FAILURES_BORNE = 5
_LONGEST_PAUSE = timedelta(minutes=30)


@dataclass(slots=True)
class Due:
    """The next time for each form, by name; a form that was never asked is due at once."""

    at: dict[str, datetime] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)

    def is_due(self, form: Form, now: datetime) -> bool:
        """Whether a form may be asked now."""
        return self.at.get(form.name, now) <= now

    def hold(self, form: Form, until: datetime) -> None:
        """Ask no sooner than that."""
        self.at[form.name] = until

    def release(self, form: Form) -> None:
        """Ask at once."""
        self.at.pop(form.name, None)

    def asked(self, form: Form, now: datetime, *, brought_new: bool) -> None:
        """Note an answer. After a publication the next one is awaited; a late one is asked for again soon."""
        self._failures.pop(form.name, None)
        if form.offset is None:
            self.at[form.name] = now + form.every
            return
        publication = floor(now - form.offset, form.every) + form.every + form.offset
        again = now + _again(form)
        self.at[form.name] = publication if brought_new else min(publication, again)

    def failed(self, form: Form, now: datetime) -> None:
        """Note a failure. The form is asked again soon; after five in a row ever later, up to half an hour."""
        count = self._failures[form.name] = self._failures.get(form.name, 0) + 1
        pause = _again(form) * 2 ** max(min(count - _FAILURES_BORNE, 10), 0)
        self.at[form.name] = now + min(pause, _LONGEST_PAUSE)


def _again(form: Form) -> timedelta:
    """How soon to ask once more for what should be there."""
    return min(max(form.every / 10, _SOONEST), _LATEST_RETRY)
