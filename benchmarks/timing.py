"""Figures of a series of timings, and the machine they were taken on."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import psutil

Figures: TypeAlias = dict[str, float]


def figures(durations_us: Sequence[float]) -> Figures:
    """Return median, p95, p99 and mean of durations in microseconds, rounded to 0.1."""
    median, p95, p99 = np.percentile(durations_us, [50, 95, 99])
    return {
        "median_us": round(float(median), 1),
        "p95_us": round(float(p95), 1),
        "p99_us": round(float(p99), 1),
        "mean_us": round(float(np.mean(durations_us)), 1),
    }


def machine() -> dict[str, object]:
    """Say what the figures were taken on."""
    return {
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _processor() -> str:
    """Return the name of the processor as Linux knows it."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
