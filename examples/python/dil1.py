#!/usr/bin/env python3
"""Recompute the digests of DataId lists, independently of the Go library.

    python dil1.py FILE.parquet...         print DIGEST  FILE for each file
    python dil1.py --vectors FILE.json...  check test vectors
    python dil1.py --jsonl                 read lists shaped like vectors, one a line; print a digest a line

Numbers in comments are sections of dataidlist/FORMAT.md. Only reading Parquet needs a package: pyarrow.
"""

import hashlib
import json
import re
import struct
import sys
from collections import namedtuple
from datetime import datetime, timezone
from itertools import groupby
from pathlib import Path

Group = namedtuple("Group", "namespace strings ints")  # names in canonical order (2)
Chunk = namedtuple("Chunk", "strings number count runs sum")  # of which runs and the sum are those of its body (3.3)


# The digests. A row is a tuple: the string values as bytes, then the int values, in canonical order.

def root(group, rows):
    """Return the root (3.4), and the numbers of DataIds, chunks and runs."""
    chunks = chunks_of(runs_of(group, rows))
    return root_of(group, chunks), sum(c.count for c in chunks), len(chunks), sum(c.runs for c in chunks)


def runs_of(group, rows):
    """Return the runs of rows (3.3): the strings and the ints of the first row, and how many rows it is."""
    runs, s, length = [], len(group.strings), 0
    for row in sorted(set(rows)):
        strings, ints = row[:s], row[s:]
        before = strings, (*ints[:-1], ints[-1] - length) if ints else None  # the first row of a run that goes on
        # Where the last int is the first one too, a run ends with its chunk (3.2).
        if runs and runs[-1][:2] == before and (len(ints) > 1 or ints[0] % 65536):
            length += 1
            runs[-1] = *before, length
        else:
            length = 1
            runs.append((strings, ints, length))
    return runs


def chunks_of(runs):
    """Return the chunks of runs that are in order (3.2)."""
    chunks = []
    for (strings, number), chunk in groupby(runs, lambda run: (run[0], run[1][0] // 65536 if run[1] else 0)):
        rows = [(*ints, length) for _, ints, length in chunk]
        body = [struct.pack(f"<{len(row)}q", *row) for row in rows if len(row) > 1]  # empty without ints
        chunks.append(Chunk(strings, number, sum(row[-1] for row in rows), len(body), hashlib.sha256(b"".join(body)).digest()))
    return chunks


def root_of(group, chunks):
    """Return the root of chunks (3.4)."""
    lines = ["dataidlist/1", f"namespace {group.namespace}"]  # 3.1
    lines += [f"string {name}" for name in group.strings] + [f"int64 {name}" for name in group.ints]
    total = hashlib.sha256("\n".join(lines + ["", ""]).encode())
    for chunk in chunks:
        for value in chunk.strings:
            total.update(struct.pack("<I", len(value)) + value)
        total.update(struct.pack("<qQ", chunk.number, chunk.count) + chunk.sum)
    return total.digest()


def full(group, list_root, reasons):
    """Return the full digest (3.6) as bytes; reasons are pairs of canonical JSON and the rows that have it."""
    sub_lists = {}
    for text, rows in reasons:
        if rows:
            sub_lists.setdefault(text, set()).update(rows)
    return full_of(list_root, {text: root(group, rows)[0] for text, rows in sub_lists.items()})


def full_of(list_root, roots):
    """Return the full digest of a root and the roots of sub-lists, by the canonical JSON of their reasons."""
    total = hashlib.sha256(b"dataidlist-reasons/1\n" + list_root)
    for text in sorted(roots):
        total.update(struct.pack("<I", len(text)) + text + roots[text])
    return total.digest()


ESCAPES = {c: f"\\u{c:04x}" for c in range(0x20)} | {ord(c): "\\" + e for c, e in zip('\b\t\n\f\r"\\', 'btnfr"\\')}


def parse(text, prefix="dil1:"):
    """Return the root that a digest is the text form of (3.5); the prefix of a full digest is dilr1: (3.6)."""
    if not isinstance(text, str) or not re.fullmatch(f"{prefix}[0-9a-f]{{64}}", text):
        raise ValueError(f"{text!r} is no digest: {prefix} and 64 lower-case hexadecimal digits are")
    return bytes.fromhex(text[len(prefix):])


def canonical_json(reason):
    known = "author source text time url".split()
    if type(reason) is not dict or not all(name in known and type(value) is str for name, value in reason.items()):
        raise ValueError(f"reason {reason!r}: it has the strings text, source, author, time and url, and nothing else")
    if not reason.get("text"):
        raise ValueError(f"reason {reason!r}: it needs a text")
    fields = {name: value for name, value in sorted(reason.items()) if value}
    if "time" in fields:
        fields["time"] = normal_time(fields["time"])
    return ("{" + ",".join(f'"{name}":"{value.translate(ESCAPES)}"' for name, value in fields.items()) + "}").encode()


def normal_time(text):
    """Return an RFC 3339 time in normal form (1.5); the fraction may be finer than datetime's."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d)(\.\d{1,9})?"
                         r"(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", text, re.ASCII)
    if not match:
        raise ValueError(f"time {text!r}: write it like 2025-07-01T04:05:06Z")
    second, fraction, zone = match.groups("")
    try:
        moment = datetime.fromisoformat(second + zone).astimezone(timezone.utc)
    except OverflowError:
        moment = datetime.min
    if moment.year < 1000:
        raise ValueError(f"time {text!r}: years are 1000 to 9999")
    return moment.isoformat()[:19] + fraction.rstrip("0").rstrip(".") + "Z"


def string(value):
    value = value.encode() if isinstance(value, str) else value
    if not isinstance(value, bytes) or not 1 <= len(value) <= 4096 or not value.decode():
        raise ValueError(f"value {value!r}: a string of 1 to 4096 bytes of UTF-8 is needed")
    return value


def integer(value):
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError(f"value {value!r}: an integer of 0 to 2^63-1 is needed")
    return value


# Lists as JSON, shaped like the test vectors (7).

def digests(vector):
    group = Group(vector["namespace"], vector["strings"], vector["ints"])

    def rows(dataids):
        for d in dataids:
            if d.keys() != {*group.strings, *group.ints}:
                raise ValueError(f"DataId {d}: it needs exactly {', '.join(group.strings + group.ints)}")
        return [(*(string(d[n]) for n in group.strings), *(integer(d[n]) for n in group.ints)) for d in dataids]

    list_root, count, chunks, runs = root(group, rows(vector["dataIds"]))
    found = {"digest": "dil1:" + list_root.hex(), "count": count, "chunks": chunks, "runs": runs}
    if "reasons" in vector:
        reasons = [(canonical_json(item["reason"]), rows(item["dataIds"])) for item in vector["reasons"]]
        found["fullDigest"] = "dilr1:" + full(group, list_root, reasons).hex()
    return found


def check_vectors(paths):
    vectors = [vector for path in paths for vector in json.loads(Path(path).read_bytes())]
    failed = 0
    for vector in vectors:
        wrong = [f"{k} is {v}, not {vector.get(k)}" for k, v in digests(vector).items() if vector.get(k) != v]
        if wrong:
            failed += 1
            print(f"{vector['name']}: {'; '.join(wrong)}", file=sys.stderr)
    print(f"{len(vectors) - failed} of {len(vectors)} vectors pass")
    return 1 if failed or not vectors else 0


# Lists as Parquet (4.1). A file without list header is taken to be of daf_butler, with required dimensions only (2).

STRINGS = "instrument skymap ssp_hypothesis_table physical_filter band group".split()
INTS = "day_obs exposure visit visit_system tract patch detector subfilter ssp_hypothesis_bundle ssp_balanced_index".split()
INTS += [f"htm{level}" for level in range(25)] + [f"healpix{level}" for level in range(18)]

# What the dimensions of daf_butler/8 require and imply (1.1), and what that requires and implies.
REQUIRES = dict.fromkeys("physical_filter group day_obs exposure visit visit_system detector".split(), ("instrument",))
REQUIRES |= {"tract": ("skymap",), "patch": ("skymap", "tract"), "subfilter": ("band",)}
REQUIRES |= dict.fromkeys(("ssp_hypothesis_bundle", "ssp_balanced_index"), ("ssp_hypothesis_table",))
IMPLIES = {"physical_filter": ("band",), "visit": ("physical_filter", "day_obs", "band"),
           "exposure": ("physical_filter", "day_obs", "band", "group")}


def group_of(header, names):
    """Return the group of a list header, or else of dimensions of daf_butler; names are to be its dimensions."""
    if header:
        group = Group(header["universe"].split("/")[0], header["strings"], header["ints"])
    else:
        group = Group("daf_butler", [n for n in STRINGS if n in names], [n for n in INTS if n in names])
        implied = {n for name in names for n in IMPLIES.get(name, ())}
        missing = {n for name in names for n in REQUIRES.get(name, ())} - implied - set(names)
        if missing or implied & set(names):
            advice = [f"add {name}" for name in sorted(missing)]
            advice += [f"drop {name}, which is implied" for name in sorted(implied & set(names))]
            raise ValueError(f"columns {', '.join(names)}: {'; '.join(advice)}")
    if sorted(names) != sorted(group.strings + group.ints):
        raise ValueError(f"columns {', '.join(names)} are not the dimensions {', '.join(group.strings + group.ints)}")
    return group


def parquet_digest(path):
    import pyarrow.parquet
    with pyarrow.parquet.ParquetFile(path) as file:
        header = json.loads((file.metadata.metadata or {}).get(b"dataidlist", b"{}"))
        group, rows = group_of(header, [name for name in file.schema_arrow.names if name != "reason"]), set()
        for batch in file.iter_batches(columns=group.strings + group.ints):
            values = [map(string, batch.column(name).to_pylist()) for name in group.strings]
            rows.update(zip(*values, *(map(integer, batch.column(name).to_pylist()) for name in group.ints)))
    list_root, count, _, _ = root(group, rows)
    digest = "dil1:" + list_root.hex()
    if (header.get("digest", digest), header.get("count", count)) != (digest, count):
        raise ValueError(f"the header records other rows than the {count} of {digest}")
    return digest


def main(arguments):
    if arguments[:1] == ["--vectors"] and arguments[1:]:
        return check_vectors(arguments[1:])
    if arguments == ["--jsonl"]:
        for line in sys.stdin:
            found = digests(json.loads(line))
            print(*(found[key] for key in ("digest", "fullDigest") if key in found), flush=True)
        return 0
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    for path in arguments:
        try:
            print(f"{parquet_digest(path)}  {path}")
        except (OSError, ValueError) as error:
            sys.exit(f"dil1.py: {path}: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
