"""sort and comm of GNU coreutils, which know lines and neither numbers nor columns.

Both files are sorted at the same time, a core each; lines are compared as bytes.
"""

import os
import subprocess
import tempfile

from common import SCRATCH, main

COMPARE = 'comm --total -123 "$a" "$b" | cut -f1,2'


def totals(script, **variables):
    """Runs a script whose output is the two counts."""
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=os.environ | variables | {"LC_ALL": "C"},
                          stdout=subprocess.PIPE, text=True, check=True)
    left, right = done.stdout.split()
    return {"only_left": left, "only_right": right}


def diff_shuffled(a, b):
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        return totals('sort -S 2G --parallel=1 "$a_in" > "$a" & sort -S 2G --parallel=1 "$b_in" > "$b" & wait; ' + COMPARE,
                      a_in=a, b_in=b, a=os.path.join(scratch, "a"), b=os.path.join(scratch, "b"))


def diff_sorted(a, b):
    return totals('comm --nocheck-order --total -123 <(tail -n +2 "$a") <(tail -n +2 "$b") | cut -f1,2', a=a, b=b)


if __name__ == "__main__":
    main({"diff_shuffled": diff_shuffled, "diff_sorted": diff_sorted})
