"""CRoaring by way of pyroaring: the operations are C, on bitmaps that are optimised for runs."""

import operator

from pyroaring import BitMap64

from common import inner_median, main

OPERATIONS = {
    "union": operator.or_,
    "intersection": operator.and_,
    "difference": operator.sub,
    "symmetric difference": operator.xor,
}


def read(path):
    with open(path, "rb") as f:
        bitmap = BitMap64.deserialize(f.read())
    bitmap.run_optimize()
    return bitmap


def algebra(operation, a, b, out):
    x, y = read(a), read(b)
    seconds, result = inner_median(lambda: OPERATIONS[operation](x, y))
    with open(out, "wb") as f:
        f.write(result.serialize())
    return {"seconds": seconds, "count": len(result)}


if __name__ == "__main__":
    main({"algebra": algebra})
