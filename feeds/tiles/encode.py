"""One layer of one tile in the bytes of the Mapbox Vector Tile Specification 2.1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from feeds.tiles.layer import Properties, Shapes

EXTENT = 4096
"""Units that a tile is wide."""
AREA = 2
"""Dimensions of an area. The specification counts one more: points are 1, lines 2, areas 3."""

_MOVE_TO_ONE, _LINE_TO, _CLOSE = 9, 2, 15
_STRING, _UINT = 0x0A, 0x28
_U32 = npt.NDArray[np.uint32]


def encoded_layer(
    name: str, dimension: int, shapes: Shapes, properties: Sequence[Properties]
) -> bytes:
    """Return a layer whose shapes are in units of the tile; empty where nothing remains of them."""
    owner, parts, coordinates = _parts(shapes, dimension)
    if not len(owner):
        return b""
    words, word_start = _words(owner, parts, coordinates, dimension)
    keys: dict[str, int] = {}
    values: dict[str | int, int] = {}
    features = []
    for number, geometry in _bytes_of_features(owner, words, word_start):
        tags = [
            index
            for key, value in properties[number].items()
            for index in (keys.setdefault(key, len(keys)), values.setdefault(value, len(values)))
        ]
        feature = _field(0x12, b"".join(map(_varint, tags))) + bytes((0x18, dimension + 1))
        features.append(_field(0x12, feature + _field(0x22, geometry)))
    body = [
        b"\x78\x02",  # version 2
        _field(0x0A, name.encode()),
        *features,
        *(_field(0x1A, key.encode()) for key in keys),
        *(_field(0x22, _value(value)) for value in values),
        b"\x28" + _varint(EXTENT),
    ]
    return _field(0x1A, b"".join(body))


def _parts(
    shapes: Shapes, dimension: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.int64]]:
    """Return the shape and the number of points of each part, and all points, whole numbers.

    Parts are points, lines or rings. What rounding leaves without extent is left out, and with an
    outer ring its holes.
    """
    single, owner = shapely.get_parts(shapes, return_index=True)
    right = shapely.get_dimensions(single) == dimension
    single, owner = single[right], owner[right]
    ring_of = np.arange(len(single))
    if dimension == AREA:
        single, ring_of = shapely.get_rings(
            shapely.orient_polygons(single, exterior_cw=False), return_index=True
        )
    points, part = shapely.get_coordinates(single, return_index=True)
    whole = np.rint(points).astype(np.int64)
    kept = _begins(part) | _begins(whole).any(axis=1)
    whole, part = whole[kept], part[kept]
    counts = np.bincount(part, minlength=len(single))
    if dimension == AREA:
        usable = _usable_rings(whole, part, ring_of, counts)
        # The last point of a ring repeats the first: ClosePath says so in one byte.
        last = np.zeros(len(whole), dtype=np.bool_)
        last[np.cumsum(counts)[counts > 0] - 1] = True
        whole, part, counts = whole[~last], part[~last], np.maximum(counts - 1, 0)
    else:
        usable = counts >= (1 if dimension == 0 else 2)
    whole = whole[usable[part]]
    return owner[ring_of][usable], counts[usable], whole


def _usable_rings(
    whole: npt.NDArray[np.int64],
    part: npt.NDArray[np.intp],
    polygon: npt.NDArray[np.intp],
    counts: npt.NDArray[np.intp],
) -> npt.NDArray[np.bool_]:
    """Tell which rings still have an area of the right sign, and their outer ring one."""
    follows = part[1:] == part[:-1]
    cross = whole[:-1, 0] * whole[1:, 1] - whole[1:, 0] * whole[:-1, 1]
    area = np.bincount(part[1:][follows], weights=cross[follows], minlength=len(counts))
    outer = _begins(polygon)
    good = np.where(outer, area > 0, area < 0)
    has_outer = np.zeros(int(polygon.max(initial=-1)) + 1, dtype=np.bool_)
    has_outer[polygon[outer & good]] = True
    return good & has_outer[polygon]


def _words(
    owner: npt.NDArray[np.intp],
    counts: npt.NDArray[np.intp],
    points: npt.NDArray[np.int64],
    dimension: int,
) -> tuple[_U32, npt.NDArray[np.intp]]:
    """Return the command integers of all parts, and where each part begins among them."""
    first = np.append(0, np.cumsum(counts)[:-1])
    starts_feature = _begins(owner)
    moves = np.diff(points, axis=0, prepend=0)
    at = first[starts_feature]
    moves[at] = points[at]
    zigzag = ((moves << 1) ^ (moves >> 63)).astype(np.uint32)
    has_line = dimension > 0
    lengths = 1 + 2 * counts + int(has_line) + int(dimension == AREA)
    start = np.append(0, np.cumsum(lengths))
    words = np.empty(start[-1], dtype=np.uint32)
    place = np.arange(len(points)) - np.repeat(first, counts)
    # A command stands before the first point and, in lines and rings, before the second.
    offset = np.repeat(start[:-1], counts) + 1 + 2 * place + (place > 0)
    words[offset], words[offset + 1] = zigzag[:, 0], zigzag[:, 1]
    words[start[:-1]] = _MOVE_TO_ONE
    if has_line:
        words[start[:-1] + 3] = ((counts - 1) << 3) | _LINE_TO
    if dimension == AREA:
        words[start[1:] - 1] = _CLOSE
    return words, start


def _bytes_of_features(
    owner: npt.NDArray[np.intp], words: _U32, word_start: npt.NDArray[np.intp]
) -> list[tuple[int, bytes]]:
    """Return each feature's geometry as varints."""
    length = np.ones(len(words), dtype=np.intp)
    for bits in (7, 14, 21, 28):
        length += words >= np.uint32(1 << bits)
    end = np.cumsum(length)
    begin = end - length
    content = np.zeros(int(end[-1]), dtype=np.uint8)
    for byte in range(5):
        has = length > byte
        more = np.where(length[has] > byte + 1, 0x80, 0)
        content[begin[has] + byte] = ((words[has] >> np.uint32(7 * byte)) & 0x7F) | more
    firsts = np.flatnonzero(_begins(owner))
    cuts = [*begin[word_start[firsts]].tolist(), len(content)]
    data = content.tobytes()
    return [
        (int(owner[at]), data[cuts[number] : cuts[number + 1]])
        for number, at in enumerate(firsts.tolist())
    ]


def _begins(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell which values differ from the one before; the first does."""
    differs = np.ones(values.shape, dtype=np.bool_)
    differs[1:] = values[1:] != values[:-1]
    return differs


def _field(tag: int, content: bytes) -> bytes:
    """Return a length-delimited field of a protocol buffer."""
    return bytes((tag,)) + _varint(len(content)) + content


def _value(value: str | int) -> bytes:
    if isinstance(value, str):
        return _field(_STRING, value.encode())
    return bytes((_UINT,)) + _varint(value)


def _varint(number: int) -> bytes:
    content = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits to a byte
        content.append(number & 0x7F | 0x80)
        number >>= 7
    content.append(number)
    return bytes(content)
