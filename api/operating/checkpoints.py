"""Checkpoints of the audit log: how far it reached and what it said, signed, to be kept where the database is not.

Whoever can write the database can compute its chain anew after a change. What they cannot do is make the log begin
with what a checkpoint has, or sign another checkpoint without the key.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from api.exporting import written_aside
from api.service import Service
from api.settings import Settings
from corpus.problems import Conflict, Invalid, Unavailable
from corpus.store.audit import AuditState, Extent
from index.disk import PRIVATE_FILE

FORM: Final = "matcher-audit-checkpoint/1"
FIELDS: Final = ("form", "installation", "at", "count", "seq", "digest", "numbers")
LARGEST: Final = 10_000
"""Bytes of a checkpoint's or a key's file: more is neither."""
EVERY: Final = timedelta(days=1)
SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
NAME: Final = re.compile(r"audit-(\d{8}T\d{6}Z)\.json")
MOMENT: Final = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: the log's extent at a moment in UTC, and the key's fingerprint as the installation's name."""

    installation: str
    at: datetime
    extent: Extent

    def document(self) -> dict[str, Any]:
        """All but the signature, as plain JSON values."""
        return {
            "form": FORM,
            "installation": self.installation,
            "at": self.at.isoformat(timespec="seconds"),
            **asdict(self.extent),
        }


def taken(service: Service, now: datetime | None = None) -> dict[str, Any]:
    """Verifies the whole log and signs how far it reaches, with the key of this installation, made at the first use.

    Raises Conflict `audit_broken`: nothing signs a log that does not fit. Raises Unavailable `audit_key_unusable`.
    """
    with service.database.reading() as store:
        state = store.audit.verify()
    if state.broken is not None:
        raise Conflict.because("audit_broken", "seq", state.broken)
    key = signing_key(service.settings.signing_key)
    checkpoint = Checkpoint(fingerprint(key.public_key()), now or datetime.now(UTC), state.extent)
    document = checkpoint.document()
    return {**document, "signature": key.sign(_signed(document)).hex()}


def compared(service: Service, checkpoint: Checkpoint) -> AuditState:
    """Verifies the whole log against a checkpoint.

    Raises Conflict `audit_broken` for a chain that does not fit, `audit_not_as_signed` for one that fits and is
    another than was signed.
    """
    with service.database.reading() as store:
        state = store.audit.verify(checkpoint.extent)
    if state.broken is not None:
        raise Conflict.because("audit_broken", "seq", state.broken)
    if not state.holds:
        extent, day = checkpoint.extent, f"{checkpoint.at:%Y-%m-%d %H:%M}"
        raise Conflict.because("audit_not_as_signed", "seq", extent.seq, count=extent.count, now=state.count, day=day)
    return state


def read(content: bytes, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint in a file, if this key signed it, all of it and nothing else.

    Raises Invalid `checkpoint_unreadable`, `checkpoint_of_another_key`, `checkpoint_forged`.
    """
    document = _document(content)
    signature = document.pop("signature")
    if document["installation"] != fingerprint(key):
        named = document["installation"]
        raise Invalid.because("checkpoint_of_another_key", "installation", named, key=fingerprint(key))
    try:
        key.verify(bytes.fromhex(signature), _signed(document))
    except InvalidSignature:
        raise Invalid.because("checkpoint_forged", "signature", signature) from None
    # Only what was signed is read any further.
    extent = Extent(document["count"], document["seq"], document["digest"], document["numbers"])
    return Checkpoint(document["installation"], datetime.fromisoformat(document["at"]), extent)


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The private key in this file, which is made, for its owner alone, where there is none.

    Raises Unavailable `audit_key_unusable` for a file that holds no such key or cannot be read.
    """
    if not path.exists():
        _make_key(path)
    try:
        key = load_pem_private_key(_content(path), None)
    except (OSError, ValueError, TypeError):
        raise Unavailable.because("audit_key_unusable", "audit_key", path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable.because("audit_key_unusable", "audit_key", path)
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises Unavailable `audit_key_unusable`."""
    try:
        key = load_pem_public_key(_content(path))
    except (OSError, ValueError):
        raise Unavailable.because("audit_key_unusable", "audit_key", path) from None
    if not isinstance(key, Ed25519PublicKey):
        raise Unavailable.because("audit_key_unusable", "audit_key", path)
    return key


def own_public_key(settings: Settings) -> Ed25519PublicKey:
    """Of this installation, which has signed before. Raises Unavailable `audit_key_unusable` where it never did."""
    if not settings.signing_key.exists():
        raise Unavailable.because("audit_key_unusable", "audit_key", settings.signing_key)
    return signing_key(settings.signing_key).public_key()


def as_pem(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def fingerprint(key: Ed25519PublicKey) -> str:
    """32 hex digits that name a key, and with it the installation that signs with it."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]


def as_file(document: Mapping[str, Any]) -> bytes:
    """The signed checkpoint as it is kept."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def name_of(document: Mapping[str, Any]) -> str:
    """A file's name, in the order of time."""
    return f"audit-{datetime.fromisoformat(document['at']).astimezone(UTC):{MOMENT}}.json"


def keep_daily(service: Service, now: datetime) -> Path | None:
    """Writes a checkpoint into the folder of checkpoints unless the last day has one; gives its file.

    Raises as `taken`, and OSError.
    """
    folder = service.settings.checkpoints
    found = (NAME.fullmatch(path.name) for path in folder.glob("audit-*.json"))
    moments = (datetime.strptime(name[1], MOMENT).replace(tzinfo=UTC) for name in found if name)
    # One from the future was written by a clock that was wrong: it keeps nobody from writing.
    if any(timedelta(0) <= now - moment < EVERY for moment in moments):
        return None
    document = taken(service, now)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name_of(document)
    with written_aside(path) as stream:
        stream.write(as_file(document))
    return path


def _document(content: bytes) -> dict[str, Any]:
    """Raises Invalid `checkpoint_unreadable` for anything but a checkpoint's fields, each of its type."""
    try:
        document = orjson.loads(content) if len(content) <= LARGEST else None
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict) or not _is_whole(document):
        raise Invalid.because("checkpoint_unreadable", "checkpoint", form=FORM)
    return document


def _is_whole(document: dict[str, Any]) -> bool:
    numbers = {"count", "seq"}
    return (
        document.keys() == {*FIELDS, "signature"}
        and all(type(value) is (int if name in numbers else str) for name, value in document.items())
        and document["form"] == FORM
        and SIGNATURE.fullmatch(document["signature"]) is not None
    )


def _signed(document: Mapping[str, Any]) -> bytes:
    return orjson.dumps({name: document[name] for name in FIELDS}, option=orjson.OPT_SORT_KEYS)


def _content(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST)


def _make_key(path: Path) -> None:
    """Of two processes that make one at once, the first one's stays."""
    made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as stream:
            stream.write(made)
            os.fsync(stream.fileno())
        os.link(part, path)
    except FileExistsError:
        return
    except OSError:
        raise Unavailable.because("audit_key_unusable", "audit_key", path) from None
    finally:
        part.unlink(missing_ok=True)
