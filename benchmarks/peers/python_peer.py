"""Plain Python: sets, and the json and csv of its standard library."""

import csv
import hashlib
import json
import operator
import struct

from common import inner_median, main, total

OPERATIONS = {
    "union": operator.or_,
    "intersection": operator.and_,
    "difference": operator.sub,
    "symmetric difference": operator.xor,
}


def read(path):
    """A set of numbers 256 × visit + detector: smaller and faster than one of tuples."""
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=["visit", "detector"])
    return {visit << 8 | detector for visit, detector in zip(table["visit"].to_pylist(), table["detector"].to_pylist())}


def runs(numbers):
    """The sum of the runs, as memory.go has it."""
    digest = hashlib.sha256()
    first = length = 0
    for number in sorted(numbers):
        if length and number == first + length:
            length += 1
            continue
        if length:
            digest.update(struct.pack("<QQ", first, length))
        first, length = number, 1
    if length:
        digest.update(struct.pack("<QQ", first, length))
    return digest.hexdigest()


def algebra(operation, a, b):
    x, y = read(a), read(b)
    seconds, result = inner_median(lambda: OPERATIONS[operation](x, y))
    return {"seconds": seconds, "count": len(result), "runs": runs(result)}


def answer(ids):
    return {"count": len(ids), "sum_visit": total(sum(i[1] for i in ids)), "sum_detector": total(sum(i[2] for i in ids))}


def read_csv(path):
    with open(path, newline="") as f:
        rows = csv.reader(f)
        next(rows)
        return answer({(instrument, int(visit), int(detector)) for instrument, visit, detector in rows})


def read_json(path):
    with open(path) as f:
        return answer({(i["instrument"], i["visit"], i["detector"]) for i in json.load(f)})


def read_jsonl(path):
    with open(path) as f:
        return answer({(i["instrument"], i["visit"], i["detector"]) for i in map(json.loads, f)})


if __name__ == "__main__":
    main({f.__name__: f for f in (algebra, read_csv, read_json, read_jsonl)})
