"""A Butler repository to try lists on: LSSTCam in miniature, in SQLite.

    python repository.py FOLDER

Four nights of forty visits with all 189 detectors, one exposure each, and two tracts of a skymap. Only the raw images of
one raft in the first visits have files; the other datasets are known and not stored.
"""

import sys

from lsst.daf.butler import Butler, DatasetType

INSTRUMENT = "LSSTCam"
SKYMAP = "lsst_cells_v1"
RAW = "LSSTCam/raw/all"
RUN = "LSSTCam/runs/DRP"
NIGHTS = (20310304, 20310305, 20310307, 20310310)
VISITS_PER_NIGHT = 40
DETECTORS = 189
FILTERS = {"u_24": "u", "g_6": "g", "r_57": "r", "i_39": "i", "z_20": "z", "y_10": "y"}
TRACTS = (4321, 4322)
PATCHES = 100
TRIXELS = range(147000, 147400)
RAFT = range(90, 99)  # R22, in the middle
RAW_VISITS = 4


def visits():
    """The ids of all visits, which are those of their exposures, as the observatory numbers them."""
    return [night * 100000 + number for night in NIGHTS for number in range(101, 101 + VISITS_PER_NIGHT)]


def physical_filter(visit):
    return list(FILTERS)[visit // 10 % len(FILTERS)]


def make(root):
    """Makes the repository in a folder, which must be empty or absent."""
    Butler.makeRepo(root)
    with Butler.from_config(root, writeable=True, run=RUN) as butler:
        types = {
            name: DatasetType(name, dimensions, "StructuredDataDict", universe=butler.dimensions)
            for name, dimensions in {
                "raw": {"instrument", "exposure", "detector"},
                "visit_image": {"instrument", "visit", "detector"},
                "visit_summary": {"instrument", "visit"},
                "deep_coadd": {"skymap", "tract", "patch", "band"},
                "ref_cat": {"htm7"},
            }.items()
        }
        for dataset_type in types.values():
            butler.registry.registerDatasetType(dataset_type)
        butler.collections.register(RAW)
        with butler.transaction():
            _insert_instrument(butler)
            _insert_visits(butler)
            _insert_skymap(butler)
            _insert_datasets(butler, types)


def _insert(butler, element, rows):
    butler.registry.insertDimensionData(element, *rows)


def _insert_instrument(butler):
    own = {"instrument": INSTRUMENT}
    limits = {"visit_max": 10**13, "exposure_max": 10**13, "detector_max": 205}
    _insert(butler, "instrument", [{"name": INSTRUMENT, "class_name": "lsst.pipe.base.Instrument", **limits}])
    _insert(butler, "physical_filter", [own | {"name": name, "band": band} for name, band in FILTERS.items()])
    _insert(butler, "detector", [own | {"id": d, "full_name": f"D{d:03}", "purpose": "SCIENCE"} for d in range(DETECTORS)])
    _insert(butler, "visit_system", [own | {"id": 0, "name": "one-to-one"}])
    _insert(butler, "day_obs", [own | {"id": night} for night in NIGHTS])


def _insert_visits(butler):
    own = {"instrument": INSTRUMENT}
    for visit in visits():
        night, number = divmod(visit, 100000)
        name = f"MC_O_{night}_{number:06}"
        about = own | {"id": visit, "day_obs": night, "seq_num": number, "physical_filter": physical_filter(visit)}
        _insert(butler, "group", [own | {"name": name}])
        _insert(butler, "exposure", [about | {"obs_id": name, "group": name, "observation_type": "science"}])
        _insert(butler, "visit", [about | {"name": name}])
        _insert(butler, "visit_definition", [own | {"exposure": visit, "visit": visit}])
        _insert(butler, "visit_system_membership", [own | {"visit": visit, "visit_system": 0}])
        _insert(butler, "visit_detector_region", [own | {"visit": visit, "detector": d} for d in range(DETECTORS)])


def _insert_skymap(butler):
    own = {"skymap": SKYMAP}
    limits = {"tract_max": 18938, "patch_nx_max": 10, "patch_ny_max": 10}
    _insert(butler, "skymap", [{"name": SKYMAP, "hash": b"\0" * 20, **limits}])
    _insert(butler, "tract", [own | {"id": tract} for tract in TRACTS])
    for tract in TRACTS:
        _insert(butler, "patch", [own | {"tract": tract, "id": p, "cell_x": p % 10, "cell_y": p // 10} for p in range(PATCHES)])


def _insert_datasets(butler, types):
    def add(name, data_ids):
        # Complete DataIds need not be looked up, which makes this many times faster.
        butler.registry.insertDatasets(types[name], data_ids, expand=False)

    for exposure in visits()[:RAW_VISITS]:
        for detector in RAFT:
            data_id = {"instrument": INSTRUMENT, "exposure": exposure, "detector": detector}
            butler.put({"counts": exposure % 100 * detector}, types["raw"], data_id, run=RAW)
    add("visit_image", [{"instrument": INSTRUMENT, "visit": v, "detector": d} for v in visits() for d in range(DETECTORS)])
    add("visit_summary", [{"instrument": INSTRUMENT, "visit": v} for v in visits()])
    add("ref_cat", [{"htm7": trixel} for trixel in TRIXELS])
    bands = set(FILTERS.values())
    add("deep_coadd", [{"skymap": SKYMAP, "tract": t, "patch": p, "band": b} for t in TRACTS for p in range(PATCHES) for b in bands])


if __name__ == "__main__":
    make(sys.argv[1])
