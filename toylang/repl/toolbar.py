"""The line at the bottom of the screen: objects, how near the next collection is, the last one.

It is written once for each thing typed, from numbers that the heap keeps anyway: nothing runs while
somebody types, so they cannot change, and a heap of any size costs nothing. On a narrow terminal it
leaves out what matters least.
"""

from __future__ import annotations

from collections.abc import Iterator

from toylang.inspection import Gauge

WORTH_A_TIME = 0.0005
"""Seconds a collection must have taken for the time to be told."""


class Toolbar:
    """The line's content: the heap as it is, compared with the time before the last statement."""

    def __init__(self, gauge: Gauge) -> None:
        self.now = gauge
        self.before = gauge

    def update(self, gauge: Gauge) -> None:
        """Something has run; the heap is like this now."""
        self.before, self.now = self.now, gauge

    def text(self, width: int) -> str:
        """The longest way to say it that fits into `width` columns, cut off if none does."""
        shortest = ""
        for shortest in self._versions():
            if len(shortest) <= width:
                return shortest
        return shortest[:width]

    def _versions(self) -> Iterator[str]:
        """What the line may say, the longest first."""
        total = f"{self.now.objects:,} objects"
        objects = f"{total}{self._difference()}"
        counts = self._counts()
        named = [f"{index}: {count}" for index, count in enumerate(counts)]
        generations = " | ".join([f"gen {named[0]}", *named[1:], *self._off("automatic: off")])
        last = self._last_collection()
        bare = " ".join([*counts, *self._off("off")])
        yield f"{objects} | {generations} | last collection: {last}"
        yield f"{objects} | {generations} | last: {last}"
        yield f"{objects} | {generations} | last: {last.partition(',')[0]}"
        yield f"{objects} | {generations}"
        yield f"{total} | {bare}"
        yield f"{self.now.objects:,} | {bare}"
        yield bare
        yield counts[0]

    def _difference(self) -> str:
        difference = self.now.objects - self.before.objects
        return f" ({difference:+,})" if difference else ""

    def _counts(self) -> list[str]:
        """Each generation's count against its threshold."""
        pairs = zip(self.now.counts, self.now.thresholds, strict=True)
        return [f"{count:,}/{threshold:,}" for count, threshold in pairs]

    def _off(self, words: str) -> list[str]:
        return [] if self.now.automatic else [words]

    def _last_collection(self) -> str:
        last = self.now.last
        if last is None:
            return "none"
        time = f", {last.seconds * 1000:.1f} ms" if last.seconds >= WORTH_A_TIME else ""
        return f"gen {last.generation} freed {last.freed_objects:,}{time}"
