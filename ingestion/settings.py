"""What ingestion can be told: which ERCOT to ask, with what credentials, how much history, kept how long."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr


class FeedChoice(StrEnum):
    """Whose documents are read."""

    AUTO = "auto"
    LIVE = "live"
    SIMULATED = "simulated"


def http_address(text: str) -> str:
    """An http or https address without a trailing slash. Raises ValueError for anything else."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an address such as http://host:port is needed")
    return text.rstrip("/")


HttpAddress = Annotated[str, AfterValidator(http_address)]


class IngestionSettings(BaseModel):
    """ERCOT and its stand-in."""

    feed: FeedChoice = Field(
        FeedChoice.AUTO,
        description="Whose documents are read. `live` asks ERCOT and never falls back; `simulated` never asks it; "
        "`auto` asks once at the start and keeps to what the database holds.",
    )
    history_days: int = Field(7, ge=0, le=366, description="Operating days of history that a start fills.")
    minute_raw_days: int = Field(
        90, ge=1, le=3650, description="Days that minute values are kept before they become 15-minute values."
    )
    ercot_subscription_key: SecretStr | None = Field(
        None, description="Subscription key of ERCOT's Public API. Set all three or none."
    )
    ercot_username: str | None = Field(None, description="User name at ERCOT's Public API.")
    ercot_password: SecretStr | None = Field(None, description="Password at ERCOT's Public API.")
    simulator_seed: int = Field(7, ge=0, le=2**31 - 1, description="Seed of the simulated grid.")
    simulator_url: HttpAddress | None = Field(
        None, description="Address of a simulated ERCOT that runs already; none is started then."
    )

    @property
    def keyed(self) -> bool:
        """Whether the Public API's credentials are set."""
        return self.ercot_subscription_key is not None
