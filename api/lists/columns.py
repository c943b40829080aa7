"""The columns of each list that is handed out as a table. A key is the name of the field in the list's JSON; a dot
leads into a field of a field."""

from __future__ import annotations

from api.exporting import Column
from api.language import COMMANDS, Words
from api.lists.words import (
    ALERT_KINDS,
    FREQUENCIES,
    JOBS,
    KINDS,
    NEED_STATES,
    REGISTRATION_STATES,
    ROLES,
    RUN_STATES,
    YES_OR_NO,
    Names,
)
from corpus.text import Language
from corpus.wording.screening import TIER_LABELS


def registration_columns(language: Language) -> list[Column]:
    told = Words(language, COMMANDS)
    return [
        Column("company_id", told("Id")),
        Column("name", told("Company")),
        Column("business_registration_number", told("Business registration number")),
        Column("account", told("Registered by")),
        Column("state", told("State"), _said(REGISTRATION_STATES, told)),
        Column("registered_at", told("Registered (UTC)")),
        Column("submitted_at", told("Submitted (UTC)")),
        Column("decided_at", told("Decided (UTC)")),
        Column("decided_by", told("Decided by")),
        Column("reason", told("Reason")),
        Column("verified_as", told("Company on record")),
    ]


def own_need_columns(language: Language) -> list[Column]:
    told = Words(language, COMMANDS)
    return [
        Column("id", told("Id")),
        Column("title", told("Need")),
        Column("state", told("State"), _said(NEED_STATES, told)),
        Column("organisation", told("Organisation")),
        Column("expires_on", told("Last day of the need")),
        Column("renewals", told("Renewals")),
        Column("tier", told("Disclosure tier"), {str(tier): said[language] for tier, said in TIER_LABELS.items()}),
        Column("required_trl", told("Required TRL")),
        Column("required_certificates", told("Required certificates")),
        Column("required_facilities", told("Required facilities")),
        Column("keywords", told("Keywords")),
        Column("description", told("Description")),
        Column("requirements", told("Requirements")),
        Column("account", told("Entered by")),
        Column("created_at", told("Created (UTC)")),
        Column("updated_at", told("Changed (UTC)")),
    ]


def alert_columns(language: Language) -> list[Column]:
    told = Words(language, COMMANDS)
    return [
        Column("id", told("Number")),
        Column("kind", told("Alert"), _said(ALERT_KINDS, told)),
        Column("search", told("Saved search")),
        Column("record_kind", told("Kind"), _said(KINDS, told)),
        Column("record_id", told("Id")),
        Column("title", told("Title")),
        Column("reasons", told("Reason")),
        Column("at", told("Told (UTC)")),
        Column("read_at", told("Read (UTC)")),
    ]


def search_columns(language: Language) -> list[Column]:
    told = Words(language, COMMANDS)
    return [
        Column("id", told("Number")),
        Column("name", told("Name of the search")),
        Column("to", told("Looked for"), _said(KINDS, told)),
        Column("question", told("Question, as an address")),
        Column("frequency", told("Letter"), _said(FREQUENCIES, told)),
        Column("news.new", told("Unread: new")),
        Column("news.changed", told("Unread: changed")),
        Column("news.gone", told("Unread: no longer available")),
        Column("problem", told("Why it cannot be run")),
        Column("created_at", told("Created (UTC)")),
        Column("checked_at", told("Asked last (UTC)")),
    ]


def account_columns(language: Language) -> list[Column]:
    """Whether there is a password and a second factor, as the list tells; of neither anything more."""
    told = Words(language, COMMANDS)
    yes_or_no = _said(YES_OR_NO, told)
    return [
        Column("name", told("Account")),
        Column("display_name", told("Name")),
        Column("role", told("Role"), _said(ROLES, told)),
        Column("company_id", told("Company")),
        Column("verified", told("Member of a verified company"), yes_or_no),
        Column("email", told("E-mail address")),
        Column("email_confirmed_at", told("Address confirmed (UTC)")),
        Column("has_password", told("Has a password"), yes_or_no),
        Column("has_second_factor", told("Second factor"), yes_or_no),
        Column("created_at", told("Created (UTC)")),
        Column("disabled_at", told("Shut out (UTC)")),
    ]


def import_columns(language: Language) -> list[Column]:
    told = Words(language, COMMANDS)
    return [
        Column("id", told("Number")),
        Column("source_name", told("File")),
        Column("format_name", told("Format")),
        Column("kind", told("Kind"), _said(KINDS, told)),
        Column("status", told("State"), _said(RUN_STATES, told)),
        Column("rows", told("Rows")),
        Column("added", told("added")),
        Column("updated", told("updated")),
        Column("unchanged", told("unchanged")),
        Column("rejected", told("rejected")),
        Column("started_at", told("Started (UTC)")),
        Column("finished_at", told("Finished (UTC)")),
        Column("problem", told("Why it failed")),
    ]


def job_run_columns(language: Language) -> list[Column]:
    told = Words(language, COMMANDS)
    return [
        Column("job", told("Job"), _said(JOBS, told)),
        Column("state", told("State"), _said(RUN_STATES, told)),
        Column("started_at", told("Started (UTC)")),
        Column("finished_at", told("Finished (UTC)")),
        Column("detail", told("Outcome")),
        Column("owner", told("Process")),
    ]


def commitment_columns(language: Language) -> list[Column]:
    told = Words(language, COMMANDS)
    return [
        Column("id", told("Number")),
        Column("programme_id", told("Programme")),
        Column("case_reference", told("Case")),
        Column("track", told("Track")),
        Column("year", told("Year")),
        Column("amount", told("Amount (won)")),
        Column("jobs_expected", told("Jobs expected")),
        Column("jobs_reached", told("Jobs reached")),
        Column("note", told("Note")),
        Column("voids", told("Voids entry")),
        Column("voided_by", told("Voided by entry")),
        Column("actor", told("Entered by")),
        Column("recorded_at", told("Entered (UTC)")),
    ]


def _said(names: Names, told: Words) -> dict[str, str]:
    return {code: told(english) for code, english in names.items()}
