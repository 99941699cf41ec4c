"""Lists of DataIds in Python: read them, digest them, hand them to the Butler, open their bitmaps.

    ids = dataidlist.read("bad.parquet")              # or .arrow, .json, .jsonl: a pyarrow.Table
    dataidlist.digest(ids)                            # dil1:…, as `dataidlist hash` prints it
    query.join_data_coordinate_table(dataidlist.to_butler(ids))
    dataidlist.index("bad.parquet").ids.count         # without reading a row

Copy this file, listheader.py, dil1.py and bitmaps.py; there is nothing to build. They need pyarrow, index() pyroaring and
to_butler() astropy. Columns must have the names of dimensions; for other files, and for work on long lists, there is the
`dataidlist` command. Numbers in comments are sections of dataidlist/FORMAT.md.
"""

import hashlib
import json
from collections.abc import Mapping

import dil1
import listheader
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet

HEADER, REASONS, INDEX, REASON = b"dataidlist", b"dataidlist.reasons", b"dataidlist.index", "reason"
PASSED_OVER = {"dataId", "id", "run", "component", "records", "datasetType"}  # of a Butler object (4.3)
TEXTS = pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()


# Lists as tables.

def read(path):
    """Return the list in a Parquet, Arrow or JSON file as table() does. What the file says of its rows is checked.

    Not so in Parquet files of other software, which copies what a file said and changes its rows.
    """
    with open(path, "rb") as file:
        try:
            found = load(file)
            found.validate(full=True)
            ids = table(found)
            check_claims(ids, found.schema.metadata or {})
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ValueError(f"{path}: {error}") from error
    return ids


def load(file):
    start = file.read(6)
    file.seek(0)
    if start.startswith(b"PAR1"):
        return from_parquet(pa.parquet.ParquetFile(file, page_checksum_verification=True))
    if start == b"ARROW1":
        return pa.ipc.open_file(file).read_all()
    data = file.read()
    if start.startswith(b"\xff\xff\xff\xff"):
        source = pa.BufferReader(data)
        found = pa.ipc.open_stream(source).read_all()
        if source.tell() < len(data) or not data.endswith(b"\xff\xff\xff\xff\0\0\0\0"):
            raise ValueError("the stream has no end, or bytes after it")
        return found
    text = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if not text.startswith((b"[", b"{")):
        raise ValueError("neither Parquet nor Arrow nor JSON: `dataidlist convert` makes one of it")
    return from_json(text.decode())


def from_parquet(file):
    found = file.read()
    if len(found) != file.metadata.num_rows:
        raise ValueError("the footer counts other rows than there are")
    if (file.metadata.created_by or "").startswith("skycampaign dataidlist "):
        return found
    return found.replace_schema_metadata(hint(found))


def hint(found):
    """Return the group in a list header that other software has copied, if it still is that of the columns."""
    try:
        header = header_of(found.schema.metadata)
    except ValueError:
        return None
    group = {name: header[name] for name in ("format", "universe", "strings", "ints") if name in header}
    fits = header and {*header["strings"], *header["ints"]} == {*found.column_names} - {REASON}
    return {HEADER: json.dumps(group)} if fits else None


def check_claims(ids, metadata):
    """Refuse a list that is not the one that the header in the metadata of its file is of."""
    header = header_of(metadata)
    if not header:
        return
    group = group_of(header)
    rows = set(rows_of(ids, group))
    if REASONS in metadata:
        reasons = list(listheader.sub_lists(listheader.document(metadata[REASONS].decode()), group, rows))
    else:
        column = ids[REASON].to_pylist() if REASON in ids.column_names else []
        reasons = [(dil1.canonical_json({"text": text}), {row}) for text, row in zip(column, rows_of(ids, group)) if text]
    root = dil1.root(group, rows)[0]
    claim(header, len(rows), "dil1:" + root.hex(), lambda: "dilr1:" + dil1.full(group, root, reasons).hex())


def claim(header, count, digest, full_digest):
    """Refuse a header of another list than the one of that count and digest, whose full digest the last argument gives."""
    found = {"count": count, "digest": digest} | ({"fullDigest": full_digest()} if "fullDigest" in header else {})
    for name, fact in found.items():
        if header.get(name, fact) != fact:
            raise ValueError(f"the {name} that the list header states is {header[name]}, and that of the list is {fact}")


def table(source):
    """Return a list as a pyarrow.Table: dimensions in canonical order as string and int64, then reason if there is one.

    The source is a table of pyarrow, pandas, Polars or astropy, a DuckDB relation, or DataIds as mappings, also those that the
    Butler writes. Its dimensions are those of the list header in its metadata, or of daf_butler/8 if there is none; columns of
    implied dimensions are checked and dropped. Of the metadata the group is left, which stays true when rows are filtered.
    ValueError says what cannot be in a list.
    """
    source = as_arrow(source)
    header = header_of(source.schema.metadata)
    if len({*source.column_names}) < len(source.column_names):
        raise ValueError(f"two of the columns {', '.join(source.column_names)} have one name")
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
    return "dil1:" + dil1.root(group, rows_of(ids, group))[0].hex()


def rows_of(ids, group):
    values = [map(dil1.string, ids[name].to_pylist()) for name in group.strings]
    return zip(*values, *(map(dil1.integer, ids[name].to_pylist()) for name in group.ints))


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
    text = (metadata or {}).get(HEADER)
    return {} if text is None else listheader.header(listheader.document(text.decode()))


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
    rows, reasons, wrapped = [], [], None
    for dataid in dataids:
        row, butler = unwrapped(dataid)
        why = [dil1.canonical_json(reason) and reason["text"] for reason in listed(row.pop("reasons", []))]
        reasons.append("; ".join(why) or row.pop(REASON, ""))
        rows.append(row)
        if row.keys() != rows[0].keys() or butler != (wrapped := butler if wrapped is None else wrapped):
            raise ValueError(f"DataId {row} has other dimensions, or another form, than {rows[0]}")
    if not rows:
        raise ValueError("no DataIds, and nothing that names their dimensions")
    try:
        columns = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
        return pa.table(columns | ({REASON: reasons} if any(reasons) else {}))
    except OverflowError as error:
        raise ValueError("an integer above 2^63-1 is no value of a dimension") from error
    except pa.ArrowException as error:
        raise ValueError(f"values of several types: {error}") from error


def unwrapped(dataid):
    """Return a DataId as a dictionary, and whether it is the value of dataId; members beside that are columns, too."""
    inner = dataid.get("dataId", dataid) if isinstance(dataid, Mapping) else None
    if not isinstance(inner, Mapping):
        raise ValueError(f"{dataid!r} is no DataId")
    if inner is dataid:
        return dict(dataid), False
    return {**inner, **{name: value for name, value in dataid.items() if name not in PASSED_OVER}}, True


def listed(value):
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{value!r} is no array")
    return value


def from_json(text):
    """Return the DataIds of an envelope, an array, or JSON Lines (4.3, 4.4)."""
    found = listheader.documents(text)
    document = found[0]
    if len(found) > 1 or isinstance(document, dict) and not document.keys() & {"format", "dataIds"}:
        return from_mappings(found)
    return from_envelope(document) if isinstance(document, dict) else from_mappings(document)


def from_envelope(document):
    """Return the DataIds of an envelope, with its header and reasons as a Parquet file has them."""
    header = listheader.header(document)
    if list(header)[-1] != "dataIds" or header.keys() - listheader.HEADER.keys() != {"dataIds"}:
        raise ValueError("an envelope has the members of a list header and, as the last one, dataIds")
    dataids, reasons, group = listed(header.pop("dataIds")), header.pop("reasons", []), group_of(header)
    rows, having = [], [[] for _ in reasons]
    for dataid in dataids:
        row, _ = unwrapped(dataid)
        numbers = [*map(dil1.integer, listed(row.pop("reasons", [])))]
        if any(number >= len(reasons) for number in numbers):
            raise ValueError(f"DataId {row} has reasons {numbers}, counted from 0, of {len(reasons)}")
        for number in numbers:
            having[number].append([*map(row.get, group.strings + group.ints), 1])
        rows.append({**row, "reasons": [reasons[number] for number in numbers]})
    found = from_mappings(rows) if rows else pa.table(
        {name: pa.array([], pa.string()) for name in group.strings} | {name: pa.array([], pa.int64()) for name in group.ints})
    exact = [{**reason, "dataIds": runs} for reason, runs in zip(reasons, having) if runs]
    return found.replace_schema_metadata({HEADER: json.dumps(header), REASONS: json.dumps(exact)})


# Lists as bitmaps.

def index(path):
    """Return the bitmaps.Index of a Parquet file that `dataidlist` wrote, without reading its rows.

    The digests of what is in the index are computed, and must be those that the file states. The rows are another matter, which
    `dataidlist verify` looks at. ValueError says that there is no index to be used; read() the file then.
    """
    with open(path, "rb") as file:
        try:
            return checked_index(file)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ValueError(f"{path}: {error}") from error


PLACE = {"codec": listheader.text, "sha256": listheader.text} | dict.fromkeys(("offset", "length", "size"), dil1.integer)


def checked_index(file):
    import bitmaps
    metadata = pa.parquet.ParquetFile(file).metadata.metadata or {}
    header, place = header_of(metadata), listheader.document(metadata.get(INDEX, b"{}").decode())
    listheader.check(place, PLACE)
    if not header or PLACE.keys() - place.keys() or place["codec"] != "zstd" or max(place["size"], place["length"]) > 1 << 30:
        raise ValueError("there is no index in it that is known here")
    file.seek(place["offset"])
    body = file.read(place["length"])
    if hashlib.sha256(body).hexdigest() != place["sha256"]:
        raise ValueError("the index is damaged")
    group = group_of(header)
    found, stated = bitmaps.open_index(group, pa.decompress(body, place["size"], "zstd", asbytes=True))
    chunks = dil1.chunks_of(found.ids.runs())
    if chunks != stated:
        raise ValueError("the chunk table of the index is not that of its DataIds")
    if not all(having.within(found.ids) for having in found.reasons.values()):
        raise ValueError("a reason of the index is for DataIds that it does not have")
    root = dil1.root_of(group, chunks)
    roots = {text.encode(): dil1.root_of(group, dil1.chunks_of(having.runs())) for text, having in found.reasons.items()}
    claim(header, found.ids.count, "dil1:" + root.hex(), lambda: "dilr1:" + dil1.full_of(root, roots).hex())
    return found
