"""Lists to try on the repository, of many shapes: by name, each with its dataset type, dimensions and DataIds."""

import random

from repository import DETECTORS, FILTERS, INSTRUMENT, NIGHTS, PATCHES, SKYMAP, TRACTS, TRIXELS, visits

IMAGES = ("instrument", "visit", "detector")
SUMMARIES = ("instrument", "visit")
COADDS = ("skymap", "tract", "patch", "band")
CATALOGS = ("htm7",)

# All DataIds of each dataset type.
ALL = {
    "visit_image": (IMAGES, {(INSTRUMENT, v, d) for v in visits() for d in range(DETECTORS)}),
    "visit_summary": (SUMMARIES, {(INSTRUMENT, v) for v in visits()}),
    "deep_coadd": (COADDS, {(SKYMAP, t, p, b) for t in TRACTS for p in range(PATCHES) for b in FILTERS.values()}),
    "ref_cat": (CATALOGS, {(trixel,) for trixel in TRIXELS}),
}


def some(dataset_type, wanted):
    names, rows = ALL[dataset_type]
    return dataset_type, names, {row for row in rows if wanted(*row)}


def sample(dataset_type, n, seed=4):
    names, rows = ALL[dataset_type]
    return dataset_type, names, set(random.Random(seed).sample(sorted(rows), n))


LISTS = {
    "one image": sample("visit_image", 1),
    "500 scattered images": sample("visit_image", 500),
    "1000 scattered images": sample("visit_image", 1000),
    "30000 images": sample("visit_image", 30000),
    "a near product": some("visit_image", lambda _, v, d: v % 7 > 0 or d % 40 > 0),
    "one night": some("visit_image", lambda _, v, d: v // 100000 == NIGHTS[1]),
    "one bad detector": some("visit_image", lambda _, v, d: d == 120),
    "another raft in each visit": some("visit_image", lambda _, v, d: d // 9 == v % 21),
    "another detector in each visit": some("visit_image", lambda _, v, d: d == v * 37 % DETECTORS),
    "scattered visits": sample("visit_summary", 50),
    "every third visit": some("visit_summary", lambda _, v: v % 3 == 0),
    "a block of patches": some("deep_coadd", lambda _, t, p, b: p % 10 < 4 and p < 50 and b in "gri"),
    "scattered patches": sample("deep_coadd", 300),
    "parts of a reference catalog": sample("ref_cat", 150),
}
