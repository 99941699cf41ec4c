"""What the peers share: a process does one work, times it, and answers in JSON.

    python NAME_peer.py WORK '{"parameter": …}'

The time is that of the work's function. It begins after Python has started and the peer has been imported, which takes a
tenth of a second to half a second and is not held against the peer.
"""

import json
import os
import resource
import sys
import time

THREADS = int(os.environ.get("BENCH_THREADS", os.cpu_count()))
MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
SCRATCH = os.environ.get("BENCH_SCRATCH", ".")

# The smallest integers that hold a column, in bits: the peers' files and joins are then as small as they can be.
BITS = {"visit": 64, "tract": 32, "patch": 16, "detector": 16}


def main(works):
    """Does the work that the command line names, and prints its answer with the seconds that it took."""
    limit_memory()
    work, parameters = works[sys.argv[1]], json.loads(sys.argv[2])
    begin = time.perf_counter()
    answer = work(**parameters) or {}
    seconds = time.perf_counter() - begin
    print(json.dumps({"seconds": seconds} | answer))


def limit_memory():
    """Has the process fail rather than the machine stop, should it need nearly all memory."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY * 9 // 10, resource.RLIM_INFINITY))


def total(value):
    """A sum as all of us give it: modulo 2^64, as text."""
    return str(int(value) % 2**64)


def inner_median(operation, inner_runs=5):
    """The median time of an operation in memory after one run that does not count, and its last result.

    The result before is freed outside of the time.
    """
    seconds = []
    result = None
    for _ in range(inner_runs + 1):
        del result
        begin = time.perf_counter()
        result = operation()
        len(result)
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds[1:])[inner_runs // 2], result
