"""The digests of docs/decisions/0014, by an implementation that shares nothing with bucket-brigade's.

python test/independent/digest.py < listing.ndjson      lines of {"key", "size", "etag"}

Prints one JSON line: {"keys", "bytes", "digest", "names"}.
"""

import json
import struct
import sys

MASK = 0xFFFFFFFF
C = (0x239B961B, 0xAB0E9789, 0x38B34AE5, 0xA1E38B93)
TURNS = ((15, 19, 0x561CCD1B), (16, 17, 0x0BCAA747), (17, 15, 0x96CD1C35), (18, 13, 0x32AC3B17))


def turned(value, by):
    return ((value << by) | (value >> (32 - by))) & MASK


def final(h):
    h ^= h >> 16
    h = h * 0x85EBCA6B & MASK
    h ^= h >> 13
    h = h * 0xC2B2AE35 & MASK
    return h ^ (h >> 16)


def murmur3_x86_128(data):
    """Of whole blocks of 16 bytes, with seed 0."""
    h = [0, 0, 0, 0]
    for at in range(0, len(data), 16):
        for lane, word in enumerate(struct.unpack("<4I", data[at : at + 16])):
            first, second, added = TURNS[lane]
            h[lane] ^= turned(word * C[lane] & MASK, first) * C[(lane + 1) % 4] & MASK
            h[lane] = (turned(h[lane], second) + h[(lane + 1) % 4]) * 5 + added & MASK
    h = [value ^ len(data) for value in h]
    for mix in (lambda value: value, final):
        h = [mix(value) for value in h]
        h[0] = sum(h) & MASK
        h[1:] = [(value + h[0]) & MASK for value in h[1:]]
    return h


def block(text):
    units = text.encode("utf-16-le", "surrogatepass")
    return units + bytes(-len(units) % 16), len(units) // 2


def digests(objects):
    """Of an iterable of (key, size, etag)."""
    count = size_sum = 0
    names, content = [0] * 4, [0] * 4
    for key, size, etag in objects:
        key_block, key_units = block(key)
        etag_block, etag_units = block(etag)
        name = struct.pack("<4I", key_units, size & MASK, size >> 32, 0) + key_block
        whole = name + struct.pack("<4I", etag_units, 0, 0, 1) + etag_block
        names = [(a + b) & MASK for a, b in zip(names, murmur3_x86_128(name))]
        content = [(a + b) & MASK for a, b in zip(content, murmur3_x86_128(whole))]
        count += 1
        size_sum += size
    text = lambda lanes: "".join(f"{lane:08x}" for lane in lanes)
    return {"keys": count, "bytes": size_sum, "digest": text(content), "names": text(names)}


if __name__ == "__main__":
    lines = (json.loads(line) for line in sys.stdin if line.strip())
    print(json.dumps(digests((found["key"], found["size"], found["etag"]) for found in lines)))
