"""What is promised, a row each: the fault or the way in, and what must show. Tests name a row by its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOST, IN, SEEN = "Nothing lost", "No one in", "Seen by its operator"
PARTS: Final = (LOST, IN, SEEN)


@dataclass(frozen=True, slots=True)
class Row:
    """One promise. `case` is the fault, the attack or the matter, `must` what has to show."""

    key: str
    part: str
    case: str
    must: str


ROWS: Final = (
    Row(
        "killed-at-calls",
        LOST,
        "SIGKILL at every file-system call of a rebuild",
        "no unreadable index; the old or the new generation serves at the next start",
    ),
    Row(
        "killed-at-moments",
        LOST,
        "SIGKILL at 200 random moments of rebuild, import and registration",
        "0 acknowledged records lost, 0 unreadable index",
    ),
    Row(
        "damaged",
        LOST,
        "1,000 bit flips and truncations anywhere in a generation",
        "1,000 detected before a search uses them; the previous generation serves; the operator is told",
    ),
    Row(
        "write-fails",
        LOST,
        "disk full and I/O error at the n-th write, fsync, rename, for every n",
        "clean error, old index serves, records intact; a failed fsync is not retried",
    ),
    Row(
        "contention",
        LOST,
        "8 processes, 2,000 read-then-write transactions on SQLite",
        "0 “locked” errors, 0 lost updates",
    ),
    Row(
        "backup",
        LOST,
        "backup while writing, restored elsewhere, 20 times",
        "integrity holds, the audit chain verifies, the rebuilt index gives the same top 10",
    ),
    Row(
        "migrations",
        LOST,
        "migration killed at each step, two migrators at once, both databases",
        "resumes; one wins; data equal after down and up",
    ),
    Row(
        "switches",
        LOST,
        "16 threads searching through 100 generation switches",
        "0 errors, 0 answers mixing generations",
    ),
    Row(
        "terminated",
        LOST,
        "SIGTERM under load, 20 times",
        "0 requests dropped; not ready until a verified index is loaded",
    ),
    Row("clock", LOST, "clock a day or a year off, then back", "0 double rebuilds, audit order kept"),
    Row("memory", LOST, "10,000 requests, 50 rebuilds", "resident memory flat within 5 %"),
    Row(
        "access",
        IN,
        "roles times every route (pages and API) times own, another's draft or published, restricted, absent",
        "the outcome that one table declares; a route missing from the table fails",
    ),
    Row(
        "oracle",
        IN,
        "absent and forbidden records, and records that nobody may know of",
        "no difference in status, body or time",
    ),
    Row(
        "schema",
        IN,
        "schemathesis against the OpenAPI, all roles, 10,000 cases",
        "0 answers of 5xx, 0 undeclared statuses, bad authentication refused everywhere",
    ),
    Row(
        "sessions",
        IN,
        "sessions, forged requests, guessed accounts, second factors",
        "rotated at login, revoked at the next request; token and origin checked on every unsafe route; same answer "
        "and time for known and unknown accounts; limits shared by all processes; no second factor skipped or replayed",
    ),
    Row(
        "files",
        IN,
        "100 hostile files: XML, zip and xlsx bombs, PDF loops, huge cells, path traversal, polyglots, null bytes",
        "refused with a reason in under 2 s, in a limited subprocess; the serving process grows by less than 50 MB",
    ),
    Row("exports", IN, "200 formula payloads through every export", "0 live formulas; `-40°C` survives"),
    Row(
        "text",
        IN,
        "script in every field, right-to-left and zero-width characters, 1 MB tokens, prompts in brochures",
        "shown harmless, matched harmless",
    ),
    Row(
        "headers",
        IN,
        "headers of every answer; 50 malformed Host headers",
        "strict content security policy, no framing, no sniffing; no malformed Host passes",
    ),
    Row(
        "vectors",
        IN,
        "vectors, treated like their text",
        "never in an API, a log or an export below the role that may read the text; restricted collections in files of "
        "their own (0600)",
    ),
    Row(
        "audit",
        IN,
        "5 kinds of tampering with the audit log, 200 times each",
        "1,000 of 1,000 found by `matcher audit verify --checkpoint FILE`",
    ),
    Row(
        "secrets",
        IN,
        "secrets in settings and files; production mode with a default secret, debug on or plain HTTP cookies",
        "never in logs or tracebacks; refuses to start",
    ),
    Row(
        "dependencies",
        IN,
        "dependencies",
        "pinned with hashes; pip-audit and bandit in `make check`; an SBOM; no known vulnerability",
    ),
    Row("logs", SEEN, "structured logs", "a request id on each line; no personal data, no restricted text"),
    Row(
        "metrics",
        SEEN,
        "Prometheus metrics",
        "latency by route, queue, index age, generation, cache hits, quality at the gate, rejected rows, refused "
        "logins",
    ),
    Row("doctor", SEEN, "`matcher doctor`", "names each wrong setting, missing font, stale index, low disk"),
)
KEYS: Final = frozenset(row.key for row in ROWS)
