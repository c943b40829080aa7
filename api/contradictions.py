"""Settings that are each in order and do not go together, or that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from api.addresses import is_loopback
from api.declared import PREFIX
from api.environment import unknown_variables
from api.settings import Settings
from corpus.problems import Problem
from index.live import FRESH_LIMIT

FROM_THE_FIRST_BYTE, UPGRADED = 465, 587
"""Ports of mail servers that speak TLS at once, and those that are asked to."""


def contradictions(settings: Settings) -> list[Problem]:
    """Each names the variable to mend."""
    return [
        *(Problem.of("setting_unknown", name, name) for name in unknown_variables()),
        *_mail(settings),
        *_sign_on(settings),
        *_elsewhere(settings),
        *_rest(settings),
    ]


def _mail(settings: Settings) -> Iterator[Problem]:
    if not settings.smtp_host:
        if settings.smtp_user or settings.smtp_password:
            yield _needs("smtp_host", "smtp_user" if settings.smtp_user else "smtp_password")
        return
    if settings.smtp_user and settings.smtp_password is None:
        yield _needs("smtp_password", "smtp_user")
    if settings.smtp_password is not None and not settings.smtp_user:
        yield _needs("smtp_user", "smtp_password")
    if not settings.public_url:
        yield _needs("public_url", "smtp_host")
    expected = {FROM_THE_FIRST_BYTE: "tls", UPGRADED: "starttls"}.get(settings.smtp_port, settings.smtp_tls)
    if settings.smtp_tls != expected:
        yield _problem("setting_mail_port", "smtp_tls", settings.smtp_tls, port=settings.smtp_port, expected=expected)


def _sign_on(settings: Settings) -> Iterator[Problem]:
    if settings.oidc_issuer and not settings.oidc_client_id:
        yield _needs("oidc_client_id", "oidc_issuer")
    if not settings.oidc_issuer and (settings.oidc_client_id or settings.oidc_client_secret):
        yield _needs("oidc_issuer", "oidc_client_id" if settings.oidc_client_id else "oidc_client_secret")
    if settings.oidc_issuer and find_spec("authlib") is None:
        yield _problem("setting_needs_extra", "oidc_issuer", "", extra="oidc")


def _elsewhere(settings: Settings) -> Iterator[Problem]:
    """The database, the vectors and the cluster."""
    if settings.vectors == "milvus" and not settings.milvus_uri:
        yield _needs("milvus_uri", "vectors")
    if settings.database_password is not None and "@" not in settings.database_url:
        yield _needs("database_url", "database_password")
    if settings.ray_address and settings.rebuild_engine == "ray" and settings.ray_token is None:
        yield _needs("ray_token", "ray_address")


def _rest(settings: Settings) -> Iterator[Problem]:
    if settings.session_idle_minutes > settings.session_hours * 60:
        yield _problem(
            "setting_idle", "session_idle_minutes", settings.session_idle_minutes, hours=settings.session_hours
        )
    if settings.rebuild_after_changes > FRESH_LIMIT:
        yield _problem(
            "setting_late_rebuild", "rebuild_after_changes", settings.rebuild_after_changes, most=FRESH_LIMIT
        )
    if settings.golden_dir is not None and not (settings.golden_dir / "queries.jsonl").is_file():
        yield _problem("setting_no_golden", "golden_dir", settings.golden_dir)
    if settings.model == "bundled" and settings.model_revision:
        yield _needs("model", "model_revision")
    outside = settings.public_url.startswith("https:") or not is_loopback(settings.host)
    if outside and not settings.is_production:
        yield _problem("setting_development", "environment", settings.environment)


def _needs(missing: str, given: str) -> Problem:
    return _problem("setting_alone", missing, f"{PREFIX}{given.upper()}")


def _problem(code: str, setting: str, value: object, **facts: str | int) -> Problem:
    return Problem.of(code, f"{PREFIX}{setting.upper()}", value, **facts)
