"""RS256 (RFC 7518, 3.3) is RSASSA-PKCS1-v1_5 with SHA-256: verifying needs one power and one comparison (RFC 8017, 8.2.2)."""

import hashlib
from dataclasses import dataclass

#: What stands before the digest: the DER of SHA-256's identifier (RFC 8017, 9.2, note 1).
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
#: RFC 7518, 3.3: "A key of size 2048 bits or larger MUST be used".
_LEAST_BITS = 2048


@dataclass(frozen=True)
class PublicKey:
    modulus: int
    exponent: int


def signature_holds(key: PublicKey, signed: bytes, signature: bytes) -> bool:
    length = (key.modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if key.modulus.bit_length() < _LEAST_BITS or len(signature) != length or number >= key.modulus:
        return False
    digest = _SHA256_PREFIX + hashlib.sha256(signed).digest()
    # Built and compared as a whole, never parsed: parsing the padding is what forgeries of this scheme lived on.
    expected = b"\x00\x01" + b"\xff" * (length - len(digest) - 3) + b"\x00" + digest
    return pow(number, key.exponent, key.modulus).to_bytes(length, "big") == expected
