"""All settings in one class: read once from the environment and `.env`, checked, explained and shown."""

import os
import re
import secrets
import ssl
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args
from urllib.parse import quote, urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ingestion.settings import HttpAddress, IngestionSettings
from models.problems import Misconfigured
from models.store.server_account import data_root

CHECKOUT = Path(__file__).resolve().parents[1]

_SHORTEST_SECRET = 32
_GIVEAWAYS = ("your-secret", "your_secret", "secret-key", "secret_key", "change", "example", "default", "password")
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")


class Environment(StrEnum):
    """How strict the start is."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """The least important message that is still written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


def _listed(value: object) -> object:
    """Settings that are lists are written with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _web_origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("origins such as https://example.org are needed, without a path and without *")
    return text.rstrip("/")


def _postgres(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    if parts.scheme not in _SCHEMES:
        raise ValueError("an address such as postgresql://user:password@host:5432/name is needed")
    if not parts.path.strip("/"):
        raise ValueError("the name of the database is missing at the end of the address")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("the port is not a number from 0 to 65535") from None
    return url


WebOrigin = Annotated[str, AfterValidator(_web_origin)]


class WebSettings(BaseModel):
    """The server."""

    host: str = Field("127.0.0.1", min_length=1, description="Address that the server listens on.")
    port: int = Field(8050, ge=0, le=65535, description="Port that the server listens on; 0 takes a free one.")
    environment: Environment = Field(
        Environment.DEVELOPMENT, description="`production` refuses what is only safe on one's own machine."
    )
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] | None = Field(
        None, description="The least important message that is written; INFO in production, else WARNING."
    )
    ssl_cert_path: Path | None = Field(None, description="Certificate chain (PEM). Set both or neither.")
    ssl_key_path: Path | None = Field(None, description="Private key (PEM) that fits the certificate.")
    cors_origins: Annotated[tuple[WebOrigin, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="Origins, parted by commas, whose pages may call the API."
    )
    rate_limit_per_hour: int = Field(1000, ge=1, description="API calls an hour for a key without limits of its own.")
    rate_limit_per_day: int = Field(10000, ge=1, description="API calls a day for a key without limits of its own.")
    rate_limit_burst: int = Field(100, ge=1, description="API calls at once; at most the calls an hour.")


class SecretSettings(BaseModel):
    """Signing."""

    secret_key: SecretStr | None = Field(
        None,
        description="Signs sessions and links. Production needs 32 random characters; development makes its own in "
        "the data folder. Changing it ends all sessions.",
    )
    secret_key_fallbacks: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (), description="Older keys, parted by commas, still accepted while SECRET_KEY is changed."
    )


class StoreSettings(BaseModel):
    """The database."""

    ercot_home: Path | None = Field(
        None, description="Folder of the embedded database and of what a start makes; `var` of the checkout otherwise."
    )
    database_url: Annotated[SecretStr, AfterValidator(_postgres)] | None = Field(
        None, description="PostgreSQL to use in place of the embedded one. Wins over DB_*."
    )
    db_host: str | None = Field(None, description="Host of the PostgreSQL to use. DB_* are set together.")
    db_port: int = Field(5432, ge=1, le=65535, description="Its port.")
    db_name: str | None = Field(None, description="Its database.")
    db_user: str | None = Field(None, description="Its user.")
    db_password: SecretStr | None = Field(None, description="That user's password.")
    db_pool_size: int = Field(
        10, ge=2, le=200, description="Most connections of one process for its pages; ingestion has 8 of its own."
    )
    db_reader_pool_size: int = Field(4, ge=1, le=8, description="Most connections of one process for reading queries.")


class OutsideSettings(BaseModel):
    """Services outside, all optional."""

    aws_access_key_id: str | None = Field(None, description="AWS access key; an instance role works too.")
    aws_secret_access_key: SecretStr | None = Field(None, description="Its secret.")
    aws_session_token: SecretStr | None = Field(None, description="Token of temporary AWS credentials.")
    aws_default_region: str = Field("us-east-1", min_length=1, description="AWS region.")
    grafana_url: HttpAddress | None = Field(None, description="Grafana that dashboards are mirrored to.")
    grafana_api_key: SecretStr | None = Field(None, description="Token of a Grafana service account.")


class Settings(BaseSettings, WebSettings, SecretSettings, StoreSettings, IngestionSettings, OutsideSettings):
    """Every setting of the product. Names are those of the environment, in capitals."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, frozen=True, case_sensitive=False)

    @property
    def production(self) -> bool:
        """Whether the strict rules hold."""
        return self.environment is Environment.PRODUCTION

    @property
    def least_logged(self) -> str:
        """The log level in force."""
        return self.log_level or (LogLevel.INFO if self.production else LogLevel.WARNING)

    @property
    def home(self) -> Path:
        """The data folder. Raises Misconfigured for an ERCOT_HOME that cannot be used."""
        return data_root(CHECKOUT, {"ERCOT_HOME": str(self.ercot_home)} if self.ercot_home else {})

    @property
    def database_address(self) -> str | None:
        """Address of the PostgreSQL to use, password included; None for the embedded one."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        if self.db_host is None or self.db_password is None:
            return None
        user, password = quote(self.db_user or "", safe=""), quote(self.db_password.get_secret_value(), safe="")
        return f"postgresql://{user}:{password}@{self.db_host}:{self.db_port}/{quote(self.db_name or '', safe='')}"

    @property
    def public_address(self) -> str:
        """Where a browser on this machine finds the pages."""
        scheme = "https" if self.ssl_cert_path else "http"
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"


GROUPS: tuple[type[BaseModel], ...] = (WebSettings, SecretSettings, StoreSettings, IngestionSettings, OutsideSettings)


def _names() -> list[str]:
    return [name for group in GROUPS for name in group.model_fields]


def load(dotenv: Path | None = None) -> Settings:
    """The settings of this process. Raises Misconfigured, one line that names setting, value and rule."""
    dotenv = dotenv or CHECKOUT / ".env"
    try:
        settings = Settings(_env_file=dotenv, _env_file_encoding="utf-8")  # type: ignore[call-arg]
    except ValidationError as error:
        raise Misconfigured(_one_line(error)) from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{dotenv.name} is not UTF-8 text.") from None
    _check_groups(settings)
    _check_tls(settings)
    if settings.rate_limit_burst > settings.rate_limit_per_hour:
        raise Misconfigured(
            f"RATE_LIMIT_BURST={settings.rate_limit_burst} is more than "
            f"RATE_LIMIT_PER_HOUR={settings.rate_limit_per_hour}: a burst cannot exceed the hour's calls."
        )
    if settings.production:
        _check_production(settings, dotenv)
    return settings


def sources(dotenv: Path | None = None) -> dict[str, str]:
    """Where each setting comes from: environment, .env or default."""
    in_environment = {name.upper() for name, value in os.environ.items() if value}
    in_file = {name.upper() for name, value in dotenv_values(dotenv or CHECKOUT / ".env").items() if value}
    found = {}
    for name in _names():
        word = name.upper()
        found[word] = "environment" if word in in_environment else ".env" if word in in_file else "default"
    return found


def shown(settings: Settings) -> dict[str, str]:
    """Each setting's value as people may see it: secrets say only that they are set."""
    texts = {}
    for name in _names():
        value = getattr(settings, name)
        if name == "database_url" and value is not None:
            texts["DATABASE_URL"] = without_password(value.get_secret_value())
        elif isinstance(value, tuple):
            texts[name.upper()] = ", ".join("(set)" if isinstance(each, SecretStr) else each for each in value)
        elif value is None:
            texts[name.upper()] = ""
        else:
            texts[name.upper()] = "(set)" if isinstance(value, SecretStr) else str(value)
    return texts


def without_password(url: str) -> str:
    """An address with *** in place of its password, which may stand before the host or among the parameters."""
    parts = urlsplit(url)
    query = re.sub(
        r"((?:^|&)[^=&]*(?:password|passfile|sslkey)[^=&]*=)[^&]*", r"\1***", parts.query, flags=re.IGNORECASE
    )
    place = parts.netloc
    if parts.password is not None:
        before, _, host = parts.netloc.rpartition("@")
        place = f"{before.partition(':')[0]}:***@{host}"
    return parts._replace(netloc=place, query=query).geturl()


def remarks(settings: Settings, names: Iterable[str] | None = None) -> list[str]:
    """What is worth saying at the start though nothing is wrong, a line each.

    names: the environment's names, of which unknown ERCOT_* ones are told with the nearest known.
    """
    lines = []
    if settings.database_url is not None and settings.db_host is not None:
        lines.append("DATABASE_URL and DB_* are both set: DATABASE_URL is used.")
    if (settings.aws_access_key_id is None) != (settings.aws_secret_access_key is None):
        missing = "AWS_ACCESS_KEY_ID" if settings.aws_access_key_id is None else "AWS_SECRET_ACCESS_KEY"
        lines.append(f"{missing} is missing: the AWS credentials are not used.")
    if (settings.grafana_url is None) != (settings.grafana_api_key is None):
        missing = "GRAFANA_URL" if settings.grafana_url is None else "GRAFANA_API_KEY"
        lines.append(f"{missing} is missing: the mirror to Grafana is off.")
    known = [name.upper() for name in _names()]
    given = names if names is not None else {*os.environ, *dotenv_values(CHECKOUT / ".env")}
    for name in sorted(given):
        if name.upper().startswith("ERCOT_") and name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1, cutoff=0.0)
            lines.append(f"{name} is not a setting; the nearest one is {near[0]}.")
    return lines


def secret_key(settings: Settings, home: Path) -> str:
    """The key that signs; development makes one on first use and keeps it, readable by its owner alone."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = home / "secret-key"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(32)
        file.write(key + "\n")
    return key


def _check_groups(settings: Settings) -> None:
    """Settings that only make sense together."""
    groups: list[tuple[str, ...]] = [
        ("ercot_subscription_key", "ercot_username", "ercot_password"),
        ("ssl_cert_path", "ssl_key_path"),
    ]
    if settings.database_url is None:
        groups.append(("db_host", "db_name", "db_user", "db_password"))
    for group in groups:
        missing = [name.upper() for name in group if getattr(settings, name) is None]
        if missing and len(missing) < len(group):
            rest = ", ".join(name.upper() for name in group if name.upper() not in missing)
            raise Misconfigured(f"{', '.join(missing)} is missing: {rest} and it are set together.")


def _check_tls(settings: Settings) -> None:
    for name in ("ssl_cert_path", "ssl_key_path"):
        path = getattr(settings, name)
        if path is not None and not os.access(path, os.R_OK):
            raise Misconfigured(f"{name.upper()}={path}: there is no such file that can be read.")
    if settings.ssl_cert_path is None or settings.ssl_key_path is None:
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.ssl_cert_path, settings.ssl_key_path, password=_no_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            rule = f"the key does not fit the certificate SSL_CERT_PATH={settings.ssl_cert_path}."
        else:
            rule = f"with SSL_CERT_PATH={settings.ssl_cert_path} it is no usable PEM pair ({error.reason})."
        raise Misconfigured(f"SSL_KEY_PATH={settings.ssl_key_path}: {rule}") from None


def _no_password() -> str:
    raise Misconfigured("SSL_KEY_PATH: the key is encrypted, and the server cannot ask for its password.")


def _check_production(settings: Settings, dotenv: Path) -> None:
    rule = f"production needs at least {_SHORTEST_SECRET} random characters."
    if settings.secret_key is None:
        raise Misconfigured(f"SECRET_KEY is missing: {rule}", hint="Make one: openssl rand -base64 48")
    keys = {"SECRET_KEY": (settings.secret_key,), "SECRET_KEY_FALLBACKS": settings.secret_key_fallbacks}
    for name, values in keys.items():
        for value in values:
            text = value.get_secret_value()
            if len(text) < _SHORTEST_SECRET:
                raise Misconfigured(f"{name}=*** is too short ({len(text)} characters): {rule}")
            if len(set(text)) < 10 or any(word in text.lower() for word in _GIVEAWAYS):
                raise Misconfigured(f"{name}=*** looks like an example: {rule}")
    if dotenv.exists() and dotenv.stat().st_mode & 0o077:
        raise Misconfigured(f"{dotenv.name} can be read by others: production needs mode 600 (chmod 600 .env).")


def _one_line(error: ValidationError) -> str:
    """The first thing that is wrong, in words; further settings by name."""
    first, *rest = error.errors()
    name = str(first["loc"][0])
    value = "***" if _is_secret(name) else first["input"]
    shown_value = ",".join(str(each) for each in value) if isinstance(value, tuple) else value
    rule = first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    also = sorted({str(each["loc"][0]).upper() for each in rest} - {name.upper()})
    return f"{name.upper()}={shown_value}: {rule}." + (f" Also wrong: {', '.join(also)}." if also else "")


def _is_secret(name: str) -> bool:
    def mentions(annotation: Any) -> bool:
        return annotation is SecretStr or any(mentions(each) for each in get_args(annotation))

    field = Settings.model_fields.get(name.lower())
    return field is not None and mentions(field.annotation)


def document(groups: Iterable[type[BaseModel]] = GROUPS) -> str:
    """The settings page of the documentation, made from the classes themselves."""
    lines = [
        "# Settings",
        "",
        "Made by `ercot docs settings`; a test compares it with the code. Each setting is a variable of the "
        "environment or a line of `.env` in the checkout; the environment wins. `ercot config show` prints every "
        "value and its source.",
    ]
    for group in groups:
        lines += ["", f"## {(group.__doc__ or '').strip().rstrip('.')}", ""]
        lines += ["| name | default | what it says |", "|---|---|---|"]
        for name, field in group.model_fields.items():
            default = "" if field.default in (None, ()) else f"`{_text(field.default)}`"
            lines.append(f"| `{name.upper()}` | {default} | {field.description}{_bounds(field.metadata)} |")
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    return str(value.value) if isinstance(value, StrEnum) else str(value)


def _bounds(metadata: Iterable[object]) -> str:
    limits: Mapping[str, object] = {
        name: getattr(each, name) for each in metadata for name in ("ge", "le") if hasattr(each, name)
    }
    if "ge" in limits and "le" in limits:
        return f" From {limits['ge']} to {limits['le']}."
    return f" At least {limits['ge']}." if "ge" in limits else ""
