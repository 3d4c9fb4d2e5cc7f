"""A worker that a hostile file took over may say anything: its supervisor believes nothing, and lives."""

from __future__ import annotations

import json
import signal
import socket
from typing import Any

import pytest

from vndocparse.batches.frames import HEADER, PROGRESS, BadMessageError, taken
from vndocparse.batches.outcome import BINS
from vndocparse.batches.pool import _Worker
from vndocparse.batches.settings import Settings
from vndocparse.batches.verdict import death, told_error, told_result
from vndocparse.errors import CrashError
from vndocparse.isolate import _outcome, _tell, _Watched
from vndocparse.source.base import Limits

_FIGURES = {
    "pages": 1, "documents": 1, "characters": 9, "problems": {}, "confidence": [0] * BINS, "values": 1, "to_check": 0,
    "origin": "text", "secret": False,
}  # fmt: skip
_TOLD = {"code": "ok", "figures": _FIGURES, "kept": True, "seconds": 0.1}
_DEEP = b"[" * 200_000


def test_an_honest_result_is_one() -> None:
    verdict = told_result(_TOLD, b"{}")
    assert verdict is not None
    assert verdict.figures.pages == 1


@pytest.mark.parametrize("number", [float("inf"), float("nan"), -1, 10**400, "x", [], None, {}])
@pytest.mark.parametrize("key", ["pages", "characters", "values"])
def test_a_number_that_no_journal_holds_is_no_result(key: str, number: Any) -> None:
    assert told_result({**_TOLD, "figures": {**_FIGURES, key: number}}, b"") is None


@pytest.mark.parametrize("seconds", [float("inf"), float("nan"), -1.0, "x", [], {}])
def test_nor_are_seconds(seconds: Any) -> None:
    assert told_result({**_TOLD, "seconds": seconds}, b"") is None
    assert told_error({"code": "limit", "seconds": seconds}) is None


@pytest.mark.parametrize("told", [None, 1, "x", [], {}, {**_TOLD, "figures": []}, {**_TOLD, "figures": "x"},
    {**_TOLD, "figures": {**_FIGURES, "problems": []}}, {**_TOLD, "code": ["ok"]}])  # fmt: skip
def test_any_other_shape_is_none(told: Any) -> None:
    assert told_result(told, b"") is None


def test_brackets_without_end_are_no_message() -> None:
    with pytest.raises(BadMessageError):
        list(taken(bytearray(HEADER.pack(PROGRESS, len(_DEEP), 0) + _DEEP), 1000))


@pytest.mark.parametrize("payload", [_DEEP, b"[1e999, 1]", b"{}", b"[[], 1]", json.dumps("xx").encode()])
def test_progress_of_any_kind_ends_the_child_at_worst(payload: bytes) -> None:
    watched = _Watched(1, 0)
    _tell(payload, watched, lambda _done, _total: None)
    assert watched.talkative


@pytest.mark.parametrize("kind", [b"R", b"E", b"C"])
def test_an_answer_without_end_is_no_result(kind: bytes) -> None:
    with pytest.raises(CrashError):
        _outcome((kind, _DEEP), _Watched(1, 0), Limits())


def test_a_signal_without_a_name_is_a_death_like_others() -> None:
    number = signal.SIGRTMIN + 5
    assert death(number, 0.1, 0, "", Settings()).code == "crash"


def test_to_say_the_same_again_is_no_sign_of_life() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker = _Worker(ours)
        worker.begin(now=10.0)
        worker.got_on(done=1, pages=4, now=11.0)
        for now in (12.0, 13.0):
            worker.got_on(done=1, pages=4, now=now)
        assert worker.alive == 11.0
        worker.got_on(done=2, pages=4, now=14.0)
        assert worker.alive == 14.0
