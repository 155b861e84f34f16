"""A Spark job for tests: does what its first argument says, and prints what it sees as one line of JSON."""

import json
import os
import sys
import time


def main() -> None:
    from pyspark.sql import SparkSession

    command, rest = sys.argv[1], sys.argv[2:]
    spark = SparkSession.builder.getOrCreate()
    context = spark.sparkContext
    if command == "fail":
        raise ValueError("the job found nothing")
    if command == "exit":
        print("leaving", file=sys.stderr)
        sys.exit(int(rest[0]))
    if command == "sleep":
        time.sleep(float(rest[0]))
    if command == "clock":
        started = time.time()
        time.sleep(float(rest[0]))
        print(json.dumps([started, time.time()]))
        return
    if command == "task-sleep":
        context.parallelize(range(2), 2).map(lambda _: time.sleep(float(rest[0]))).count()
    seen = {
        "argv": sys.argv[1:],
        "environment": {name: value for name, value in os.environ.items() if name.startswith(("AWS_", "BUCKET_BRIGADE_"))},
        "memory": spark.conf.get("spark.executor.memory", None),
        "name": context.appName,
        "pid": os.getpid(),
        "version": spark.version,
    }
    if command == "sum":
        seen["sum"] = context.parallelize(range(10), 2).map(lambda number: number * number).sum()
    if command == "module":
        import of_the_step

        seen["driver"] = of_the_step.WHO
        seen["tasks"] = sorted(set(context.parallelize(range(4), 2).map(lambda _: __import__("of_the_step").WHO).collect()))
    print(json.dumps(seen))
    spark.stop()


if __name__ == "__main__":
    main()
