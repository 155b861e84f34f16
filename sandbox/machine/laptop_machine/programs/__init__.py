"""The programs of a machine: functions of this package, each confined to the machine's folder. This table is its whole PATH."""

from . import builtins, conditions, files, metadata, node, packages, power, starting, storage, systemd, text

TABLE = {
    **builtins.PROGRAMS,
    **conditions.PROGRAMS,
    **files.PROGRAMS,
    **text.PROGRAMS,
    **metadata.PROGRAMS,
    **node.PROGRAMS,
    **packages.PROGRAMS,
    **power.PROGRAMS,
    **starting.PROGRAMS,
    **storage.PROGRAMS,
    **systemd.PROGRAMS,
}
