"""The programs of a machine: functions of this package, each confined to the machine's folder. This table is its whole PATH."""

from . import builtins, files, metadata, node, packages, power, storage, systemd, text

TABLE = {
    **builtins.PROGRAMS,
    **files.PROGRAMS,
    **text.PROGRAMS,
    **metadata.PROGRAMS,
    **node.PROGRAMS,
    **packages.PROGRAMS,
    **power.PROGRAMS,
    **storage.PROGRAMS,
    **systemd.PROGRAMS,
}
