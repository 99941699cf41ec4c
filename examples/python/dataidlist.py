"""Lists of DataIds in Python: read them, digest them, hand them to the Butler, open their bitmaps.

    ids = dataidlist.read("bad.parquet")              # or .arrow, .json, .jsonl: a pyarrow.Table
    dataidlist.digest(ids)                            # dil1:…, as `dataidlist hash` prints it
    query.join_data_coordinate_table(dataidlist.to_butler(ids))
    dataidlist.index("bad.parquet").ids.count         # without reading a row

Copy this file, dil1.py and bitmaps.py; there is nothing to build. They need pyarrow, index() pyroaring and to_butler()
astropy. Columns must have the names of dimensions; for other files, and for work on long lists, there is the `dataidlist`
command. Numbers in comments are sections of dataidlist/FORMAT.md.
"""

import hashlib
import json

import dil1
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet

HEADER, INDEX, REASON = b"dataidlist", b"dataidlist.index", "reason"
TEXTS = pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()


# Lists as tables.

def read(path):
    """Return the list in a Parquet, Arrow or JSON file as table() does. What the file says of its rows is checked."""
    with open(path, "rb") as file:
        start = file.read(6)
        file.seek(0)
        if start.startswith(b"PAR1"):
            found = pa.parquet.ParquetFile(file).read()
        elif start == b"ARROW1":
            found = pa.ipc.open_file(file).read_all()
        elif start.startswith(b"\xff\xff\xff\xff"):
            found = pa.ipc.open_stream(file).read_all()
        else:
            text = file.read().removeprefix(b"\xef\xbb\xbf").lstrip()
            if not text.startswith((b"[", b"{")):
                raise ValueError(f"{path}: neither Parquet nor Arrow nor JSON: `dataidlist convert` makes one of it")
            found = from_json(text.decode())
    header, ids = header_of(found.schema.metadata), table(found)
    count, sum_of = len(distinct(ids)), digest(ids) if "digest" in header else None
    if (header.get("count", count), header.get("digest")) != (count, sum_of):
        raise ValueError(f"{path}: the list header is of other DataIds than the {count} of {sum_of}")
    return ids


def table(source):
    """Return a list as a pyarrow.Table: dimensions in canonical order as string and int64, then reason if there is one.

    The source is a table of pyarrow, pandas, Polars or astropy, a DuckDB relation, or DataIds as mappings, also those that the
    Butler writes. Its dimensions are those of the list header in its metadata, or of daf_butler/8 if there is none; columns of
    implied dimensions are checked and dropped. Of the metadata the group is left, which stays true when rows are filtered.
    ValueError says what cannot be in a list.
    """
    source = as_arrow(source)
    header = header_of(source.schema.metadata)
    names = [name for name in source.column_names if not name.startswith("__index_level_")]  # pandas's index
    strings = (*header.get("strings", dil1.STRINGS), REASON)
    rows = pa.table({name: column(source, name, name in strings) for name in names})
    names = [name for name in names if name != REASON]
    implied = set() if header else {n for name in names for n in dil1.IMPLIES.get(name, ())} & set(names)
    group = dil1.group_of(header, [name for name in names if name not in implied])
    for name in group.strings + group.ints:
        fixing = [*dil1.REQUIRES.get(name, ()), name]  # 1.4
        for other in implied.intersection(dil1.IMPLIES.get(name, ())):
            if len(distinct(rows, [*fixing, other])) != len(distinct(rows, fixing)):
                raise ValueError(f"rows with the same {', '.join(fixing)} differ in {other}")
    kept = {"format": "dataidlist/1", "universe": header.get("universe", "daf_butler/8")}
    kept |= {"strings": group.strings, "ints": group.ints}
    order = group.strings + group.ints + [REASON] * (REASON in rows.column_names)
    return rows.select(order).replace_schema_metadata({HEADER: json.dumps(kept)})


def digest(source):
    """Return the digest, dil1:…, of what table() takes. A million rows take seconds, of which `dataidlist hash` needs none."""
    ids = table(source)
    group = group_of(header_of(ids.schema.metadata))
    values = [map(dil1.string, ids[name].to_pylist()) for name in group.strings]
    values += [map(dil1.integer, ids[name].to_pylist()) for name in group.ints]
    return "dil1:" + dil1.root(group, zip(*values))[0].hex()


def to_butler(source):
    """Return a list as the astropy.table.Table that Query.join_data_coordinate_table of the Butler takes.

    It has no columns but dimensions, and each DataId once. The Butler takes no empty table, is slow above 1,000 rows, and
    the remote one refuses more than 100,000.
    """
    from astropy.table import Table
    ids = distinct(table(source))
    if not len(ids):
        raise ValueError("the list is empty, and the Butler takes no empty table")
    return Table(ids.sort_by([(name, "ascending") for name in ids.column_names]).to_pydict())


def group_of(header):
    return dil1.group_of(header, header["strings"] + header["ints"])


def header_of(metadata):
    header = json.loads((metadata or {}).get(HEADER, b"{}"))
    if header and header["format"] != "dataidlist/1":
        raise ValueError(f"format {header['format']} is not known: a newer dataidlist.py is needed")
    return header


def distinct(rows, names=None):
    """Return the distinct values of these columns; of the dimensions if none are named."""
    rows = rows.select(names or [name for name in rows.column_names if name != REASON])
    return rows.group_by(rows.column_names).aggregate([])


def column(source, name, is_string):
    """Return a column as string or int64, after refusing what is no value of a dimension."""
    found, wanted = source[name], pa.string() if is_string else pa.int64()
    kind = found.type.value_type if pa.types.is_dictionary(found.type) else found.type
    if len(found) and not (kind in TEXTS if is_string else pa.types.is_integer(kind)):
        raise ValueError(f"column {name} is {kind}, and {wanted} is needed")
    found = found.cast(wanted)
    if name == REASON:
        return found.fill_null("")
    if found.null_count:
        raise ValueError(f"column {name} has nulls")
    least = pc.min(found).as_py()
    if least is not None and (least == "" if is_string else least < 0):
        raise ValueError(f"column {name} has the value {least!r}: non-empty strings and integers of 0 and more are needed")
    return found


def as_arrow(source):
    if isinstance(source, pa.Table):
        return source
    if hasattr(source, "__arrow_c_stream__"):
        return pa.table(source)
    if hasattr(source, "colnames"):  # astropy, in the byte order of FITS perhaps
        return pa.table({name: source[name].astype(source[name].dtype.newbyteorder("=")) for name in source.colnames})
    return from_mappings(source)


def from_mappings(dataids):
    """Return DataIds as a table; a Butler DataId is the value of dataId, and its reasons are a text or objects (4.3)."""
    rows, reasons = [], []
    for dataid in dataids:
        row = dict(dataid.get("dataId", dataid))
        reasons.append("; ".join(reason["text"] for reason in row.pop("reasons", ())) or row.pop(REASON, ""))
        rows.append(row)
        if row.keys() != rows[0].keys():
            raise ValueError(f"DataId {row} has other dimensions than {rows[0]}")
    if not rows:
        raise ValueError("no DataIds, and nothing that names their dimensions")
    try:
        columns = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
    except OverflowError as error:
        raise ValueError("an integer above 2^63-1 is no value of a dimension") from error
    return pa.table(columns | ({REASON: reasons} if any(reasons) else {}))


def from_json(text):
    """Return the DataIds of an envelope, an array, or JSON Lines (4.3, 4.4)."""
    document, end = json.JSONDecoder().raw_decode(text)
    if text[end:].strip():
        document = [json.loads(line) for line in text.split("\n") if line.strip()]
    if not isinstance(document, dict) or "dataIds" not in document:
        return from_mappings([document] if isinstance(document, dict) else document)
    dataids, listed = document.pop("dataIds"), document.pop("reasons", ())
    if dataids:
        rows = from_mappings({**dataid, "reasons": [listed[i] for i in dataid.get("reasons", ())]} for dataid in dataids)
    else:
        rows = pa.table({name: pa.array([], pa.string()) for name in document["strings"]} |
                        {name: pa.array([], pa.int64()) for name in document["ints"]})
    return rows.replace_schema_metadata({HEADER: json.dumps(document)})


# Lists as bitmaps.

def index(path):
    """Return the bitmaps.Index of a Parquet file that `dataidlist` wrote, without reading its rows.

    The index is checked against the digests that the file states, and the rows are not: `dataidlist verify` does that.
    ValueError says that there is no index to be used; read() the file then.
    """
    import bitmaps
    with open(path, "rb") as file:
        metadata = pa.parquet.ParquetFile(file).metadata.metadata or {}
        header, place = header_of(metadata), json.loads(metadata.get(INDEX, b"{}"))
        if not header or place.get("codec") != "zstd" or place["size"] > 1 << 30:
            raise ValueError(f"{path}: there is no index in it that is known here")
        file.seek(place["offset"])
        body = file.read(place["length"])
    if hashlib.sha256(body).hexdigest() != place["sha256"]:
        raise ValueError(f"{path}: the index is damaged")
    group = group_of(header)
    found, chunks = bitmaps.open_index(group, pa.decompress(body, place["size"], "zstd", asbytes=True))
    root = dil1.root_of(group, chunks)
    full = dil1.full(group, root, [(text.encode(), encoded(group, ids)) for text, ids in found.reasons.items()])
    facts = {"count": found.ids.count, "digest": "dil1:" + root.hex(), "fullDigest": "dilr1:" + full.hex()}
    if any(header.get(name) != fact for name, fact in facts.items()):
        raise ValueError(f"{path}: the index is of another list than the header")
    return found


def encoded(group, ids):
    s = len(group.strings)
    return [(*map(dil1.string, row[:s]), *row[s:]) for row in ids.rows()]
