"""Coded values of the room as the reader sees them: English here, Korean in its catalogue."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {
    "scope": {"read": "read only", "full": "read and write, as I may"},
    "token": {
        "api": "API token",
        "session": "session",
        "link": "sign-in link",
        "invitation": "invitation",
        "reset": "link for another password",
        "confirmation": "link to confirm an address",
        "opening": "sign-in under way",
    },
    "account_event": {
        "account_created": "account made",
        "account_disabled": "shut out",
        "account_enabled": "let in again",
        "account_verified": "company noted as verified",
        "account_unverified": "company noted as not verified",
        "account_role_changed": "role changed",
        "account_settled": "name, language or zone changed",
        "email_changed": "e-mail address changed",
        "sign_on_linked": "tied to the single sign-on",
        "token_issued": "issued:",
        "token_revoked": "session or token ended",
        "sessions_ended": "other sessions ended",
        "tokens_taken_back": "sessions and tokens taken back",
        "password_changed": "password changed",
        "second_factor_set": "second factor set up",
        "second_factor_removed": "second factor taken away",
        "recovery_code_used": "recovery code used",
        "recovery_codes_renewed": "recovery codes made anew",
        "sign_in_failed": "sign-in failed",
    },
}
