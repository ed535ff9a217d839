"""Settings: where they come from, what is refused and in which words, and what stays hidden."""

import os
import subprocess
from pathlib import Path

import pytest

from dashapp import settings as module
from dashapp.settings import document, load, remarks, secret_key, shown, sources, without_password
from ingestion.settings import FeedChoice
from models.problems import Misconfigured

STRONG = "kJ8s0Qm2vX7bN4tR1yZ6wC3pL9dF5hGa"
NAMES = [line.split("`")[1] for line in document().splitlines() if line.startswith("| `")]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper() in NAMES or name.upper().startswith("ERCOT_"):
            monkeypatch.delenv(name)


@pytest.fixture
def dotenv(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def refusal(dotenv: Path) -> str:
    with pytest.raises(Misconfigured) as caught:
        load(dotenv)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_nothing_set(dotenv: Path) -> None:
    settings = load(dotenv)
    assert (settings.host, settings.port, settings.feed) == ("127.0.0.1", 8050, FeedChoice.AUTO)
    assert (settings.history_days, settings.minute_raw_days) == (7, 90)
    assert settings.database_address is None
    assert settings.public_address == "http://127.0.0.1:8050"
    assert set(sources(dotenv).values()) == {"default"}


def test_the_environment_wins_over_the_file(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotenv.write_text("PORT=9001\nHISTORY_DAYS=3\nHOST=\n")
    monkeypatch.setenv("PORT", "9002")
    settings = load(dotenv)
    assert (settings.port, settings.history_days, settings.host) == (9002, 3, "127.0.0.1")
    found = sources(dotenv)
    assert (found["PORT"], found["HISTORY_DAYS"], found["HOST"]) == ("environment", ".env", "default")


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("PORT", "abc", "a valid integer"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("FEED", "lve", "'auto', 'live' or 'simulated'"),
        ("HISTORY_DAYS", "-1", "greater than or equal to 0"),
        ("MINUTE_RAW_DAYS", "0", "greater than or equal to 1"),
        ("ENVIRONMENT", "prod", "'development' or 'production'"),
        ("LOG_LEVEL", "loud", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("CORS_ORIGINS", "https://a.example, *", "without *"),
        ("CORS_ORIGINS", "https://a.example/path", "without a path"),
        ("SIMULATOR_URL", "localhost:8000", "http://host:port"),
        ("GRAFANA_URL", "ftp://host", "http://host:port"),
        ("RATE_LIMIT_BURST", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_value_is_named_with_its_rule(
    name: str, value: str, rule: str, dotenv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    text = refusal(dotenv)
    assert text.startswith(f"{name}=")
    assert value.rpartition(", ")[2].lower() in text.lower()
    assert rule in text


def test_several_wrong_values_stay_one_line(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("FEED", "x")
    assert "Also wrong: " in refusal(dotenv)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("mysql://me:hush@host/db", "postgresql://user:password@host:5432/name"),
        ("postgresql://me:hush@host", "name of the database"),
        ("postgresql://me:hush@host:nope/db", "port"),
    ],
)
def test_a_wrong_database_address_keeps_its_password(
    value: str, rule: str, dotenv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    text = refusal(dotenv)
    assert text.startswith("DATABASE_URL=***")
    assert rule in text
    assert "hush" not in text


def test_the_database_from_its_parts(dotenv: Path) -> None:
    dotenv.write_text("DB_HOST=db.local\nDB_NAME=grid\nDB_USER=me\nDB_PASSWORD=p@ss/w:rd\n")
    assert load(dotenv).database_address == "postgresql://me:p%40ss%2Fw%3Ard@db.local:5432/grid"


def test_half_a_database_names_the_other_half(dotenv: Path) -> None:
    dotenv.write_text("DB_HOST=db.local\nDB_NAME=grid\nDB_USER=me\n")
    assert "DB_PASSWORD is missing" in refusal(dotenv)


def test_database_url_wins_and_it_is_said(dotenv: Path) -> None:
    dotenv.write_text(
        "DATABASE_URL=postgresql://me:hush@one/grid\nDB_HOST=two\nDB_NAME=grid\nDB_USER=me\nDB_PASSWORD=x\n"
    )
    settings = load(dotenv)
    assert settings.database_address == "postgresql://me:hush@one/grid"
    assert any("DATABASE_URL is used" in line for line in remarks(settings, []))
    assert shown(settings)["DATABASE_URL"] == "postgresql://me:***@one/grid"
    assert "hush" not in repr(settings)


def test_half_of_the_public_api_s_credentials(dotenv: Path) -> None:
    dotenv.write_text("ERCOT_USERNAME=me\n")
    assert "ERCOT_SUBSCRIPTION_KEY, ERCOT_PASSWORD is missing" in refusal(dotenv)


def test_burst_over_the_hour(dotenv: Path) -> None:
    dotenv.write_text("RATE_LIMIT_PER_HOUR=50\nRATE_LIMIT_BURST=51\n")
    assert refusal(dotenv).startswith("RATE_LIMIT_BURST=51 is more than RATE_LIMIT_PER_HOUR=50")


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("", "SECRET_KEY is missing"),
        ("Tiny5", "too short (5 characters)"),
        ("your-secret-key-here-your-secret-key-here", "looks like an example"),
        ("a" * 64, "looks like an example"),
    ],
)
def test_production_refuses_a_weak_key(key: str, rule: str, dotenv: Path) -> None:
    dotenv.write_text(f"ENVIRONMENT=production\nSECRET_KEY={key}\n")
    dotenv.chmod(0o600)
    text = refusal(dotenv)
    assert rule in text
    assert not key or key not in text


def test_production_with_a_strong_key(dotenv: Path) -> None:
    dotenv.write_text(f"ENVIRONMENT=production\nSECRET_KEY={STRONG}\nSECRET_KEY_FALLBACKS={STRONG[::-1]}\n")
    dotenv.chmod(0o600)
    settings = load(dotenv)
    assert settings.production
    assert [key.get_secret_value() for key in settings.secret_key_fallbacks] == [STRONG[::-1]]
    assert STRONG not in str(shown(settings)) + repr(settings)


def test_production_refuses_a_file_that_others_read(dotenv: Path) -> None:
    dotenv.write_text(f"ENVIRONMENT=production\nSECRET_KEY={STRONG}\n")
    dotenv.chmod(0o644)
    assert "mode 600" in refusal(dotenv)


def test_development_makes_a_key_of_its_own(dotenv: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = secret_key(load(dotenv), home)
    assert len(first) >= 32
    assert secret_key(load(dotenv), home) == first
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600


def make_pair(folder: Path, name: str) -> tuple[Path, Path]:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
         "2", "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return certificate, key


def test_certificate_and_key(dotenv: Path, tmp_path: Path) -> None:
    certificate, key = make_pair(tmp_path, "one")
    _, other = make_pair(tmp_path, "two")
    dotenv.write_text(f"SSL_CERT_PATH={certificate}\nSSL_KEY_PATH={key}\n")
    assert load(dotenv).public_address.startswith("https://")
    dotenv.write_text(f"SSL_CERT_PATH={certificate}\nSSL_KEY_PATH={other}\n")
    assert "the key does not fit the certificate" in refusal(dotenv)
    dotenv.write_text(f"SSL_CERT_PATH={certificate}\n")
    assert "SSL_KEY_PATH is missing" in refusal(dotenv)
    dotenv.write_text(f"SSL_CERT_PATH={certificate}\nSSL_KEY_PATH={tmp_path / 'none'}\n")
    assert "SSL_KEY_PATH=" in refusal(dotenv)
    dotenv.write_text(f"SSL_CERT_PATH={key}\nSSL_KEY_PATH={key}\n")
    assert "no usable PEM pair" in refusal(dotenv)


def test_unknown_ercot_names_are_told_with_the_nearest(dotenv: Path) -> None:
    lines = remarks(load(dotenv), ["ERCOT_USRNAME", "ERCOT_HOME", "PATH"])
    assert lines == ["ERCOT_USRNAME is not a setting; the nearest one is ERCOT_USERNAME."]


def test_half_of_the_optional_credentials_is_only_said(dotenv: Path) -> None:
    dotenv.write_text("AWS_ACCESS_KEY_ID=AKIA\nGRAFANA_URL=http://grafana:3000\n")
    lines = remarks(load(dotenv), [])
    assert any(line.startswith("AWS_SECRET_ACCESS_KEY is missing") for line in lines)
    assert any(line.startswith("GRAFANA_API_KEY is missing") for line in lines)


def test_every_setting_is_described() -> None:
    for group in module.GROUPS:
        for name, field in group.model_fields.items():
            assert field.description, name
    assert len(NAMES) == len(module.Settings.model_fields)


def test_the_documentation_equals_the_class() -> None:
    assert (module.CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8") == document()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:s3cret@h/x", "postgresql://u:***@h/x"),
        ("postgresql://u@h/x?password=s3cret", "postgresql://u@h/x?password=***"),
        ("postgresql://u@h/x?a=1&sslpassword=s3cret&b=2", "postgresql://u@h/x?a=1&sslpassword=***&b=2"),
        ("postgresql://u@h/x?sslmode=require", "postgresql://u@h/x?sslmode=require"),
    ],
)
def test_a_password_is_masked_wherever_an_address_holds_it(url: str, shown: str) -> None:
    assert without_password(url) == shown
