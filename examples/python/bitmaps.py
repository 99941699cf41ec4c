"""The index that `dataidlist` embeds in a Parquet file, as bitmaps of pyroaring: dataidlist/FORMAT.md 4.11.

dataidlist.index(path) finds it, has it read here, and checks it.
"""

import struct
from dataclasses import dataclass

from pyroaring import BitMap, BitMap64


@dataclass(frozen=True)
class Bitmaps:
    """A set of DataIds: for each tuple of string values, a BitMap64 of keys.

    A key is made of the int values of a DataId, each shifted left by its number of shifts, the first dimension highest: that of
    visit and detector is visit << 8 | detector. So keys are in the order of DataIds, and the detectors of a visit are a range
    of keys. Bitmaps of the same shifts can be combined.
    """

    shifts: tuple
    partitions: dict

    @property
    def count(self):
        return sum(map(len, self.partitions.values()))

    def key(self, *ints):
        return sum(value << shift for value, shift in zip(ints, self.shifts, strict=True))

    def rows(self):
        """Yield the DataIds in canonical order, as tuples of the string values and the int values."""
        fields = [(shift, (1 << end - shift) - 1) for shift, end in zip(self.shifts, (64, *self.shifts))]
        for strings, keys in self.partitions.items():
            for key in keys:
                yield *strings, *(key >> shift & mask for shift, mask in fields)


@dataclass(frozen=True)
class Index:
    """The dil1.Group of a list, its DataIds, and for the canonical JSON of each reason the DataIds that have it."""

    group: tuple
    ids: Bitmaps
    reasons: dict


def open_index(group, data):
    """Return the Index in decompressed bytes, and its chunks as dil1.root_of takes them."""
    source = Source(data)
    if source.take(1) != b"\x01":
        raise ValueError("the index is of another version")
    ids, counts = source.bitmaps(group)
    if source.number() != len(counts):
        raise ValueError("the index has other chunks than its table")
    chunks = []
    for (strings, number), count in counts.items():
        source.number()  # of runs
        chunks.append((strings, number, count, source.take(32)))
    reasons = {source.take(source.number()).decode(): source.bitmaps(group)[0] for _ in range(source.number())}
    return Index(group, ids, reasons), chunks


class Source:
    """Bytes that are read from the start to the end."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        self.at += size
        if self.at > len(self.data):
            raise ValueError("the index is cut off")
        return self.data[self.at - size:self.at]

    def number(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def bitmaps(self, group):
        """Return a set, and the number of DataIds of each of its chunks by string values and chunk number."""
        widths = self.take(len(group.ints))
        tails, left = [], 32  # the low bits of each dimension that are in a block, from the last dimension to the first
        for i in reversed(range(len(widths))):
            tails.insert(0, min(widths[i] if i else 16, left))
            left -= tails[0]
        heads = max((i + 1 for i, width in enumerate(widths) if tails[i] < width), default=0)
        shifts = tuple(sum(widths[i + 1:]) for i in range(len(widths)))
        partitions, counts = {}, {}
        for _ in range(self.number()):
            strings = tuple(self.take(self.number()) for _ in group.strings)
            head, buckets = [0] * heads, {}
            for _ in range(self.number()):
                self.step(head)
                block = self.block()
                chunk = strings, head[0] >> 16 - tails[0] if heads else 0
                counts[chunk] = counts.get(chunk, 0) + len(block)
                first = sum(word << tail + shift for word, tail, shift in zip(head, tails, shifts))
                if first >> 64:
                    raise ValueError("the values of a DataId take more than 64 bits")
                bucket = buckets.setdefault(first >> 32, BitMap())
                bucket |= block.shift(first & 0xFFFFFFFF)
            partitions[tuple(value.decode() for value in strings)] = joined(buckets)
        return Bitmaps(shifts, partitions), counts

    def step(self, head):
        """Change the head of a block to that of the next."""
        if head:
            same = self.number() if len(head) > 1 else 0
            head[same] += self.number()
            head[same + 1:] = [self.number() for _ in head[same + 1:]]

    def block(self):
        """Return the tails of a block."""
        runs, form = divmod(self.number(), 3)
        if form == 1:
            return BitMap.deserialize(self.take(self.number()))
        block, least = BitMap(), 0
        while runs > 0:
            skip, more = self.number(), self.number()
            times = self.number() + 1 if form == 2 else 1
            for _ in range(times):
                block.add_range(least + skip, least + skip + more + 1)
                least += skip + more + 2
            runs -= times
        return block


def joined(buckets):
    """Return bitmaps of the low 32 bits of keys, by the high 32 bits and in their order, as one: the portable format."""
    parts = [struct.pack("<Q", len(buckets))]
    for high, bucket in buckets.items():
        parts += [struct.pack("<I", high), bucket.serialize()]
    return BitMap64.deserialize(b"".join(parts))
