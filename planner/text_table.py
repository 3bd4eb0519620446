"""Many short texts as two flat arrays, so that a snapshot can be memory-mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class TextTable:
    """Texts by index.

    Attributes
    ----------
    blob: uint8, the UTF-8 bytes of all texts one after the other.
    starts: int64 (n + 1,), text `i` is `blob[starts[i]:starts[i + 1]]`.
    order: int32 (n,), indices sorted by the bytes of their text; empty when look-up is not needed.

    """

    blob: npt.NDArray[np.uint8]
    starts: npt.NDArray[np.int64]
    order: npt.NDArray[np.int32]

    @classmethod
    def of(cls, texts: Iterable[str], *, searchable: bool = False) -> TextTable:
        """Pack `texts`; `searchable` keeps the sorted order that `find` needs."""
        encoded = [text.encode() for text in texts]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(text) for text in encoded], out=starts[1:])
        blob = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        order = sorted(range(len(encoded)), key=encoded.__getitem__) if searchable else []
        return cls(blob, starts, np.array(order, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> str:
        return self._bytes(index).decode()

    def __iter__(self) -> Iterator[str]:
        return (self[index] for index in range(len(self)))

    def find(self, text: str) -> int | None:
        """Return the index of `text`, or None; the table must be searchable."""
        wanted = text.encode()
        place = self._place(wanted)
        if place < len(self) and self._bytes(int(self.order[place])) == wanted:
            return int(self.order[place])
        return None

    def find_beginning(self, text: str) -> list[int]:
        """Return the indices of the texts that begin with `text`; the table must be searchable."""
        wanted = text.encode()
        found = []
        for place in range(self._place(wanted), len(self)):
            index = int(self.order[place])
            if not self._bytes(index).startswith(wanted):
                break
            found.append(index)
        return found

    def _place(self, wanted: bytes) -> int:
        """Return where in the order the first text is that is not less."""
        assert len(self.order) == len(self), "this table was packed without searchable=True"
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._bytes(int(self.order[middle])) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def _bytes(self, index: int) -> bytes:
        return self.blob[self.starts[index] : self.starts[index + 1]].tobytes()
