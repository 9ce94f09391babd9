"""Runs a command that ends with its supervisor, even when the supervisor is killed outright (Linux)."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for SIGTERM at the parent's death, then become the command."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)
    command = sys.argv[1:]
    while command[0] == "--without":
        os.environ.pop(command[1], None)
        command = command[2:]
    # What the processes write holds what customers said: for this user alone.
    os.umask(0o077)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
