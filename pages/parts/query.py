"""The words of an address, taken apart with limits, and put together again."""

from typing import Any
from urllib.parse import parse_qs, urlencode

LONGEST = 2_000
MOST = 20


class TooMuch(ValueError):
    """An address that says more than an address of ours can; in words for the screen."""


def words(search: Any) -> dict[str, str]:
    """Names and values, of several of one name the last. What is no text has none. Raises TooMuch."""
    if not isinstance(search, str) or not search.strip("?"):
        return {}
    if len(search) > LONGEST:
        raise TooMuch(f"This address is longer than {LONGEST:,} characters. It was left out.")
    try:
        parsed = parse_qs(search.removeprefix("?"), keep_blank_values=True, max_num_fields=MOST, errors="replace")
    except ValueError:
        raise TooMuch(f"This address asks for more than {MOST} things. It was left out.") from None
    return {name: values[-1].strip() for name, values in parsed.items()}


def address(said: dict[str, str]) -> str:
    """The query that says this; commas stay readable."""
    return "?" + urlencode(said, safe=",")
