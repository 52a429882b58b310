"""Ways to spoil a file: its bytes, its numbers, its lines, the objects and streams of a PDF, the chunks of a PNG."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    Way = Callable[[bytes, Random], bytes]

_NUMBERS = re.compile(rb"-?\d+(?:\.\d+)?")
_OBJECTS = re.compile(rb"(\d+ 0 obj)(.*?)(endobj)", re.DOTALL)
_STREAMS = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)
_REFERENCES = re.compile(rb"\d+ 0 R")
_WORDS = re.compile(rb"/?[A-Za-z_]{2,}")
_EXTREMES = (
    *(b"0", b"-1", b"1", b"65536", b"2147483647", b"-2147483648", b"99999999999999999999", b"1e309", b"0.0000000001"),
    *(b"nan", b"-0", b"7" * 400),
)
#: Letters that look like nothing, like others, or turn a line around; and bytes that are no text at all.
_ODD = (
    *("\0\t\u200b\t\u202e\t\ufeff\t\xad\t\U0010ffff\t\x1b[2J\t\r\t\v\t\f\t\u2028".encode().split(b"\t")),
    *(b"\xed\xa0\x80", b"\xff", b"\xc3", b"\xfe\xff"),
)
_DEEP = (b"[" * 10_000, b"<<" * 10_000, b"(" * 10_000, b"{a=" * 3_000, b"q " * 10_000, b"'" * 10_000)
_STRANGE = tuple(
    text.encode()
    for text in (
        "1,0",
        "12,3456",
        "£1,234,567,890,123",
        "٢٤٬٤٦٨",
        "２４，４６８",
        "1.234.567",
        "£-5",
        "24,468,",
        "£",
        "10,000.999",
    )
)


def _slice(data: bytes, rng: Random, most: int = 2_000) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randint(1, most))


def flip(data: bytes, rng: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def overwrite(data: bytes, rng: Random) -> bytes:
    start, end = _slice(data, rng)
    filler = rng.choice((b"\0", b"\xff", b" ", b"9"))
    return data[:start] + (filler * (end - start) if rng.random() < 0.5 else rng.randbytes(end - start)) + data[end:]


def cut_out(data: bytes, rng: Random) -> bytes:
    start, end = _slice(data, rng)
    return data[:start] + data[end:]


def double(data: bytes, rng: Random) -> bytes:
    start, end = _slice(data, rng)
    return data[:start] + data[start:end] * rng.choice((2, 3, 1_000)) + data[end:]


def insert(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice((*_ODD, *_DEEP, *_STRANGE, rng.randbytes(rng.randint(1, 500)))) + data[at:]


def truncate(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]


def swap(data: bytes, rng: Random) -> bytes:
    """Let two pieces change places."""
    (a, b), (c, d) = sorted((_slice(data, rng), _slice(data, rng)))
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _replaced(pattern: re.Pattern[bytes], data: bytes, rng: Random, new: Callable[[bytes], bytes]) -> bytes:
    """Replace one match of a pattern, or a few."""
    found = list(pattern.finditer(data))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 1, 2, 5)))), key=lambda one: -one.start()):
        data = data[: match.start()] + new(match[0]) + data[match.end() :]
    return data


def number(data: bytes, rng: Random) -> bytes:
    return _replaced(_NUMBERS, data, rng, lambda _: rng.choice(_EXTREMES))


def other_number(data: bytes, rng: Random) -> bytes:
    """Put numbers of the file into the places of others: lengths and offsets that are lies, but likely ones."""
    known = _NUMBERS.findall(data) or [b"0"]
    return _replaced(_NUMBERS, data, rng, lambda _: rng.choice(known))


def word(data: bytes, rng: Random) -> bytes:
    known = _WORDS.findall(data) or [b"x"]
    return _replaced(_WORDS, data, rng, lambda _: rng.choice(known))


def reference(data: bytes, rng: Random) -> bytes:
    """Let references lead elsewhere, perhaps round in a ring."""
    known = [*_REFERENCES.findall(data), b"0 0 R", b"9999 0 R"]
    return _replaced(_REFERENCES, data, rng, lambda _: rng.choice(known))


def objects(data: bytes, rng: Random) -> bytes:
    """Let two objects of a PDF change places, or one vanish."""
    found = [match.span(2) for match in _OBJECTS.finditer(data)]
    return _exchanged(data, found, rng)


def streams(data: bytes, rng: Random) -> bytes:
    """Let two streams of a PDF change places, or one vanish; their lengths then lie."""
    found = [match.span(2) for match in _STREAMS.finditer(data)]
    return _exchanged(data, found, rng)


def _exchanged(data: bytes, found: Sequence[tuple[int, int]], rng: Random) -> bytes:
    if len(found) < 2:
        return flip(data, rng)
    (a, b), (c, d) = sorted(rng.sample(found, 2))
    second = data[a:b] if rng.random() < 0.8 else b""
    return data[:a] + data[c:d] + data[b:c] + second + data[d:]


def repacked(data: bytes, rng: Random) -> bytes:
    """Spoil what a packed stream of a PDF holds, and pack it again, so that no checksum tells."""

    def new(whole: bytes) -> bytes:
        head, packed, tail = _STREAMS.fullmatch(whole).groups()  # type: ignore[union-attr]  # it has just matched
        try:
            return head + zlib.compress(rng.choice(TEXT_WAYS)(zlib.decompress(packed), rng)) + tail
        except (zlib.error, ValueError, IndexError):
            return whole

    return _replaced(_STREAMS, data, rng, new)


def chunk(data: bytes, rng: Random) -> bytes:
    """Spoil one chunk of a PNG, and sum it up again."""
    chunks, at = [], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunks.append(data[at + 4 : at + 8 + length])
        at += 12 + length
    index = rng.randrange(len(chunks))
    spoilt = chunks[index][:4] + flip(chunks[index][4:] or b"\0", rng)
    chunks[index : index + 1] = rng.choice(([spoilt], [], [spoilt, chunks[index]]))
    return data[:8] + b"".join(struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)


def lines(data: bytes, rng: Random) -> bytes:
    """Take out, double, move, join or part lines."""
    rows = data.splitlines(keepends=True) or [b""]
    at, to = rng.randrange(len(rows)), rng.randrange(len(rows))
    way = rng.randrange(5)
    if way == 0:
        del rows[at]
    elif way == 1:
        rows[at] *= rng.choice((2, 50, 20_000))
    elif way == 2:
        rows[at], rows[to] = rows[to], rows[at]
    elif way == 3:
        rows[at] = rows[at].rstrip(b"\r\n")
    else:
        rows[at] = rows[at].replace(b" ", b"\n" if rng.random() < 0.5 else b"\t")
    return b"".join(rows)


def encoding(data: bytes, rng: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    code = rng.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "utf-32", "cp1252"))
    return text.encode(code, "replace")


BYTE_WAYS: tuple[Way, ...] = (flip, flip, overwrite, cut_out, double, insert, truncate, swap)
TEXT_WAYS: tuple[Way, ...] = (*BYTE_WAYS, number, other_number, word, lines, encoding)
PDF_WAYS: tuple[Way, ...] = (*BYTE_WAYS, number, other_number, word, reference, objects, streams, repacked, repacked)
IMAGE_WAYS: tuple[Way, ...] = BYTE_WAYS


def ways_for(name: str) -> tuple[Way, ...]:
    """Return the ways that suit a file, by its name."""
    if name.endswith(".pdf"):
        return PDF_WAYS
    if name.endswith(".png"):
        return (*IMAGE_WAYS, chunk, chunk)
    return IMAGE_WAYS if name.endswith((".jpg", ".tif")) else TEXT_WAYS


def spoilt(name: str, data: bytes, rng: Random) -> tuple[bytes, str]:
    """Return a file spoilt in one way or several, and the ways by name."""
    named = []
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        way = rng.choice(ways_for(name))
        named.append(way.__name__)
        data = way(data, rng) if data else data
    return data, "+".join(named)
