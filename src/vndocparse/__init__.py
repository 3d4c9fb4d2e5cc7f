"""Reads documents of the Communist Party of Vietnam into typed objects with evidence."""

from __future__ import annotations

__version__ = "0.1.0"
