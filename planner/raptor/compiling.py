"""How kernels are compiled: once, cached on disk, without the GIL, without counting arrays.

Numba's disk cache watches the file of a function and no other. A kernel file that uses another says
so to `decorators`, and its cache watches that one too (decision 0043).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic, overload
from numba.np.arrayobj import make_array, populate_array
from numba.np.numpy_support import from_dtype

P = ParamSpec("P")
R = TypeVar("R")
Item = TypeVar("Item", bound=np.generic)


def decorators(*files: str | None) -> tuple[Decorator, Decorator]:
    """Return two decorators for kernels that use what stands in these files.

    The first compiles a function by itself, the second into those that call it: handing on forty
    arrays costs more than a short function does.
    """
    watched = tuple(sha256(Path(file).read_bytes()).digest() for file in (__file__, *files) if file)

    def kernel(function: Callable[P, R]) -> Callable[P, R]:
        compiled: Callable[P, R] = njit(cache=True, nogil=True)(function)
        return _watching(compiled, watched)

    def inner(function: Callable[P, R]) -> Callable[P, R]:
        compiled: Callable[P, R] = njit(cache=True, nogil=True, forceinline=True)(function)
        return _watching(compiled, watched)

    return kernel, inner


class Decorator(Protocol):
    """Gives back the function it takes, compiled."""

    def __call__(self, function: Callable[P, R], /) -> Callable[P, R]:
        """Compile."""


def _watching(compiled: Callable[P, R], stamps: tuple[bytes, ...]) -> Callable[P, R]:
    """Let the disk cache of a compiled function be stale when one of these stamps has changed."""
    index = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    if index is not None:  # there is none without compiling, or where no folder can be written
        index._source_stamp = (index._source_stamp, *stamps)  # noqa: SLF001 - numba has no way
    return compiled


def unowned(array: npt.NDArray[Item]) -> npt.NDArray[Item]:
    """Return a view that nobody counts the users of; whoever called the kernel keeps the memory.

    Compiled code counts, atomically, whenever arrays are handed on: a quarter of a short search.
    """
    return array


@intrinsic  # type: ignore[untyped-decorator]  # numba has no types
def _unowned(_context: Any, array: Any) -> Any:  # noqa: ANN401 - numba's own types
    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        array_of = make_array(signature.return_type)
        owned = array_of(context, builder, arguments[0])
        view = array_of(context, builder)
        populate_array(
            view,
            data=owned.data,
            shape=owned.shape,
            strides=owned.strides,
            itemsize=owned.itemsize,
            meminfo=None,
        )
        return view._getvalue()  # noqa: SLF001 - as numba's own code does

    return array(array), code


@overload(unowned)  # type: ignore[untyped-decorator]  # numba has no types
def _unowned_compiled(array: Any) -> Any:  # noqa: ANN401, ARG001 - numba's own types
    def code(array: Any) -> Any:  # noqa: ANN401
        return _unowned(array)

    return code


class ArrayAt(Protocol):
    """Returns the array of a shape that stands at an address."""

    def __call__(self, address: int, shape: tuple[int, ...], /) -> npt.NDArray[Any]:
        """Return it, unowned: whoever called the kernel keeps the memory."""


def arrays_at(dtype: type[np.generic], n_axes: int, *, writable: bool) -> ArrayAt:
    """Return a function that kernels call to read arrays of one type by their address.

    Numba takes a sixth of a microsecond to accept an array from Python, an address is a number.
    """
    array_type = types.Array(from_dtype(np.dtype(dtype)), n_axes, "C", readonly=not writable)

    def array_at(address: int, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        buffer = memoryview((ctypes.c_char * size).from_address(int(address))).cast("B")
        return np.ndarray(tuple(map(int, shape)), dtype, buffer=buffer)

    @intrinsic  # type: ignore[untyped-decorator]  # numba has no types
    def pointed(_context: Any, address: Any, shape: Any) -> Any:  # noqa: ANN401, ARG001
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
            array = make_array(signature.return_type)(context, builder)
            item_size = context.get_constant(types.intp, np.dtype(dtype).itemsize)
            sizes = cgutils.unpack_tuple(builder, arguments[1], n_axes)
            strides = [item_size]
            for size in sizes[:0:-1]:
                strides.insert(0, builder.mul(strides[0], size))
            pointer = builder.inttoptr(arguments[0], array.data.type)
            populate_array(array, pointer, sizes, strides, item_size, meminfo=None)
            return array._getvalue()  # noqa: SLF001 - as numba's own code does

        return array_type(types.int64, types.UniTuple(types.int64, n_axes)), code

    @overload(array_at)  # type: ignore[untyped-decorator]  # numba has no types
    def array_at_compiled(address: Any, shape: Any) -> Any:  # noqa: ANN401, ARG001
        def code(address: Any, shape: Any) -> Any:  # noqa: ANN401
            return pointed(address, shape)

        return code

    return array_at


def addresses(arrays: Iterable[npt.NDArray[Any]]) -> npt.NDArray[np.int64]:
    """Return N_ADDRESS_FIELDS numbers for each array: its address and the length of up to 3 axes.

    Raises ValueError where one is not contiguous.
    """
    rows = []
    for array in arrays:
        if not array.flags.c_contiguous:
            raise ValueError("arrays: one is not contiguous")
        rows.append([array.ctypes.data, *array.shape, *[0] * (3 - array.ndim)])
    return np.array(rows, dtype=np.int64)


N_ADDRESS_FIELDS = 4
