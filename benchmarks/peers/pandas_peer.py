"""pandas, for lists of a size that it is used for."""

import numpy as np
import pandas as pd

from common import BITS, main, total


def write(frame, out, strings=None):
    """Writes rows, and string columns that have one value."""
    one = np.zeros(len(frame), np.int8)
    for at, (c, value) in enumerate((strings or {}).items()):
        frame.insert(at, c, pd.Categorical.from_codes(one, [value]))
    frame.to_parquet(out, compression="zstd", index=False)


def copy(files):
    """Its own file of each list, from ours and in the order of ours."""
    for f in files:
        types = {c: f"int{BITS[c]}" for c in f["columns"]}
        write(pd.read_parquet(f["source"], columns=f["columns"]).astype(types), f["out"])


def key(frame, columns):
    """One number for the values of columns, by which a join is fastest."""
    packed = frame[columns[0]].to_numpy(np.int64)
    for c in columns[1:]:
        packed = packed << BITS[c] | frame[c].to_numpy(np.int64)
    return packed


def apply(base, columns, excludes, few_visits, out=None, strings=None):
    frame = pd.read_parquet(base)
    for e in excludes:
        frame = frame[~np.isin(key(frame, e["on"]), key(pd.read_parquet(e["path"]), e["on"]))]
    if out is None:
        return {"count": len(frame)}
    write(frame[columns].copy(), out, strings)


def apply_bad(base, bad, out, strings):
    frame = pd.read_parquet(base)
    write(frame[~frame["visit"].isin(pd.read_csv(bad, comment="#")["exposure"])].copy(), out, strings)


def sums(path, columns):
    frame = pd.read_parquet(path, columns=columns)
    return {"count": len(frame)} | {f"sum_{c}": total(frame[c].sum()) for c in columns}


if __name__ == "__main__":
    main({f.__name__: f for f in (copy, apply, apply_bad, sums)})
