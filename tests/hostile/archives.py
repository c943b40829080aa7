"""Archives that unpack to more than they are, lie about themselves, or lead elsewhere."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial

from tests.hostile.file import Hostile, fixed

MEGABYTE = 1024 * 1024
HEAD = b"name,description\nHanbit,"


def packed(members: Mapping[str, bytes | str], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, kind)
    return stream.getvalue()


def swollen(size: int) -> bytes:
    """A deflated stream that unpacks to so many bytes, whole megabytes, made without packing each."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b"x,y\n" * (MEGABYTE // 4)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (size // MEGABYTE) + packer.flush()


def gzipped(size: int, head: bytes = b"") -> bytes:
    """The head and so many zero bytes, gzipped. The check at the end is wrong: nobody gets that far."""
    begins = gzip.compress(head, mtime=0)
    return begins[:10] + deflated(head) + swollen(size) + bytes(8)


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)


def raw_zip(members: list[tuple[str, bytes, int, int]], *, flags: int = 0, method: int = 8) -> bytes:
    """Members as name, packed bytes, stated size, and where their header stands (-1: its own place)."""
    body, directory = bytearray(), bytearray()
    for name, content, size, at in members:
        held, check = name.encode(), 0 if method else zlib.crc32(content)
        start = len(body) if at < 0 else at
        if at < 0:
            body += struct.pack(
                "<4s5H3I2H", b"PK\x03\x04", 20, flags, method, 0, 33, check, len(content), size, len(held), 0
            )
            body += held + content
        directory += struct.pack(
            "<4s6H3I5H2I",
            b"PK\x01\x02",
            20,
            20,
            flags,
            method,
            0,
            33,
            check,
            len(content),
            size,
            len(held),
            0,
            0,
            0,
            0,
            0,
            start,
        )
        directory += held
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, len(members) % 65536, len(members) % 65536, len(directory), len(body), 0
    )
    return bytes(body + directory) + end


def swollen_zip(stated: int) -> bytes:
    """A table of 300 MB that says to be so large."""
    return raw_zip([("a.csv", deflated(HEAD) + swollen(300 * MEGABYTE), stated, -1)])


def overlapping(count: int = 2_000) -> bytes:
    """As D. Fifield, "A better zip bomb" (WOOT 2019): every entry names the same packed bytes."""
    bomb = deflated(HEAD) + swollen(10 * MEGABYTE)
    first = [("0.csv", bomb, 10 * MEGABYTE, -1)]
    return raw_zip(first + [(f"{place}.csv", bomb, 10 * MEGABYTE, 0) for place in range(1, count)])


def nested(depth: int = 8) -> bytes:
    held = packed({"a.csv": "name,description\n"})
    for _ in range(depth):
        held = packed({f"{place}.zip": held for place in range(4)})
    return held


def tar(*names: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(entry)
    return stream.getvalue()


def encrypted(name: str) -> bytes:
    plain = bytearray(packed({name: b"name,description\nx,y\n"}))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(plain)


def flipped() -> bytes:
    plain = bytearray(packed({"a.csv": b"name,description\n" + b"x,y\n" * 4_000}))
    plain[60] ^= 0xFF
    return bytes(plain)


def zip64() -> bytes:
    """Sizes of 2^62, in the field that holds those past 4 GB."""
    held = b"name,description\n"
    extra = struct.pack("<2H2Q", 1, 16, 1 << 62, 1 << 62)
    local = (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 45, 0, 0, 0, 33, 0, 0xFFFFFFFF, 0xFFFFFFFF, 5, len(extra))
        + b"a.csv"
        + extra
    )
    directory = (
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 45, 45, 0, 0, 0, 33, 0, 0xFFFFFFFF, 0xFFFFFFFF, 5, len(extra), 0, 0, 0, 0, 0
        )
        + b"a.csv"
        + extra
    )
    body = local + held
    return body + directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(body), 0)


def secret_paths() -> list[Hostile]:
    names = {
        "up": "../../../../etc/passwd",
        "absolute": "/etc/passwd",
        "backslashes": "..\\..\\windows\\system32\\a.csv",
        "drive": "C:\\windows\\a.csv",
        "share": "\\\\host\\share\\a.csv",
        "inner-up": "a/../../b.csv",
        "null": "a.csv\x00.exe",
        "reversed": "a\u202evsc.exe",
        "newline": "a\nb.csv",
        "long": "n" * 60_000,
    }
    held = "name,description\nHanbit,Masts\n"
    return [Hostile(f"path-{kind}.zip", partial(_named, name, held.encode())) for kind, name in names.items()]


def _named(name: str, content: bytes) -> bytes:
    return raw_zip([(name, content, len(content), -1)], flags=0x800, method=0)


def files() -> list[Hostile]:
    return [
        Hostile(
            "zeros.zip",
            lambda: swollen_zip(300 * MEGABYTE + len(HEAD)),
        ),
        Hostile("lies-small.zip", lambda: swollen_zip(len(HEAD))),
        Hostile("lies-large.zip", lambda: raw_zip([("a.csv", swollen(MEGABYTE), 1 << 31, -1)])),
        Hostile("overlapping.zip", overlapping),
        Hostile("nested.zip", nested),
        Hostile(
            "members.zip", lambda: packed({f"{place}.bin": b"\xff" for place in range(20_000)}, zipfile.ZIP_STORED)
        ),
        Hostile("directory.zip", lambda: raw_zip([(f"{n}", b"", 0, 0 if n else -1) for n in range(65_000)])),
        Hostile("zip64.zip", zip64),
        Hostile("flipped.zip", flipped),
        Hostile("encrypted.zip", lambda: encrypted("a.csv")),
        fixed("cut.zip", packed({"a.csv": b"name,description\n" * 1_000})[:-40]),
        fixed("no-directory.zip", b"PK\x03\x04" + bytes(200)),
        fixed("method.zip", raw_zip([("a.csv", b"name,description\n", 17, -1)], method=99)),
        fixed("empty.zip", b"PK\x05\x06" + bytes(18)),
        Hostile("zeros.gz", lambda: gzipped(300 * MEGABYTE)),
        Hostile("twice.gz", lambda: gzip.compress(gzipped(300 * MEGABYTE), mtime=0)),
        Hostile("line.csv.gz", lambda: gzipped(300 * MEGABYTE, HEAD)),
        Hostile("json.gz", lambda: gzipped(300 * MEGABYTE, b"[{")),
        fixed("cut.gz", gzip.compress(b"name,description\n" * 1_000, mtime=0)[:-20]),
        fixed("bad.gz", b"\x1f\x8b\x08" + bytes(100)),
        fixed("links.tar", tar("a.csv", "../b.csv")),
        fixed("tar.gz", gzip.compress(tar("a.csv"), mtime=0)),
        fixed("bzip2.bz2", b"BZh91AY&SY" + bytes(64)),
        fixed("rar.rar", b"Rar!\x1a\x07\x00" + bytes(64)),
        fixed("seven.7z", b"7z\xbc\xaf\x27\x1c" + bytes(64)),
        *secret_paths(),
    ]
