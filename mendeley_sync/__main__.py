"""`mendeley-sync` and `python -m mendeley_sync`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from mendeley_sync.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
