"""What spark-submit runs: one step of the table half. The code is in the archive beside it (--py-files)."""

import os
import sys


def main() -> int:
    from partition_job.cli import run

    made = []

    def spark():
        from pyspark import SparkContext

        if not made:
            made.append(SparkContext.getOrCreate())
            made[0].setLogLevel("WARN")
        return made[0]

    try:
        return run(sys.argv[1:], os.environ, spark, log())
    finally:
        for context in made:
            context.stop()


def log():
    """Writes lines into the step's stderr, where failures are looked for. spark-submit gives a Python script one stream for both, which becomes its
    stdout (PythonRunner, redirectErrorStream); its JVM's own stderr is reached through the gateway that it leaves open for the script."""
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        return lambda line: print(line, file=sys.stderr, flush=True)
    from pyspark import SparkContext

    SparkContext._ensure_initialized()
    return SparkContext._jvm.System.err.println


if __name__ == "__main__":
    sys.exit(main())
