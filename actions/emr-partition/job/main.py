"""What spark-submit runs: one step of the table half. The code is in the archive beside it (--py-files)."""

import os
import sys


def main() -> int:
    from partition_job.cli import run

    started = []

    def spark():
        from pyspark import SparkContext

        if not started:
            started.append(SparkContext.getOrCreate())
            started[0].setLogLevel("WARN")
        return started[0]

    try:
        return run(sys.argv[1:], os.environ, spark)
    finally:
        for context in started:
            context.stop()


if __name__ == "__main__":
    sys.exit(main())
