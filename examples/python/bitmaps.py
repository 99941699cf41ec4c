"""The index that `dataidlist` embeds in a Parquet file, as bitmaps of pyroaring: dataidlist/FORMAT.md 4.11.

dataidlist.index(path) finds it, has it read here, and checks it.
"""

import operator
import struct
from dataclasses import dataclass

import dil1
import listheader
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


    def runs(self):
        """Yield the runs of DataIds as dil1.runs_of does."""
        if not self.shifts:
            yield from ((tuple(map(dil1.string, strings)), (), 1) for strings in self.partitions)
            return
        edge = (1 << (self.shifts[-2] if len(self.shifts) > 1 else 16)) - 1  # where the last int, or the chunk, ends
        fields = [(shift, (1 << end - shift) - 1) for shift, end in zip(self.shifts, (64, *self.shifts))]
        for strings, keys in self.partitions.items():
            encoded = tuple(map(dil1.string, strings))
            for first, last in zip(keys - keys.shift(1), keys - keys.shift(-1)):
                while first <= last:
                    end = min(last, first | edge)
                    yield encoded, tuple(first >> shift & mask for shift, mask in fields), end - first + 1
                    first = end + 1

    def within(self, other):
        """Report whether all DataIds are in another set."""
        if self.shifts == other.shifts:
            return all(keys <= other.partitions.get(strings, BitMap64()) for strings, keys in self.partitions.items())
        s = len(next(iter(self.partitions), ()))
        return all(other.key(*row[s:]) in other.partitions.get(row[:s], ()) for row in self.rows())


@dataclass(frozen=True)
class Index:
    """The dil1.Group of a list, its DataIds, and for the canonical JSON of each reason the DataIds that have it."""

    group: tuple
    ids: Bitmaps
    reasons: dict


def open_index(group, data):
    """Return the Index in decompressed bytes, and the dil1.Chunks that it says its DataIds have."""
    source = Source(data)
    if source.take(1) != b"\x01":
        raise ValueError("the index is of another version")
    ids, counts = source.bitmaps(group)
    if source.number() != len(counts):
        raise ValueError("the index has other chunks than its table")
    chunks = [dil1.Chunk(*chunk, count, source.number(), source.take(32)) for chunk, count in counts.items()]
    reasons = {}
    for _ in range(source.number()):
        text = source.take(source.number()).decode()
        if dil1.canonical_json(listheader.document(text)).decode() != text or text <= next(reversed(reasons), ""):
            raise ValueError(f"the index has the reason {text} in another form or at another place than it must have")
        reasons[text], counts = source.bitmaps(group)
        if not counts:
            raise ValueError(f"the index has the reason {text} of no DataIds")
    if source.at < len(data):
        raise ValueError("the index has bytes after its end")
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
            if value >> 64 or shift and not byte:
                raise ValueError("the index has a number that is too large, or in more bytes than it needs")
            if byte < 128:
                return value
            shift += 7

    def bitmaps(self, group):
        """Return a set, and the number of DataIds of each of its chunks by string values and chunk number."""
        widths = self.take(len(group.ints))
        if any(width not in ((8, 16, 32, 63) if i else (63,)) for i, width in enumerate(widths)):
            raise ValueError("the index has a width that is no class")
        tails, left = [], 32  # the low bits of each dimension that are in a block, from the last dimension to the first
        for i in reversed(range(len(widths))):
            tails.insert(0, min(widths[i] if i else 16, left))
            left -= tails[0]
        heads = max((i + 1 for i, width in enumerate(widths) if tails[i] < width), default=0)
        most = [(1 << width - tail) - 1 for width, tail in zip(widths, tails)]
        shifts = tuple(sum(widths[i + 1:]) for i in range(len(widths)))
        partitions, counts, before = {}, {}, None
        for _ in range(self.number()):
            strings = tuple(dil1.string(self.take(self.number())) for _ in group.strings)
            if before is not None and strings <= before:
                raise ValueError("the index has partitions that are out of order")
            head, buckets, blocks, before = None, {}, self.number(), strings
            if not blocks:
                raise ValueError("the index has a partition without blocks")
            for _ in range(blocks):
                head = self.step(head, heads)
                block = self.block()
                if any(map(operator.gt, head, most)) or block.max() >> sum(tails):
                    raise ValueError("the index has a block with values that are too large")
                chunk = strings, head[0] >> 16 - tails[0] if heads else 0
                counts[chunk] = counts.get(chunk, 0) + len(block)
                first = sum(word << tail + shift for word, tail, shift in zip(head, tails, shifts))
                if first >> 64:
                    raise ValueError("the values of a DataId take more than 64 bits")
                bucket = buckets.setdefault(first >> 32, BitMap())
                bucket |= block.shift(first & 0xFFFFFFFF)
            partitions[tuple(value.decode() for value in strings)] = joined(buckets)
        return Bitmaps(shifts, partitions), counts

    def step(self, before, heads):
        """Return the head of the block that follows the one with the head before, which is None for the first."""
        head = before or [0] * heads
        same = self.number() if heads > 1 else 0
        if same >= max(heads, 1):
            raise ValueError("the index has a head of more words than there are")
        if heads:
            head = [*head[:same], head[same] + self.number(), *(self.number() for _ in head[same + 1:])]
        if before is not None and head[:same + 1] <= before[:same + 1]:
            raise ValueError("the index has two blocks with one head")
        return head

    def block(self):
        """Return the tails of a block, of which there is at least one."""
        runs, form = divmod(self.number(), 3)
        if form == 1:
            data = self.take(self.number())
            block = BitMap.deserialize(data) if data else BitMap()
            if block.serialize() != data or len(block) - len(block & block.shift(1)) != runs:
                raise ValueError("the index has a bitmap with other runs or bytes than it must have")
        else:
            block, least = BitMap(), 0
            while runs > 0:
                skip, more = self.number(), self.number()
                times = self.number() + 1 if form == 2 else 1
                if times > min(runs, 64) or least + (skip + more + 2) * times - 2 >> 32:
                    raise ValueError("the index has more runs than it says, or too large ones")
                for _ in range(times):
                    block.add_range(least + skip, least + skip + more + 1)
                    least += skip + more + 2
                runs -= times
        if not block:
            raise ValueError("the index has a block without values")
        return block


def joined(buckets):
    """Return bitmaps of the low 32 bits of keys, by the high 32 bits and in their order, as one: the portable format."""
    parts = [struct.pack("<Q", len(buckets))]
    for high, bucket in buckets.items():
        parts += [struct.pack("<I", high), bucket.serialize()]
    return BitMap64.deserialize(b"".join(parts))
