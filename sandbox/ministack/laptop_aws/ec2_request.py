"""A RunInstances request, read; and what EC2 says of one that is wrong (API_RunInstances, errors-overview.html)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass

from ministack.core.responses import get_region
from ministack.services import ec2, iam

from .ec2_types import TYPES

#: API_RunInstances, ClientToken and UserData; Using_Tags.html, "Tag restrictions".
_LONGEST_TOKEN, _LONGEST_USER_DATA_BYTES, _MOST_TAGS = 64, 16_384, 50
_SHUTDOWNS = ("stop", "terminate")
#: What requests of the same launch may differ in.
_NOT_COMPARED = frozenset({"Action", "Version", "ClientToken", "DryRun"})
_TAG_IN_METADATA = re.compile(r"[0-9A-Za-z\-_+=,.@:]{1,255}")
IMAGES = {"ami-0c2023a1b2c3d4e5f": "x86_64", "ami-0c2023a1b2c3d4e6a": "arm64"}


class Wrong(Exception):
    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass(frozen=True)
class LaunchRequest:
    given: dict[str, str]

    @classmethod
    def of(cls, query: dict) -> LaunchRequest:
        return cls({name: str(value[0] if isinstance(value, list) else value) for name, value in query.items() if value})

    def get(self, name: str, otherwise: str = "") -> str:
        return self.given.get(name, otherwise)

    def _list(self, prefix: str) -> tuple[str, ...]:
        return tuple(ec2._parse_member_list(self.given, prefix))

    @property
    def image_id(self) -> str:
        return self.get("ImageId")

    @property
    def instance_type(self) -> str:
        # API_RunInstances, InstanceType: "Default: m1.small", which nobody rents any more.
        return self.get("InstanceType", "m1.small")

    @property
    def metadata_tokens(self) -> str:
        # Images of Amazon Linux 2023 ask for version 2 by themselves.
        return self.get("MetadataOptions.HttpTokens", "required")

    @property
    def subnet_id(self) -> str:
        return self.get("SubnetId") or self.get("NetworkInterface.1.SubnetId")

    @property
    def groups(self) -> tuple[str, ...]:
        return self._list("SecurityGroupId") or self._list("NetworkInterface.1.SecurityGroupId")

    @property
    def zone_asked(self) -> str:
        return self.get("Placement.AvailabilityZone")

    @property
    def names_a_zone(self) -> bool:
        return bool(self.subnet_id or self.zone_asked)

    def subnets(self) -> list[dict]:
        """Where it may be launched: the subnet that it names, or the default ones of its zone or of all."""
        if self.subnet_id:
            named = ec2._subnets.get(self.subnet_id)
            return [named] if named else []
        own = [one for one in ec2._subnets.values() if one.get("DefaultForAz")]
        fitting = [one for one in own if one["AvailabilityZone"] == (self.zone_asked or one["AvailabilityZone"])]
        return sorted(fitting, key=lambda one: one["AvailabilityZone"])

    def groups_in(self, network: str) -> tuple[str, ...]:
        """The groups that it names, or the network's default one."""
        held = ec2._security_groups.values()
        return self.groups or tuple(one["GroupId"] for one in held if one["VpcId"] == network and one["GroupName"] == "default")

    @property
    def count(self) -> int:
        return int(self.get("MaxCount", "1"))

    @property
    def token(self) -> str:
        return self.get("ClientToken")

    @property
    def fingerprint(self) -> str:
        compared = {name: value for name, value in self.given.items() if name not in _NOT_COMPARED and not name.startswith("X-Amz-")}
        return hashlib.sha256(json.dumps(compared, sort_keys=True).encode()).hexdigest()

    @property
    def user_data(self) -> str:
        return base64.b64decode(self.get("UserData")).decode("utf-8", "replace")

    def tags(self, kind: str) -> dict[str, str]:
        found, index = {}, 1
        while self.get(f"TagSpecification.{index}.ResourceType"):
            if self.get(f"TagSpecification.{index}.ResourceType") == kind:
                number = 1
                while (key := self.get(f"TagSpecification.{index}.Tag.{number}.Key")) != "":
                    found[key] = self.get(f"TagSpecification.{index}.Tag.{number}.Value")
                    number += 1
            index += 1
        return found

    def profile_and_role(self) -> tuple[dict | None, dict | None]:
        """Of the account, when they are there."""
        profile = iam._lookup_instance_profile(name=self.get("IamInstanceProfile.Name"), arn=self.get("IamInstanceProfile.Arn"))
        roles = (profile or {}).get("Roles") or []
        return profile, iam._roles.get(roles[0]) if roles else None

    def check(self) -> None:
        """@raises Wrong, as EC2 answers before it looks for room."""
        self._check_numbers()
        if not self.image_id:
            raise Wrong("MissingParameter", "The request must contain the parameter ImageId")
        if not re.fullmatch(r"ami-(?:[0-9a-f]{8}|[0-9a-f]{17})", self.image_id):
            raise Wrong("InvalidAMIID.Malformed", f'Invalid id: "{self.image_id}" (expecting "ami-...")')
        if self.image_id not in IMAGES:
            raise Wrong("InvalidAMIID.NotFound", f"The image id '[{self.image_id}]' does not exist")
        kind = TYPES.get(self.instance_type)
        if kind is None:
            raise Wrong("InvalidParameterValue", f"Invalid value '{self.instance_type}' for InstanceType.")
        if kind.architecture != IMAGES[self.image_id]:
            raise Wrong(
                "InvalidParameterValue",
                f"The architecture '{kind.architecture}' of the specified instance type does not match the architecture "
                f"'{IMAGES[self.image_id]}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, "
                "and try again.",
            )
        self._check_profile()
        self._check_network()
        self._check_user_data()
        self._check_tags()

    def _check_numbers(self) -> None:
        counts = [self.get(name) for name in ("MinCount", "MaxCount")]
        for name, text in zip(("MinCount", "MaxCount"), counts):
            if not text.isdigit() or int(text) < 1:
                raise Wrong("MissingParameter" if not text else "InvalidParameterValue", f"The parameter {name} must be a number from 1 on")
        if int(counts[0]) > int(counts[1]):
            raise Wrong("InvalidParameterCombination", "MinCount must not exceed MaxCount.")
        if len(self.token) > _LONGEST_TOKEN or not self.token.isascii():
            raise Wrong("InvalidParameterValue", f"Invalid value '{self.token[:80]}' for clientToken: at most 64 ASCII characters.")
        behaviour = self.get("InstanceInitiatedShutdownBehavior", "stop")
        if behaviour not in _SHUTDOWNS:
            raise Wrong("InvalidParameterValue", f"Invalid value '{behaviour}' for InstanceInitiatedShutdownBehavior.")
        if self.get("InstanceMarketOptions.MarketType"):
            raise Wrong("UnsupportedOperation", "The sandbox rents out On-Demand instances only.")

    def _check_profile(self) -> None:
        arn, name = self.get("IamInstanceProfile.Arn"), self.get("IamInstanceProfile.Name")
        if not arn and not name:
            return
        if arn and name:
            said = "The parameters iamInstanceProfile.name and iamInstanceProfile.arn may not be used together."
            raise Wrong("InvalidParameterCombination", said)
        profile, role = self.profile_and_role()
        if profile is None or role is None:
            kind, value = ("arn", arn) if arn else ("name", name)
            said = "Invalid IAM Instance Profile ARN" if arn else "Invalid IAM Instance Profile name"
            raise Wrong("InvalidParameterValue", f"Value ({value}) for parameter iamInstanceProfile.{kind} is invalid. {said}")

    def _check_network(self) -> None:
        subnet = ec2._subnets.get(self.subnet_id) if self.subnet_id else None
        if self.subnet_id and subnet is None:
            raise Wrong("InvalidSubnetID.NotFound", f"The subnet ID '{self.subnet_id}' does not exist")
        if not self.subnets() and re.fullmatch(rf"{get_region()}[a-c]|", self.zone_asked):
            raise Wrong("MissingInput", "No subnets found for the default VPC. Please specify a subnet.")
        for group in self.groups:
            held = ec2._security_groups.get(group)
            if held is None:
                raise Wrong("InvalidGroup.NotFound", f"The security group '{group}' does not exist")
            if subnet is not None and held["VpcId"] != subnet["VpcId"]:
                raise Wrong("InvalidParameter", f"Security group {group} and subnet {self.subnet_id} belong to different networks.")
        if self.zone_asked and not re.fullmatch(rf"{get_region()}[a-c]", self.zone_asked):
            raise Wrong("InvalidParameterValue", f"Invalid availability zone: [{self.zone_asked}]")

    def _check_user_data(self) -> None:
        try:
            data = base64.b64decode(self.get("UserData"), validate=True)
        except (binascii.Error, ValueError):
            raise Wrong("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data") from None
        if len(data) > _LONGEST_USER_DATA_BYTES:
            raise Wrong("InvalidParameterValue", f"User data is limited to {_LONGEST_USER_DATA_BYTES} bytes")

    def _check_tags(self) -> None:
        for kind in ("instance", "volume", "network-interface"):
            tags = self.tags(kind)
            if len(tags) > _MOST_TAGS:
                raise Wrong("TagLimitExceeded", f"The maximum number of tags is {_MOST_TAGS}")
            for key, value in tags.items():
                if key.lower().startswith("aws:"):
                    raise Wrong("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
                if len(key) > 128 or len(value) > 256:
                    raise Wrong("InvalidParameterValue", "Tag keys have up to 128 characters, values up to 256")
                if kind == "instance" and self.get("MetadataOptions.InstanceMetadataTags") == "enabled":
                    if not _TAG_IN_METADATA.fullmatch(key) or key in (".", "..", "_index"):
                        raise Wrong(
                            "InvalidParameterValue",
                            f"'{key}' is not a valid tag key. Tag keys must match pattern ([0-9a-zA-Z\\-_+=,.@:]{{1,255}}), "
                            "and must not be a reserved name ('.', '..', '_index')",
                        )


