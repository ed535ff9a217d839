"""Logging: one stream of events, JSON in production and plain in development, with secrets masked."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

MASK = "***"

_SECRET_NAMES = re.compile(
    r"secret|passw|token|api_?key|subscription_?key|authorization|cookie|credential|private_?key|database_?url", re.I
)
# Shapes, for secrets that stand inside other texts: our keys, JWTs, signing secrets, Grafana's, Amazon's.
_SECRET_SHAPES = re.compile(
    r"\bercots?_[0-9A-Za-z]{12,}"
    r"|\beyJ[\w-]{5,}(?:\.[\w-]+){0,2}"
    r"|\bwhsec_[\w+/=-]{8,}"
    r"|\bglsa_\w{8,}"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{12,}"
)
_AUTHORIZATION = re.compile(r"\b(Bearer|Basic)\s+[\w+/=.~-]{6,}", re.I)
_IN_ADDRESS = re.compile(r"(://[^/\s:@]*):[^/\s@]+@")
_ASSIGNED = re.compile(
    r"\b([\w-]*(?:secret|passw(?:or)?d|token|api[_-]?key|subscription[_-]?key)[\w-]*)(\s*[=:]\s*)(?![\s*])[^\s,;&'\"]+",
    re.I,
)


def masked(text: str) -> str:
    """A text with every secret in it replaced by ***."""
    text = _IN_ADDRESS.sub(rf"\1:{MASK}@", text)
    text = _AUTHORIZATION.sub(rf"\1 {MASK}", text)
    text = _SECRET_SHAPES.sub(MASK, text)
    return _ASSIGNED.sub(rf"\1\2{MASK}", text)


def mask(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Mask secrets by the name of their field and by their shape, at any depth."""
    for name, value in event.items():
        event[name] = _masked_value(name, value)
    return event


def _masked_value(name: object, value: Any) -> Any:
    if isinstance(name, str) and _SECRET_NAMES.search(name) and value is not None:
        return MASK
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, bytes):
        return masked(value.decode("utf-8", "replace"))
    if isinstance(value, MutableMapping):
        return {key: _masked_value(key, each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked_value("", each) for each in value]
    if isinstance(value, int | float | None):
        return value
    return masked(str(value))


class _Terminal:
    """Standard error as it is at the moment of writing, which a progress display may have put itself in front of."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(*, production: bool, level: str) -> None:
    """Send the events of the whole process, libraries included, to standard error."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        mask,
    ]
    last: Processor
    if production:
        last = structlog.processors.JSONRenderer()
    else:
        # Exceptions are texts by now, so that they could be masked.
        last = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(_Terminal())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # These say at each turn that they are working.
    for name in ("apscheduler", "alembic", "urllib3", "botocore"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
