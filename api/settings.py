"""Every setting, and what follows from it: files, addresses, lengths of time. `api.environment` reads them."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from api.addresses import with_password, without_passwords
from api.declared import Declared
from api.host_names import LOOPBACK, UNSPECIFIED, bracketed, proper_name
from corpus.disclosure import Tier

SQLITE: Final = "sqlite:///"


class Settings(Declared):
    """What is set, and what follows from it."""

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def hosts_of_our_own(self) -> frozenset[str]:
        """Hosts on a network that nobody else is in."""
        return frozenset(each.strip() for each in self.private_hosts.split(",") if each.strip())

    @property
    def reads_by_glossary(self) -> bool:
        """Whether the encoder is given Korean in English terms."""
        return self.glossary == "on" or (self.glossary == "auto" and self.model == "bundled")

    @property
    def adapts(self) -> bool:
        """Whether the model is changed by the adapter that ships."""
        return self.adapter == "auto" and self.model == "bundled"

    @property
    def database(self) -> str:
        """The database's URL, with its password, made absolute for the default file."""
        if self.database_password is not None and "://" in self.database_url:
            return with_password(self.database_url, self.database_password.get_secret_value())
        return self.database_url or f"{SQLITE}{(self.data_dir / 'matcher.db').absolute()}"

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database; None for one of another kind."""
        path = self.database.removeprefix(SQLITE)
        return Path(path) if path != self.database else None

    @property
    def database_shown(self) -> str:
        """The database's URL without its password."""
        return without_passwords(self.database)

    @property
    def index_root(self) -> Path:
        return self.index_dir or self.data_dir / "index"

    @property
    def models(self) -> Path:
        return self.models_dir or self.data_dir / "models"

    def cache_of(self, tier: Tier) -> Path:
        """The file of a tier's cached vectors: beside that of public records."""
        public = self.vector_cache or self.data_dir / "vectors.db"
        return public if tier is Tier.PUBLIC else public.with_stem(f"{public.stem}-{tier.value}")

    @property
    def judged_cache(self) -> Path:
        """The file of vectors of judged sets: they are no records here, and a rebuild lets go of all others."""
        public = self.cache_of(Tier.PUBLIC)
        return public.with_stem(f"{public.stem}-judged")

    @property
    def tiers_on_cluster(self) -> frozenset[Tier]:
        """Whose texts may leave this process."""
        return frozenset(Tier(each.strip()) for each in self.ray_tiers.split(","))

    @property
    def site(self) -> str:
        """The site's address as readers have it, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The names that a request may call the site by, as `proper_name` gives them."""
        told = [each.strip() for each in self.trusted_hosts.split(",")]
        public = urlsplit(self.public_url).hostname or ""
        names = (proper_name(bracketed(each)) for each in (*LOOPBACK, *told, public, self.host))
        return frozenset(name for name in names if name and name not in UNSPECIFIED)

    @property
    def session_life(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def mail_dir(self) -> Path:
        """Where letters lie while no mail server is set."""
        return self.data_dir / "mail"

    @property
    def signing_key(self) -> Path:
        """The file of the key that signs checkpoints."""
        return self.audit_key or self.data_dir / "audit-key.pem"

    @property
    def checkpoints(self) -> Path:
        """Where the worker puts checkpoints of the audit log."""
        return self.data_dir / "checkpoints"

    @property
    def upload_dir(self) -> Path:
        """Where uploads lie while they are imported."""
        return self.data_dir / "uploads"

    @property
    def learnt_dir(self) -> Path:
        """Where weights lie that were learnt here."""
        return self.data_dir / "learnt"

    @property
    def thread_count(self) -> int:
        return self.threads or os.cpu_count() or 1
