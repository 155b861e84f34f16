"""Instance types that the sandbox rents out (docs.aws.amazon.com/ec2/latest/instancetypes): vCPUs, memory, architecture."""

from __future__ import annotations

from dataclasses import dataclass

#: Of a family: GiB per vCPU, and its sizes.
_SIZES = {
    "large": 2,
    "xlarge": 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "9xlarge": 36,
    "12xlarge": 48,
    "16xlarge": 64,
    "18xlarge": 72,
    "24xlarge": 96,
    "32xlarge": 128,
    "48xlarge": 192,
}
_COMMON = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge")
_WIDE = (*_COMMON, "32xlarge")
_GRAVITON = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_FAMILIES: dict[str, tuple[float, tuple[str, ...]]] = {
    "m4": (4, ("large", "xlarge", "2xlarge", "4xlarge", "16xlarge")),
    "m5": (4, _COMMON),
    "m5a": (4, _COMMON),
    "m5n": (4, _COMMON),
    "m6a": (4, (*_WIDE, "48xlarge")),
    "m6i": (4, _WIDE),
    "m7a": (4, (*_WIDE, "48xlarge")),
    "m7i": (4, (*_COMMON, "48xlarge")),
    "m6g": (4, _GRAVITON),
    "m7g": (4, _GRAVITON),
    "m8g": (4, (*_GRAVITON, "24xlarge", "48xlarge")),
    "c5": (2, ("large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge")),
    "c5a": (2, _COMMON),
    "c5n": (2.625, ("large", "xlarge", "2xlarge", "4xlarge", "9xlarge", "18xlarge")),
    "c6a": (2, (*_WIDE, "48xlarge")),
    "c6i": (2, _WIDE),
    "c7a": (2, (*_WIDE, "48xlarge")),
    "c7i": (2, (*_COMMON, "48xlarge")),
    "c6g": (2, _GRAVITON),
    "c6gn": (2, _GRAVITON),
    "c7g": (2, _GRAVITON),
    "c7gn": (2, _GRAVITON),
    "c8g": (2, (*_GRAVITON, "24xlarge", "48xlarge")),
    "r5": (8, _COMMON),
    "r5a": (8, _COMMON),
    "r6a": (8, (*_WIDE, "48xlarge")),
    "r6i": (8, _WIDE),
    "r7i": (8, (*_COMMON, "48xlarge")),
    "r6g": (8, _GRAVITON),
    "r7g": (8, _GRAVITON),
    "r8g": (8, (*_GRAVITON, "24xlarge", "48xlarge")),
}
#: Burstable ones: vCPUs and GiB of each size.
_BURSTABLE = {
    "nano": (2, 0.5),
    "micro": (2, 1),
    "small": (2, 2),
    "medium": (2, 4),
    "large": (2, 8),
    "xlarge": (4, 16),
    "2xlarge": (8, 32),
}
_BURSTABLE_FAMILIES = ("t3", "t3a", "t4g")


@dataclass(frozen=True)
class InstanceType:
    name: str
    vcpus: int
    memory_mib: int
    architecture: str


def _all() -> dict[str, InstanceType]:
    found = {}
    for family, (gib, sizes) in _FAMILIES.items():
        for size in sizes:
            found[f"{family}.{size}"] = (_SIZES[size], gib * _SIZES[size])
    # c7g and its kin come with one vCPU, too.
    for family, (gib, _) in _FAMILIES.items():
        if _architecture(family) == "arm64":
            found[f"{family}.medium"] = (1, gib)
    for family in _BURSTABLE_FAMILIES:
        found |= {f"{family}.{size}": one for size, one in _BURSTABLE.items()}
    return {
        name: InstanceType(name, vcpus, int(gib * 1024), _architecture(name.partition(".")[0])) for name, (vcpus, gib) in found.items()
    }


def _architecture(family: str) -> str:
    return "arm64" if "g" in family[2:] else "x86_64"


TYPES = _all()
