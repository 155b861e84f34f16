"""What EMR offers: releases, and instance types with what YARN has of their memory."""

import re
from dataclasses import dataclass

#: Spark of each release (ReleaseGuide, "Spark release history"). A release that is not here does not exist.
RELEASES = {
    "emr-spark-8.0.0": "4.0.2",
    "emr-7.13.0": "3.5.6",
    "emr-7.12.0": "3.5.6",
    "emr-7.11.0": "3.5.6",
    "emr-7.10.0": "3.5.5",
    "emr-7.9.0": "3.5.5",
    "emr-7.8.0": "3.5.4",
    "emr-7.7.0": "3.5.3",
    "emr-7.6.0": "3.5.3",
    "emr-7.5.0": "3.5.2",
    "emr-7.4.0": "3.5.2",
    "emr-7.3.0": "3.5.1",
    "emr-7.2.0": "3.5.1",
    "emr-7.1.0": "3.5.0",
    "emr-7.0.0": "3.5.0",
    "emr-6.15.0": "3.4.1",
    "emr-6.14.0": "3.4.1",
    "emr-6.13.0": "3.4.1",
    "emr-6.12.0": "3.4.0",
    "emr-6.11.1": "3.3.2",
    "emr-6.10.1": "3.3.1",
    "emr-5.36.2": "2.4.8",
}
#: The Pythons of an image (Amazon Linux 2023 from 7.0 on); any other name is no program there.
PYTHONS = ("python3", "python3.9", "python3.11")

_VCPUS = {
    "xlarge": 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "9xlarge": 36,
    "10xlarge": 40,
    "12xlarge": 48,
    "16xlarge": 64,
    "18xlarge": 72,
    "24xlarge": 96,
}
_EVEN = ("xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge")
_GRAVITON = _EVEN[:-1]
_C5 = ("xlarge", "2xlarge", "4xlarge", "9xlarge", "12xlarge", "18xlarge", "24xlarge")
_OLDER = ("xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge")
_GB_PER_VCPU = {"c": 2.0, "m": 4.0, "r": 8.0}
#: ListSupportedInstanceTypes tells 61 GB of a later type's 64: what its hypervisor leaves (ReleaseGuide, "Task configuration").
_TOLD = 61 / 64
_X86, _ARM = "X86_64", "AARCH64"

# Family: sizes, architecture, GB per vCPU as EMR tells them.
_FAMILIES: dict[str, tuple[tuple[str, ...], str, float]] = {
    **{family: (_EVEN, _X86, _GB_PER_VCPU[family[0]]) for family in ("m5", "m5a", "m5d", "m5n", "r5", "r5a", "r5d", "r5n")},
    **{family: (_C5, _X86, 2.0) for family in ("c5", "c5d")},
    "c5n": (("xlarge", "2xlarge", "4xlarge", "9xlarge", "18xlarge"), _X86, 2.625),
    "m4": (("xlarge", "2xlarge", "4xlarge", "10xlarge", "16xlarge"), _X86, 4.0),
    "r4": (_OLDER, _X86, 7.625),
    "c4": (("xlarge", "2xlarge", "4xlarge"), _X86, 3.75 / 2),
    **{
        family: (_EVEN, _X86, _GB_PER_VCPU[family[0]] * _TOLD)
        for family in ("c5a", "c6i", "m6i", "r6i", "c6a", "m6a", "r6a", "c7i", "m7i", "r7i", "c7a", "m7a", "r7a")
    },
    **{
        family: (_GRAVITON, _ARM, _GB_PER_VCPU[family[0]] * _TOLD)
        for family in ("c6g", "m6g", "r6g", "c6gd", "m6gd", "r6gd", "c7g", "m7g", "r7g", "c7gd", "m7gd", "r7gd")
    },
    **{family: ((*_GRAVITON, "24xlarge"), _ARM, _GB_PER_VCPU[family[0]] * _TOLD) for family in ("c8g", "m8g", "r8g")},
}
_LARGEST_YARN_LOSS_MB, _LEAST_YARN_LOSS_MB = 8192, 2048


@dataclass(frozen=True)
class InstanceType:
    name: str
    vcpus: int
    memory_gb: float
    architecture: str

    @property
    def memory_mb(self) -> int:
        return int(self.memory_gb * 1024)

    @property
    def yarn_mb(self) -> int:
        """yarn.nodemanager.resource.memory-mb: what the rule gives for every mainstream row of AWS's table."""
        lost = max(_LEAST_YARN_LOSS_MB, min(_LARGEST_YARN_LOSS_MB, self.memory_mb // 4))
        return self.memory_mb - lost


def instance_type(name: str) -> InstanceType | None:
    family, _, size = name.partition(".")
    if family not in _FAMILIES or size not in _FAMILIES[family][0]:
        return None
    _, architecture, gb_per_vcpu = _FAMILIES[family]
    return InstanceType(name, _VCPUS[size], _VCPUS[size] * gb_per_vcpu, architecture)


def instance_types() -> list[InstanceType]:
    found = (instance_type(f"{family}.{size}") for family, (sizes, _, _) in _FAMILIES.items() for size in sizes)
    return [one for one in found if one is not None]


def supports_auto_termination(release: str) -> bool:
    """From 5.30 and 6.1 on (ManagementGuide, "Using an auto-termination policy")."""
    numbers = re.fullmatch(r"emr-(\d+)\.(\d+)\.\d+", release)
    return numbers is None or (int(numbers[1]), int(numbers[2])) >= ((5, 30) if numbers[1] == "5" else (6, 1))
