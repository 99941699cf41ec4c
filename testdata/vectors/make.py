#!/usr/bin/env python3
"""Write edges.json beside this file: test vectors for the edges of FORMAT.md 3.

    python make.py

The digests are those of examples/python/dil1.py, which shares no code with the Go library.
"""

import json
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "examples" / "python"))
sys.dont_write_bytecode = True
import dil1  # noqa: E402

W, U32, MAX = 1 << 16, 1 << 32, (1 << 63) - 1
EXPOSURE = "daf_butler", ["instrument"], ["exposure"]
VISIT = "daf_butler", ["instrument"], ["visit", "detector"]
DETECTOR = "daf_butler", ["instrument"], ["detector"]
FILTER = "daf_butler", ["instrument", "physical_filter"], []
PATCH = "daf_butler", ["skymap", "band"], ["tract", "patch"]
WARP = "daf_butler", ["instrument", "skymap"], ["visit", "tract", "patch"]
GROUP = "daf_butler", ["instrument", "group"], ["detector"]
HEALPIX = "daf_butler", [], ["healpix9"]
HTM = "daf_butler", [], ["htm7", "healpix9"]
LAB = "lab", ["bench"], ["run", "lumi", "fibre", "pixel", "step"]
CMS = "cms", [], ["run", "lumi"]
ROBOT = "robot", ["site", "arm", "tool", "grip"], []


def span(*values):
    """Return the rows that begin with values and follow each other; the last value is the number of rows."""
    *first, last, n = values
    return [(*first, last + i) for i in range(n)]


def rows(strings, *spans):
    return [(*strings, *row) for ints in spans for row in span(*ints)]


cam = ["LSSTCam"]
visits = rows(cam, (2025042200001, 90, 3), (2025042200002, 90, 1))
full_reason = {"text": "vignetted; \"half\" \\ of it\n\u001b\u007f/<&>", "source": "bad.ecsv", "author": "Zoë \u2028 \U0001f52d",
               "time": "2025-07-01T06:05:06.250+02:00", "url": "https://example.org/?a=1&b=2"}

# Name, group, rows, and for some a list of reasons with their rows.
vectors = [
    ("no string dimension, empty", HEALPIX, []),
    ("no int dimension, empty", FILTER, []),
    ("five ints, empty", LAB, []),
    ("one value 0", HEALPIX, [(0,)]),
    ("k=1: the last value of a chunk and the first of the next", EXPOSURE, rows(cam, (W - 1, 2))),
    ("k=1: a run cut at two multiples of W", EXPOSURE, rows(cam, (W - 2, 2), (2 * W - 1, 3), (3 * W - 1, 1))),
    ("k=1: a chunk that is full but for its ends", EXPOSURE, rows(cam, (W + 1, 5), (2 * W - 6, 5))),
    ("k=1: around 2^32", DETECTOR, rows(cam, (U32 - 3, 6))),
    ("k=1: the largest values", EXPOSURE, rows(cam, (MAX - 4, 5))),
    ("k=1: 0 and 2^63-1", EXPOSURE, rows(cam, (0, 1), (MAX, 1))),
    ("k=1: many chunks of one value", EXPOSURE, rows(cam, *((i * W + i, 1) for i in range(40)))),
    ("k=2: a run over 65536 is not cut", VISIT, rows(cam, (2025042200001, W - 3, 6))),
    ("k=2: a run over 2^32 is not cut", VISIT, rows(cam, (2025042200001, U32 - 3, 6))),
    ("k=2: a run over 2^48 and one before it", CMS, rows([], (7, 2**48 - 2, 4), (6, 2**48 - 2, 4))),
    ("k=2: a run up to 2^63-1", VISIT, rows(cam, (MAX, MAX - 3, 4))),
    ("k=2: the last value and the next first one are no run", CMS, rows([], (W - 1, 5, 1), (W, 6, 1), (W + 1, 7, 1))),
    ("k=2: visits of one night and of the next chunk", VISIT, rows(cam, (30899691 * W + W - 1, 0, 4), (30899692 * W, 0, 4))),
    ("k=2: a hole in a focal plane", VISIT, rows(cam, (2025042200001, 0, 20), (2025042200001, 21, 20))),
    ("k=2: the detector alone does not make chunks", VISIT, rows(cam, (5, 0, 1), (5, W, 1), (5, 2 * W, 1))),
    ("k=2: small and huge values of both", CMS, rows([], (0, 0, 1), (0, MAX, 1), (MAX, 0, 1), (MAX, MAX, 1), (1, 255, 2), (2, 65535, 2))),
    ("k=2 without strings", HTM, rows([], (131072, 1 << 20, 3), (131073, 1 << 20, 3))),
    ("k=3: tracts and patches of visits", WARP, rows(["HSC", "rings_v1"], (26024, 9813, 40, 3), (26024, 9814, 40, 1), (26026, 9813, 43, 2))),
    ("k=3: borders of every dimension", WARP, rows(["HSC", "r"], *((v, t, p, 2) for v in (W - 1, W) for t in (W - 1, U32) for p in (W - 1, U32 - 1)))),
    ("k=5: runs in the last dimension only", LAB, rows(["b"], (1, 2, 3, 4, 5, 3), (1, 2, 3, 5, 5, 3), (1, 2, 4, 4, 8, 1))),
    ("k=5: the largest values", LAB, rows(["b"], (MAX, MAX, MAX, MAX, MAX - 1, 2), (0, MAX, 0, MAX, 0, 1))),
    ("k=0: each DataId is a chunk", FILTER, [("HSC", "HSC-R"), ("HSC", "HSC-G"), ("LSSTCam", "r_57")]),
    ("k=0: four strings, order by value and not by joined text", ROBOT, [("a", "bc", "d", "e"), ("ab", "c", "d", "e"), ("a", "b", "cd", "e")]),
    ("strings that are prefixes of others", FILTER, [("LSSTCam", "g"), ("LSSTCam", "g DECam SDSS c0001 4720.0 1520.0"), ("LSST", "r"), ("LSSTCam2", "g")]),
    ("strings with U+0000", FILTER, [("a", "b"), ("a\0", "b"), ("a\0\0", "b"), ("a\0b", "\0"), ("a\x01", "b"), ("\0", "a")]),
    ("strings that are not ASCII, in order of bytes", GROUP, [("é", "z", 1), ("z", "é", 1), ("\U0001f52d", "x", 1), ("\uffff", "x", 1), ("e\u0301", "z", 1)]),
    ("strings are not normalised or trimmed", FILTER, [("hsc", " r"), ("HSC", "r "), ("HSC", "r"), ("\u212b", "x"), ("\u00c5", "x")]),
    ("a string of 4096 bytes", FILTER, [("x" * 4096, "é" * 2048)]),
    ("many partitions", GROUP, [("LSSTCam", f"2025-{i:03}", d) for i in range(30) for d in (0, 1, 3)]),
    ("partitions share a chunk number", PATCH, rows(["a", "r"], (9813, 40, 2)) + rows(["a", "g"], (9813, 40, 2)) + rows(["b", "g"], (9813, 40, 2))),
    ("out of order and repeated", VISIT, visits[::-1] + visits + visits[1:2]),
    ("no reasons", VISIT, visits, []),
    ("an empty list has no reasons", VISIT, [], [({"text": "trailed"}, [])]),
    ("one reason for all", VISIT, visits, [({"text": "trailed"}, visits)]),
    ("a DataId with two reasons, one with none", VISIT, visits, [({"text": "b"}, visits[:2]), ({"text": "a"}, visits[1:3])]),
    ("a reason with all fields", VISIT, visits, [(full_reason, visits[:1])]),
    ("reasons that differ in one field", VISIT, visits, [
        ({"text": "t"}, visits[:1]), ({"text": "t", "author": "a"}, visits[1:2]), ({"text": "t", "source": "a"}, visits[2:3]),
        ({"text": "t", "url": "a"}, visits[3:]), ({"text": "t", "time": "2025-07-01T04:05:06Z"}, visits[:2]), ({"text": "t "}, visits)]),
    ("a reason in two zones is one", VISIT, visits, [
        ({"text": "t", "time": "2025-07-01T04:05:06.5Z"}, visits[:1]), ({"text": "t", "time": "2025-07-01T06:05:06.500+02:00"}, visits[1:2])]),
    ("empty fields are absent", VISIT, visits, [({"text": "t", "author": "", "url": ""}, visits[:1]), ({"text": "t"}, visits[1:2])]),
    ("order of reasons is that of their JSON", EXPOSURE, rows(cam, (1, 4)), [
        ({"text": "é"}, rows(cam, (1, 1))), ({"text": "z"}, rows(cam, (2, 1))), ({"text": "\n"}, rows(cam, (3, 1))),
        ({"text": "a", "author": "z"}, rows(cam, (4, 1))), ({"text": "\U0001f52d"}, rows(cam, (1, 4))), ({"text": "\uffff"}, rows(cam, (2, 2)))]),
    ("reasons without int dimensions", FILTER, [("HSC", "HSC-R"), ("HSC", "HSC-G")], [({"text": "leaks"}, [("HSC", "HSC-G")])]),
    ("a reason over a chunk border", EXPOSURE, rows(cam, (W - 5, 10)), [({"text": "clouds"}, rows(cam, (W - 2, 4)))]),
]


def vector(name, group, rows, reasons=None):
    namespace, strings, ints = group
    objects = lambda rows: [dict(zip(strings + ints, row)) for row in rows]  # noqa: E731
    v = {"name": name, "namespace": namespace, "strings": strings, "ints": ints, "dataIds": objects(rows)}
    if reasons is not None:
        v["reasons"] = [{"reason": reason, "dataIds": objects(having)} for reason, having in reasons]
    return v | dil1.digests(v)


lines = [json.dumps(vector(*v), ensure_ascii=True, separators=(",", ":")) for v in vectors]
(here / "edges.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
