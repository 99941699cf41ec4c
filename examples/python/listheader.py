"""What a file says of its list: JSON as strict as it must be, the list header and the reasons.

dataidlist.py reads files with it. Numbers in comments are sections of dataidlist/FORMAT.md. All errors are ValueErrors.
"""

import json
import math
import re

import dil1

MAX_DEPTH = 64
SPACE = " \t\r\n"


# JSON (4.3).

def documents(text):
    """Return the documents in a text: one, or those of JSON Lines (4.4)."""
    text = text.strip(SPACE)
    try:
        first, end = DECODER.raw_decode(text)
        found = [first] if end == len(text) else [DECODER.decode(line) for line in text.split("\n") if line.strip(SPACE)]
        deepest = max(map(depth, found))
    except RecursionError:
        deepest = math.inf
    if deepest > MAX_DEPTH:
        raise ValueError(f"arrays and objects are nested deeper than {MAX_DEPTH} levels")
    json.dumps(found, ensure_ascii=False).encode()  # which half of a surrogate pair does not survive
    return found


def document(text):
    """Return the one document in a text."""
    found = documents(text)
    if len(found) > 1:
        raise ValueError("there is more than one document")
    return found[0]


def members(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"an object has a name twice: {', '.join(name for name, _ in pairs)}")
    return found


def integer(text):
    return -0.0 if text == "-0" else int(text)  # -0 is no integer of ours, and no float is


def constant(text):
    raise ValueError(f"{text} is no JSON")


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


DECODER = json.JSONDecoder(object_pairs_hook=members, parse_int=integer, parse_constant=constant)


# The list header (4.0.3).

def header(value):
    """Return a list header after a look at each member that is known."""
    check(value, HEADER)
    missing = [name for name in ("format", "universe", "strings", "ints") if name not in value]
    if missing:
        raise ValueError(f"the list header has no {missing[0]}")
    match = re.fullmatch(r"([A-Za-z_][A-Za-z0-9_]*)/(?:0|[1-9][0-9]*)", value["universe"])
    if not match:
        raise ValueError(f"universe {value['universe']!r} is not NAMESPACE/VERSION")
    names = value["strings"] + value["ints"]
    group = dil1.group_of({} if match[1] == "daf_butler" else value, names)
    if [group.strings, group.ints] != [value["strings"], value["ints"]] or len({*names}) < len(names):
        raise ValueError(f"strings {value['strings']} and ints {value['ints']} are not dimensions in canonical order")
    return value


def check(value, known):
    """Refuse an object in which a member that is known is of another type. Members that are not known are ignored."""
    if type(value) is not dict:
        raise ValueError(f"{value!r} is no object")
    for name in [name for name in known if name in value]:
        try:
            known[name](value[name])
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error


def text(value):
    if type(value) is not str:
        raise ValueError(f"{value!r} is no string")


def format_name(value):
    if value != "dataidlist/1":
        raise ValueError(f"{value!r} is not known: a newer dataidlist.py is needed")


def array(value, check_one):
    if type(value) is not list:
        raise ValueError(f"{value!r} is no array")
    for one in value:
        check_one(one)


def texts(value):
    array(value, text)


def derivation(value):
    check(value, DERIVATION)


def parameters(value):
    check(value, dict.fromkeys(value if type(value) is dict else (), text))


def inputs(value):
    array(value, lambda one: check(one, INPUT))


def full_digest(value):
    dil1.parse(value, "dilr1:")


CLAIMS = {"count": dil1.integer, "digest": dil1.parse, "fullDigest": full_digest}
INPUT = {"role": text, "name": text, "derivation": derivation} | CLAIMS
DERIVATION = {"operation": text, "parameters": parameters, "inputs": inputs}
HEADER = {"format": format_name, "universe": text, "strings": texts, "ints": texts, "title": text, "description": text,
          "derivation": derivation, "reasons": lambda value: array(value, dil1.canonical_json)} | CLAIMS


# Reasons.

def sub_lists(value, group, rows):
    """Yield the canonical JSON and the rows of each reason in dataidlist.reasons (4.1). They must be among these rows."""
    array(value, lambda one: check(one, {"dataIds": lambda runs: array(runs, dimensions)}))
    for reason in value:
        if "dataIds" not in reason:
            raise ValueError(f"reason {reason} is of no DataIds")
        having = {row for run in reason["dataIds"] for row in rows_of(run, group, len(rows))}
        if not having <= rows:
            raise ValueError(f"reason {reason} is for DataIds that are not among the rows")
        yield dil1.canonical_json({name: field for name, field in reason.items() if name != "dataIds"}), having


def dimensions(run):
    array(run, lambda value: None)


def rows_of(run, group, most):
    """Return the rows of a run: the string values, the int values, and how many rows it is, of which there are so many."""
    s, k = len(group.strings), len(group.ints)
    if len(run) != s + k + 1:
        raise ValueError(f"run {run} has not {s + k + 1} values")
    strings, ints = tuple(map(dil1.string, run[:s])), [*map(dil1.integer, run[s:])]
    if not 1 <= ints[-1] <= (most if k else 1):
        raise ValueError(f"run {run} is of {ints[-1]} DataIds, and there are {most}")
    return [(*strings, *ints[:-2], ints[-2] + i) for i in range(ints[-1])] if k else [strings]
