"""Create the virtual environment on a machine that may have nothing but Python.

Debian ships Python without `ensurepip`; the package python3-venv brings it. Where we may install
packages we do, otherwise we say what to type.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)


def main() -> int:
    """Create the folder named on the command line; return the exit code."""
    folder = Path(sys.argv[1])
    if sys.version_info < OLDEST:
        wanted, have = ".".join(map(str, OLDEST)), sys.version.split()[0]
        print(f"Python {wanted} or newer is needed, this is {have} ({sys.executable}).")
        return 1
    if not has_pip_source() and not install_ensurepip():
        print("Python cannot create virtual environments here.")
        print("On Debian or Ubuntu: sudo apt-get install python3-venv, then run make again.")
        return 1
    print(f"Creating {folder} …", flush=True)
    venv.create(folder, with_pip=True, clear=True)
    return 0


def has_pip_source() -> bool:
    """Tell whether `venv` can bring pip, in a fresh process so that a new package is seen."""
    command = [sys.executable, "-c", "import ensurepip"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603  # our own interpreter


def install_ensurepip() -> bool:
    """Install python3-venv with apt-get when we may; return whether it helped."""
    apt_get, sudo = shutil.which("apt-get"), shutil.which("sudo")
    if apt_get is None or (os.geteuid() != 0 and sudo is None):
        return False
    prefix = [] if os.geteuid() == 0 else [str(sudo), "-n"]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    print("Installing python3-venv (Debian keeps it apart from Python) …", flush=True)
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "python3-venv", version]):
        done = subprocess.run([*prefix, apt_get, *arguments], check=False)  # noqa: S603  # fixed words
        if done.returncode != 0 and arguments[0] == "install":
            return False
    return has_pip_source()


if __name__ == "__main__":
    sys.exit(main())
