"""Every setting as it is set, from the environment alone: its name, what it may be, what it is otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.setting_kinds import Engine, HostNames, Schedule, SiteAddress, TierNames, TimeZone
from corpus.disclosure import Tier
from corpus.text import Language

PREFIX: Final = "MATCHER_"


class Declared(BaseSettings):
    """All have a default that works on one machine. Each is set by `MATCHER_` and its name in capitals.

    A secret may lie in a file that its variable with `_FILE` at the end names: see `api.environment.load`.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = Field(
        default="development",
        description="In `production` the service refuses to start with settings that would let somebody in.",
    )
    data_dir: Path = Field(default=Path("var"), description="Folder for everything that is written.")
    database_url: str = Field(
        default="",
        # It may hold a password.
        repr=False,
        description="`sqlite:///PATH` or `postgresql+psycopg://...`; empty: `matcher.db` in the data folder.",
    )
    database_password: SecretStr | None = Field(
        default=None, description="Password for PostgreSQL, put into `MATCHER_DATABASE_URL`; never shown."
    )
    index_dir: Path | None = Field(default=None, description="Folder of the index; empty: `index` in the data folder.")
    vector_cache: Path | None = Field(
        default=None, description="File of cached vectors; empty: `vectors.db` in the data folder."
    )
    collection: str = Field(
        default="main", pattern=r"^[a-z0-9_-]{1,40}$", description="Name of the index inside its folder."
    )

    vectors: Literal["files", "milvus"] = Field(
        default="files", description="Where the index keeps its vectors: in its folder, or in a Milvus server."
    )
    milvus_uri: str = Field(
        default="",
        pattern=r"^$|^https?://[^\s@]+$",
        description="Address of the Milvus server, such as `http://milvus:19530`.",
    )
    milvus_token: SecretStr | None = Field(
        default=None, description="API key or `user:password` for the Milvus server; never shown."
    )
    milvus_database: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9_]{0,80}$",
        description="Database inside the Milvus server; empty: its default.",
    )
    milvus_prefix: str = Field(
        default="matcher",
        pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$",
        description="Begins the names of collections in the Milvus server: of no two installations the same.",
    )
    milvus_index: Literal["FLAT", "IVF_FLAT", "HNSW"] = Field(
        default="FLAT",
        description="Index of new collections in the Milvus server; `FLAT` is exact, the others miss some vectors.",
    )
    milvus_seconds: float = Field(
        default=10, gt=0, le=600, description="How long a search in the Milvus server may take, in seconds."
    )
    milvus_build_seconds: float = Field(
        default=600,
        gt=0,
        le=86_400,
        description="How long the Milvus server may take for one step of a build, in seconds.",
    )

    model: str = Field(
        default="bundled", description="`bundled`, or the name or folder of a sentence-transformers model."
    )
    model_revision: str = Field(default="", description="Commit of a model that is fetched by name.")
    query_prompt: str = Field(default="", description="Put before each query, such as `query: ` for E5 models.")
    document_prompt: str = Field(default="", description="Put before each passage, such as `passage: `.")
    device: str = Field(default="cpu", description="`cpu`, `cuda`, `cuda:1`, or `auto`: a GPU where there is one.")
    precision: Literal["auto", "float32", "bfloat16", "int8"] = Field(
        default="auto",
        description="In what the model is run; `auto`: what a short trial at the first start found fastest.",
    )
    models_dir: Path | None = Field(
        default=None,
        description="Folder of models in the form in which they run here; empty: `models` in the data folder.",
    )
    glossary: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="Whether Korean is rendered in English terms before it is encoded; `auto`: for the bundled model.",
    )
    adapter: Literal["auto", "off"] = Field(
        default="auto",
        description="Whether the model is adapted to patents and firms; `auto`: the bundled one is.",
    )
    mode: Literal["dense", "lexical", "hybrid", "full"] = Field(
        default="full", description="How candidates are scored: by meaning, by words, by both, or with every view."
    )
    threads: int = Field(default=0, ge=0, le=512, description="Threads for encoding and search; 0: one a core.")

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65_535, description="Port to listen on; 0: any free one.")
    processes: int = Field(
        default=1, ge=1, le=64, description="Processes that serve at that port, each with the index in its own memory."
    )
    drain_seconds: float = Field(
        default=1,
        ge=0,
        le=300,
        description="How long a process that is told to end takes connections while it says that it is not ready: a "
        "little longer than whoever watches `/api/v1/ready` takes to notice.",
    )
    stop_seconds: int = Field(
        default=30, ge=1, le=3_600, description="How long it then leaves requests under way before it cuts them off."
    )
    max_body_bytes: int = Field(default=2_000_000, ge=1_000, description="Largest request body, in bytes.")
    max_import_bytes: int = Field(default=2_000_000_000, ge=1_000, description="Largest uploaded import, in bytes.")
    max_document_bytes: int = Field(
        default=20_000_000, ge=1_000, description="Largest brochure or document of a case, in bytes."
    )
    language: Language = Field(default="ko", description="Language of pages and refusals where the reader asks none.")
    time_zone: TimeZone = Field(
        default="Asia/Seoul", description="Zone of times on pages where the reader's is not known (IANA name)."
    )

    second_factor: Literal["required", "optional"] = Field(
        default="required",
        description="Whether officers, reviewers and administrators need a second factor beside a password.",
    )
    session_hours: int = Field(default=12, ge=1, le=720, description="How long a session lasts at most.")
    session_idle_minutes: int = Field(
        default=60, ge=10, le=1_440, description="How long a session lasts while nobody uses it."
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, with commas.",
    )
    trusted_hosts: HostNames = Field(
        default="",
        description="Names under which the site may be asked for, with commas and without ports; those of this "
        "machine, of `MATCHER_HOST` and of `MATCHER_PUBLIC_URL` always may.",
    )
    hsts_seconds: int = Field(
        default=31_536_000,
        ge=0,
        le=126_144_000,
        description="How long browsers keep to HTTPS once they were here, where `MATCHER_PUBLIC_URL` has it; 0: not.",
    )
    private_hosts: str = Field(
        default="",
        description="Hosts reached over a network that nobody else is in, such as containers beside this one, with "
        "commas: production asks for no encryption on the way to them.",
    )
    oidc_issuer: str = Field(
        default="", pattern=r"^$|^https://|^http://(localhost|127\.0\.0\.1)", description="Issuer of a single sign-on."
    )
    oidc_client_id: str = Field(default="", description="Name of this service at the single sign-on.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Its secret there; never shown.")
    oidc_name: str = Field(default="Single sign-on", max_length=60, description="What the sign-in page calls it.")

    public_url: SiteAddress = Field(
        default="",
        description="Address of the site as readers have it, for links in letters; empty: `http://HOST:PORT`.",
    )
    smtp_host: str = Field(
        default="", description="Mail server; empty: letters are written as files into `mail` in the data folder."
    )
    smtp_port: int = Field(default=587, ge=1, le=65_535, description="Port of the mail server.")
    smtp_user: str = Field(default="", description="Name to sign in to the mail server with; empty: without.")
    smtp_password: SecretStr | None = Field(default=None, description="Password for the mail server; never shown.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the way to the mail server is encrypted; `tls`: from the first byte."
    )
    mail_from: str = Field(
        default="matcher@localhost", pattern=r"^[^\s@<>]+@[^\s@<>]+$", description="Sender's address of letters."
    )

    office_name: str = Field(default="", max_length=200, description="The transfer office, as sheets name it.")
    office_contact: str = Field(
        default="", max_length=300, description="How the office is reached, as sheets tell it: telephone, mail."
    )

    keep_generations: int = Field(default=3, ge=1, le=100, description="Generations of the index that are kept.")
    gate_margin: float = Field(
        default=0.02, ge=0, le=1, description="Loss of quality from which a new generation is not published."
    )
    golden_dir: Path | None = Field(
        default=None,
        description="Folder of judged queries (`queries.jsonl`, `qrels.tsv`) for the gate; empty: the sample's.",
    )
    rebuild_schedule: Schedule = Field(default="0 3 * * *", description="When the worker rebuilds (cron, UTC).")
    rebuild_after_changes: int = Field(
        default=500, ge=1, description="Written records from which the worker rebuilds without waiting."
    )
    rebuild_engine: Engine = Field(
        default="local", description="Where a rebuild encodes: in its own process, or on a Ray cluster (extra `ray`)."
    )
    ray_address: str = Field(
        default="",
        pattern=r"^$|^auto$|^[\w.\-\[\]:]+:\d{1,5}$",
        description="`host:port` of the cluster's head, `auto` for the one that this machine belongs to; empty: one is "
        "started on this machine for the run.",
    )
    ray_token: SecretStr | None = Field(default=None, description="The cluster's token; never shown.")
    ray_workers: int = Field(default=2, ge=1, le=10_000, description="Encoders on the cluster.")
    ray_worker_threads: int = Field(default=1, ge=1, le=512, description="Cores of each of them.")
    ray_tiers: TierNames = Field(
        default=Tier.PUBLIC.value,
        description="Disclosure tiers whose texts may go to the cluster, with commas; others are encoded locally.",
    )
    digest_hour: int = Field(
        default=8,
        ge=0,
        le=23,
        description="Hour, by each holder's clock, from which saved searches are asked again and letters written.",
    )
    worker_poll_seconds: float = Field(default=10, gt=0, le=3_600, description="How often the worker looks for work.")
    worker_nice: int = Field(
        default=10, ge=0, le=19, description="How far the worker steps back behind who serves: its niceness, 0 for not."
    )
    lease_seconds: float = Field(
        default=120, ge=1, le=3_600, description="How long a worker that died keeps others from rebuilding."
    )

    audit_key: Path | None = Field(
        default=None,
        description="File of the private key that signs checkpoints of the audit log, made at the first use; empty: "
        "`audit-key.pem` in the data folder.",
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="`auto`: readable on a terminal, JSON elsewhere."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is logged; query texts only at `debug`."
    )
    token: SecretStr | None = Field(
        default=None,
        description="API token of the security reviewer who decides with “matcher screening decide”; never shown.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        description="Token with which Prometheus reads `/metrics`; empty: with an administrator's. Never shown.",
    )
    debug: bool = Field(default=False, description="Commands show the traceback of an unexpected error.")
