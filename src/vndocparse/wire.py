"""Values of the library as JSON bytes and back, for the pipe between a parse and who asked for it.

No pickle: the process that read a hostile file may say anything, and what it says must not run code here.  Only
plain values, and classes of this package that are pydantic models or dataclasses, come out of ``decode``.
"""

from __future__ import annotations

import base64
import binascii
import json
import sys
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

_PACKAGE = __name__.partition(".")[0]
_TAG = "\u0001"
"""Key of an object that stands for something else than a dictionary."""


def encode(value: object) -> bytes:
    """JSON bytes of plain values, tuples, bytes, and of this package's pydantic models and dataclasses.

    Raises:
        TypeError: ``value`` holds something else.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def decode(data: bytes) -> Any:
    """What ``encode`` was given.

    Raises:
        ValueError: the bytes are not from ``encode``, or name a class that is not for this.
    """
    try:
        return _revived(json.loads(data.decode("utf-8", "surrogatepass")))
    except (TypeError, KeyError, IndexError, AttributeError, ImportError, RecursionError, binascii.Error) as error:
        raise ValueError(f"not a value of {_PACKAGE}: {type(error).__name__}") from None


def _plain(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, bytes):
        return {_TAG: ["bytes", base64.b64encode(value).decode("ascii")]}
    if isinstance(value, dict):
        return {_TAG: ["dict", [[_plain(k), _plain(v)] for k, v in value.items()]]}
    if _is_ours(type(value).__module__):
        name = f"{type(value).__module__}:{type(value).__qualname__}"
        if hasattr(value, "model_dump"):
            return {_TAG: ["model", name, value.model_dump(mode="json")]}
        if is_dataclass(value):
            return {_TAG: ["data", name, {f.name: _plain(getattr(value, f.name)) for f in fields(value)}]}
        if isinstance(value, tuple):
            return {_TAG: ["named", name, [_plain(v) for v in value]]}
    if isinstance(value, tuple):
        return {_TAG: ["tuple", [_plain(v) for v in value]]}
    raise TypeError(f"a {type(value).__name__} cannot be sent")


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return [_revived(v) for v in value]
    if not isinstance(value, dict):
        return value
    kind, *rest = value[_TAG]
    if kind == "bytes":
        return base64.b64decode(rest[0], validate=True)
    if kind == "dict":
        return {_revived(k): _revived(v) for k, v in rest[0]}
    if kind == "tuple":
        return tuple(_revived(v) for v in rest[0])
    cls = _class(rest[0])
    if kind == "model":
        return cls.model_validate(rest[1])
    if kind == "data" and isinstance(cls, type) and is_dataclass(cls):
        return cls(**{k: _revived(v) for k, v in rest[1].items()})
    if kind == "named" and issubclass(cls, tuple):
        return cls(*(_revived(v) for v in rest[1]))
    raise ValueError(f"not a value of {_PACKAGE}: {kind}")


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] == _PACKAGE


def _class(name: str) -> Any:
    module, _, path = name.partition(":")
    if not _is_ours(module) or "__" in module or not path.isidentifier():
        raise ValueError(f"not a class of {_PACKAGE}")
    cls = getattr(sys.modules.get(module) or import_module(module), path)
    if not isinstance(cls, type):
        raise ValueError(f"not a class of {_PACKAGE}")
    return cls
