"""Where numba keeps compiled kernels when it cannot keep them beside the code."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path


def keep_compiled_kernels(var: Path) -> None:
    """Have numba write to `var` where the package's folder is read-only.

    To be called before the planner is imported: numba asks when a kernel is declared.
    """
    planner = find_spec("planner")
    assert planner is not None
    assert planner.origin is not None
    kernels = Path(planner.origin).parent / "raptor"
    if not os.access(kernels, os.W_OK):
        import numba

        numba.config.CACHE_DIR = str(var / "numba")
