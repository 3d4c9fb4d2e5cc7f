"""``python -m vndocparse`` is the command line."""

from __future__ import annotations

from vndocparse.cli import main

if __name__ == "__main__":
    main()
