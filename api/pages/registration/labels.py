"""Coded values of the room as the reader sees them: English here, Korean in its catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from api.lists.words import REGISTRATION_STATES

LABELS: Mapping[str, Mapping[str, str]] = {
    "profile_step": {
        "facts": "Company facts",
        "summary": "What you do, in short",
        "capabilities": "Capabilities",
        "projects": "Projects",
        "certificates": "Certificates and facilities",
        "keywords": "Keywords and readiness",
        "review": "Review and submit",
    },
    "profile_status": {
        "draft": "draft",
        "submitted": "submitted",
        "returned": "returned",
        "verified": "verified",
        "published": "published",
        "withdrawn": "no longer published",
    },
    "profile_field": {
        "summary": "Summary",
        "capabilities": "Capabilities",
        "projects": "Projects",
        "certificates": "Certificates",
        "facilities": "Facilities",
        "keywords": "Keywords",
        "trl": "TRL",
    },
    "registration_state": REGISTRATION_STATES,
    "company_kind": {"venture": "venture company", "innobiz": "Inno-Biz", "mainbiz": "Main-Biz"},
    "next_step": {
        "summary": "Say in two or three sentences what the company does",
        "capabilities": "Describe a first capability: a process, a product, a way to test",
        "more-capabilities": "Describe at least three capabilities: each is asked for on its own",
        "certificates": "Add the certificates that you hold",
        "trl": "Tell the technology readiness level",
        "projects": "Add projects that show what you have delivered",
        "facilities": "Add facilities and equipment",
        "keywords": "Add keywords under which you want to be found",
        "facts": "Tell region and size: several programmes ask for them",
    },
    "proposal": {
        "summary": "Summary",
        "capability": "Capability",
        "project": "Project",
        "certificate": "Certificate",
        "facility": "Facility",
        "keyword": "Keyword",
        "trl": "TRL",
    },
}
