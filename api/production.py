"""What a service may not start with in production: settings that would let somebody in, or let something out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from api.addresses import is_loopback
from api.declared import PREFIX
from api.environment import OTHERS, look, secrets_of
from api.settings import Settings
from corpus.problems import Invalid, Problem

PLACEHOLDERS: Final = frozenset(
    {
        *("admin", "administrator", "change-me", "change_me", "changeit", "changeme", "default", "dummy", "example"),
        *("matcher", "minioadmin", "milvus", "none", "null", "password", "placeholder", "postgres", "replace-me"),
        *("root", "secret", "test", "todo", "token", "xxx", "your-password", "your-secret", "your-token"),
    }
)
"""What examples and images are shipped with, and what people write for the time being."""
OPEN_FOLDER: Final = "production_open_folder"
SHORTEST: Final = 12
"""Characters of a secret that nobody tries out."""
CHECKED: Final = "verify-full"
"""The mode in which PostgreSQL's driver speaks over TLS alone, and only with who the certificate says that it is."""


def load(**overrides: object) -> Settings:
    """As `api.environment.load`, for what serves or works. Raises Invalid that names everything at once."""
    found = look(**overrides)
    problems = (*found.problems, *(faults(found.settings) if found.settings.is_production else ()))
    if problems:
        raise Invalid(*problems)
    return found.settings


def faults(settings: Settings) -> list[Problem]:
    """What production does not start with, whatever the environment is."""
    return [problem for each in CHECKS for problem in each(settings)]


def _debugging(settings: Settings) -> Iterator[Problem]:
    if settings.debug:
        yield _problem("production_debug", "debug", "true")
    if settings.log_level == "debug":
        yield _problem("production_log_level", "log_level", "debug")


def _second_factor(settings: Settings) -> Iterator[Problem]:
    if settings.second_factor == "optional":
        yield _problem("production_second_factor", "second_factor", "optional")


def _site(settings: Settings) -> Iterator[Problem]:
    """Cookies and links in letters go by the site's address."""
    if not settings.public_url.startswith("https:"):
        yield _problem("production_site", "public_url", settings.public_url)


def _proxies(settings: Settings) -> Iterator[Problem]:
    proxies = {each.strip() for each in settings.trusted_proxies.split(",") if each.strip()}
    if proxies & {"*", "0.0.0.0/0", "::/0"}:
        yield _problem("production_any_proxy", "trusted_proxies", settings.trusted_proxies)
    elif not is_loopback(settings.host) and all(map(is_loopback, proxies)):
        yield _problem("production_no_proxy", "trusted_proxies", settings.trusted_proxies, host=settings.host)


def _secrets(settings: Settings) -> Iterator[Problem]:
    for name, value in secrets_of(settings).items():
        # Of a holder and a password the latter is secret.
        last = value.rpartition(":")[2]
        if last.casefold() in PLACEHOLDERS or len(set(last)) == 1 or len(last) < SHORTEST:
            yield _problem("production_weak_secret", name, "", least=SHORTEST)


def _data_folder(settings: Settings) -> Iterator[Problem]:
    folder = settings.data_dir
    if folder.is_dir() and folder.stat().st_mode & OTHERS:
        yield _problem(OPEN_FOLDER, "data_dir", folder.absolute())


def _database(settings: Settings) -> Iterator[Problem]:
    if settings.database_file is not None:
        return
    parts = _parts(settings.database)
    given = parse_qs(parts.query)
    host = parts.hostname or given.get("host", [""])[-1]
    if not host or host.startswith("/") or is_loopback(host):
        return
    if not (parts.password or given.keys() & {"password", "passfile", "sslcert", "service"}):
        yield _problem("production_database_password", "database_password", "", host=host)
    if given.get("sslmode", [""])[-1] != CHECKED and host not in settings.hosts_of_our_own:
        yield _problem("production_database_tls", "database_url", "", host=host)


def _mail(settings: Settings) -> Iterator[Problem]:
    if settings.smtp_host and settings.smtp_tls == "none" and _is_abroad(settings, settings.smtp_host):
        yield _problem("production_mail_tls", "smtp_tls", "none", host=settings.smtp_host)


def _vectors(settings: Settings) -> Iterator[Problem]:
    host = _parts(settings.milvus_uri).hostname or ""
    if settings.vectors != "milvus" or not host or is_loopback(host):
        return
    if settings.milvus_uri.startswith("http:") and _is_abroad(settings, host):
        yield _problem("production_milvus_tls", "milvus_uri", settings.milvus_uri, host=host)
    if settings.milvus_token is None:
        yield _problem("production_milvus_token", "milvus_token", "", host=host)


def _cluster(settings: Settings) -> Iterator[Problem]:
    if settings.ray_address and settings.ray_token is None:
        yield _problem("production_ray_token", "ray_token", "")


def _sign_on(settings: Settings) -> Iterator[Problem]:
    if settings.oidc_issuer.startswith("http:"):
        yield _problem("production_issuer", "oidc_issuer", settings.oidc_issuer)


def _is_abroad(settings: Settings, host: str) -> bool:
    """Whether others may listen on the way to that host."""
    return not is_loopback(host) and host not in settings.hosts_of_our_own


def _parts(address: str) -> SplitResult:
    """Empty ones for what is no address: that is refused elsewhere."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _problem(code: str, setting: str, value: object, **facts: str | int) -> Problem:
    return Problem.of(code, f"{PREFIX}{setting.upper()}", value, **facts)


CHECKS: Final[tuple[Callable[[Settings], Iterator[Problem]], ...]] = (
    _debugging,
    _second_factor,
    _site,
    _proxies,
    _secrets,
    _data_folder,
    _database,
    _mail,
    _vectors,
    _cluster,
    _sign_on,
)
