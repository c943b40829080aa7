"""Data folders for tests that start processes: English firms only, so that none loads Korean analysis."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from api.operating.building import rebuild_tiers
from api.service import Service
from api.settings import Settings
from bench.soak.firms import Founder
from bench.soak.site import Site
from corpus.drafts import CapabilityDraft, CompanyDraft, ProfileDraft
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.fakes import HashEncoder

HASHED = (sys.executable, "-m", "tests.hashed")
VARIABLES: Mapping[str, str] = {
    # The deterministic encoder knows no meaning: the gate would measure chance.
    "MATCHER_GATE_MARGIN": "1",
    "MATCHER_GLOSSARY": "off",
    "MATCHER_THREADS": "1",
    "MATCHER_WORKER_POLL_SECONDS": "0.05",
}


def drafts(count: int, prefix: str = "SITE") -> list[CompanyDraft]:
    """So many firms, the same each time."""
    founder = Founder(prefix, 1)
    made = []
    for firm in (founder.firm() for _ in range(count)):
        capabilities = [CapabilityDraft(title=f"{firm.word} line", text=f"The {firm.word} line runs in two shifts.")]
        profile = ProfileDraft(summary=firm.text, capabilities=capabilities)
        made.append(CompanyDraft(id=firm.id, name=f"Firm {firm.id}", country="KR", fictional=True, profile=profile))
    return made


def built_site(folder: Path, firms: int = 40, **variables: str) -> tuple[Site, str]:
    """A folder with an index of so many firms, as processes of `tests.hashed` read it; and an officer's token."""
    site = Site(folder, command=HASHED, variables={**VARIABLES, **variables})
    settings = Settings(data_dir=folder, gate_margin=1, glossary="off", language="en", threads=1)
    service = Service(settings, encoder=HashEncoder())
    service.open()
    with service.database.transaction() as store:
        store.companies.put(drafts(firms))
        operator = Caller(Role.ADMINISTRATOR, "tests")
        store.accounts.create("site.officer", Role.OFFICER, operator)
        token = store.accounts.issue("site.officer", TokenPurpose.API, operator).token
    rebuild_tiers(service)
    service.close()
    return site, token
