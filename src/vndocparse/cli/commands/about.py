"""Commands about the installation: ``doctor``, ``schema``."""

from __future__ import annotations

import sys

from vndocparse.messages import Messages


def doctor(say: Messages) -> int:
    """Say what is installed and what is missing."""
    from vndocparse.cli.doctor import run_doctor

    return run_doctor(say)


def schema(say: Messages) -> int:
    """Print the JSON Schema of results."""
    from vndocparse.export import json_schema

    sys.stdout.write(json_schema())
    return 0
