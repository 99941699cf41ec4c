"""Draws time and memory against the size of the list, from results.json: plot.py RESULTS.json OUT.svg"""

import json
import statistics
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  (after the choice of the backend)
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator  # noqa: E402

# Okabe and Ito's colours, which colour-blind people tell apart, and different marks for those who print in grey.
STYLES = {
    "dataidlist": ("dataidlist", "#0072B2", "o"),
    "duckdb": ("DuckDB", "#D55E00", "s"),
    "polars": ("Polars", "#009E73", "^"),
    "pandas": ("pandas", "#CC79A7", "D"),
}
PANELS = [("apply", "cut by two exclusion lists, file to file"), ("read", "read DuckDB's sorted file")]
SECONDS = {1e-3: "1 ms", 1e-2: "10 ms", 0.1: "0.1 s", 1: "1 s", 10: "10 s", 100: "100 s"}
MEMORY = {16: "16 MiB", 64: "64 MiB", 256: "256 MiB", 1024: "1 GiB", 4096: "4 GiB", 16384: "16 GiB"}


def lines(works, key, value):
    """Sizes and values of each contestant, over the beginnings of the survey."""
    found = {}
    for work in works:
        if not work["name"].startswith(key + "/survey"):
            continue
        for c in work["contestants"]:
            if c["seconds"] and "error" not in c:
                found.setdefault(c["name"], []).append((work["data_ids"], value(c)))
    return {name: sorted(points) for name, points in found.items()}


def draw(axes, found, labels):
    for name, points in found.items():
        title, colour, mark = STYLES[name]
        ours = name == "dataidlist"
        axes.plot(*zip(*points), color=colour, marker=mark, markersize=5, linewidth=2.4 if ours else 1.5,
                  zorder=3 if ours else 2, label=title)
    axes.set_xscale("log")
    axes.set_yscale("log")
    low, high = (f(y for points in found.values() for _, y in points) for f in (min, max)) if found else (1, 1)
    axes.set_ylim(low / 1.6, high * 1.6)
    axes.yaxis.set_major_locator(FixedLocator(list(labels)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: labels[y]))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.grid(True, color="#DDDDDD", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)


def main(source, out):
    with open(source) as f:
        works = json.load(f)["works"]
    # Letters as shapes: the picture is the same wherever it is shown. A fixed salt: the same numbers give the same bytes.
    plt.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": "skycampaign", "font.size": 10})
    figure, grid = plt.subplots(2, 2, figsize=(8.8, 6.6), sharex=True, layout="constrained")
    for column, (key, title) in enumerate(PANELS):
        draw(grid[0][column], lines(works, key, lambda c: statistics.median(c["seconds"])), SECONDS)
        draw(grid[1][column], lines(works, key, lambda c: c["peak"] / 2**20), MEMORY)
        grid[0][column].set_title(title, fontsize=11)
        grid[1][column].set_xlabel("DataIds in the list")
    grid[0][0].set_ylabel("time, median")
    grid[1][0].set_ylabel("peak memory")
    handles, titles = grid[0][0].get_legend_handles_labels()
    if handles:
        figure.legend(handles, titles, loc="outside upper center", ncols=len(handles), frameon=False)
    figure.savefig(out, metadata={"Date": None}, facecolor="white")


if __name__ == "__main__":
    main(*sys.argv[1:])
