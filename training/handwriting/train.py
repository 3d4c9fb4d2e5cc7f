"""Trains the reader of handwritten figures and exports it with its card.

    pip install --group training
    apt-get install FONTS        # the list is in docs/handwriting.md
    PYTHONPATH=src:training python -m handwriting.train draw  --out WORK   # some minutes: lines synthesised
    PYTHONPATH=src:training python -m handwriting.train learn --out WORK --minutes 4    # again until done
    PYTHONPATH=src:training python -m handwriting.train export --out WORK

One core is enough; ``learn`` goes on where it stopped.
"""

from __future__ import annotations

import argparse
import math
import pickle
import re
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from handwriting.lines import HELD_OUT, WRITTEN, Sample, make_line
from handwriting.net import LineNet
from vndocparse.ocr.digits import KINDS, STEP, TOKENS

PART = 4000
"""Lines in one file of drawn lines."""
BATCH = 32
PEAK = 2.5e-3
GAP = 14
"""Columns without figures that part two blanks: the word between them is wider, the room between two figures less."""


def draw(out: Path, parts: int, start: int = 0) -> None:
    """Synthesises lines into files of ``PART`` lines each; part 0 of each kind of test is drawn first."""
    cv2.setNumThreads(1)
    out.mkdir(parents=True, exist_ok=True)
    tests = {"seen": (WRITTEN, 0.65), "held-out": (HELD_OUT, 0.0)}
    for name, (hands, drawn) in tests.items():
        _save(
            out / f"test-{name}.pickle", [make_line(np.random.default_rng((7, i)), hands, drawn) for i in range(1500)]
        )
    for part in range(start, start + parts):
        path = out / f"part-{part:03d}.pickle"
        if not path.exists():
            _save(path, [make_line(np.random.default_rng((1, part, i))) for i in range(PART)])
            print(path.name, flush=True)


def _save(path: Path, samples: list[Sample]) -> None:
    if not path.exists():
        rows = [((s.pixels * 255).astype(np.uint8), s.tokens, s.kinds) for s in samples]
        path.write_bytes(pickle.dumps(rows))


def load(path: Path) -> list[Sample]:
    """Lines of a file that ``draw`` wrote."""
    return [Sample(p.astype(np.float32) / 255, t, k) for p, t, k in pickle.loads(path.read_bytes())]


def _batches(samples: Sequence[Sample], rng: np.random.Generator) -> list[list[Sample]]:
    """Batches of lines of like width: little is padded."""
    order = sorted(range(len(samples)), key=lambda i: samples[i].pixels.shape[1] + float(rng.uniform(0, 30)))
    rows = [[samples[i] for i in order[a : a + BATCH]] for a in range(0, len(order), BATCH)]
    return [rows[i] for i in rng.permutation(len(rows))]


def _shaken(pixels: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """The picture a little differently: moved up or down, weaker or stronger."""
    out = np.roll(pixels, int(rng.integers(-2, 3)), axis=0)
    if rng.random() < 0.5:
        out = out ** float(rng.uniform(0.7, 1.5))
    if rng.random() < 0.3:
        out = out + rng.normal(0, 0.05, out.shape).astype(np.float32)
    return np.asarray(out.clip(0, 1), np.float32)


Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
"""Lines, labels one after another, their lengths, widths in columns, kinds and figures of each column, and which tokens
may not be told there."""
UNKNOWN = -100
NEAR = 3
"""Columns by which a figure may be told beside its place, which is known roughly."""


def figures_of(sample: Sample) -> NDArray[np.int64]:
    """The figure that each column belongs to plus 1, 0 for none: each blank cut evenly among its figures.

    Blanks are told apart by the print between them; where that fails, ``UNKNOWN`` everywhere.
    """
    out = np.zeros(len(sample.kinds), np.int64)
    groups = _groups(sample)
    if groups is None:
        return np.full(len(out), UNKNOWN)
    for digits, start, end in groups:
        edges = np.linspace(start, end, len(digits) + 1).round().astype(int)
        for digit, a, b in zip(digits, edges, edges[1:], strict=False):
            out[a:b] = int(digit) + 1
    return out


def _groups(sample: Sample) -> list[tuple[str, int, int]] | None:
    """Figures of each blank that is filled, and where they begin and end across the picture."""
    blanks = [part for part in re.split("[SNTM/]", sample.tokens) if part]
    inked = np.flatnonzero(sample.kinds)
    groups = np.split(inked, np.flatnonzero(np.diff(inked) > GAP) + 1) if len(inked) else []
    if len(groups) != len(blanks):
        return None
    return [(digits, int(g[0]), int(g[-1]) + 1) for digits, g in zip(blanks, groups, strict=True)]


def barred(sample: Sample, figures: NDArray[np.int64]) -> NDArray[np.bool_]:
    """For each column of the picture and each token, whether it must not be told there.

    CTC alone leaves open where a token is told, and settled on telling "tháng" and the month behind the month.  A
    figure may be told near its place, a printed word on its own side of the figures beside it.
    """
    out = np.zeros((len(figures), len(TOKENS)), np.bool_)
    groups = _groups(sample)
    if groups is None:
        return out
    near = 2 * NEAR * STEP + 1
    for digit in range(10):
        place = (figures == digit + 1).astype(np.uint8)
        out[:, digit] = cv2.dilate(place[None], np.ones((1, near), np.uint8))[0] == 0
    at = 0
    for digits, start, end in groups:
        at = sample.tokens.index(digits, at)
        for mark in sample.tokens[:at]:
            out[min(start + NEAR * STEP, end) :, TOKENS.index(mark)] |= not mark.isdigit()
        for mark in sample.tokens[at + len(digits) :]:
            out[: max(end - NEAR * STEP, start), TOKENS.index(mark)] |= not mark.isdigit()
        at += len(digits)
    return out


def _tensors(batch: Sequence[Sample], rng: np.random.Generator | None) -> Batch:
    wide = max(s.pixels.shape[1] for s in batch)
    wide += wide % STEP
    lines = np.zeros((len(batch), 1, batch[0].pixels.shape[0], wide), np.float32)
    kinds = np.zeros((len(batch), wide // STEP), np.int64)
    figures = np.zeros_like(kinds)
    bars = np.zeros((*kinds.shape, len(TOKENS)), np.bool_)
    for i, s in enumerate(batch):
        lines[i, 0, :, : s.pixels.shape[1]] = s.pixels if rng is None else _shaken(s.pixels, rng)
        own = s.kinds[::STEP]
        kinds[i, : len(own)] = own
        fine = figures_of(s)
        figures[i, : len(own)] = fine[::STEP]
        bars[i, : len(own)] = barred(s, fine)[::STEP]
    labels = [TOKENS.index(c) + 1 for s in batch for c in s.tokens]
    lengths = [len(s.tokens) for s in batch]
    widths = [math.ceil(s.pixels.shape[1] / STEP) for s in batch]
    return (torch.from_numpy(lines), torch.tensor(labels), torch.tensor(lengths), torch.tensor(widths),
            torch.from_numpy(kinds), torch.from_numpy(figures), torch.from_numpy(bars))  # fmt: skip


def loss_of(net: LineNet, batch: Batch) -> Tensor:
    """How badly the net reads the batch: its tokens by CTC, the kinds of ink, the figure of each column."""
    lines, labels, lengths, widths, kinds, figures, bars = batch
    context = net.context(lines)
    tokens = net.tokens(context).log_softmax(-1)
    ctc = torch.nn.functional.ctc_loss(tokens.transpose(0, 1), labels, widths, lengths, zero_infinity=True)
    weight = torch.tensor([0.3, 1.0, 1.0, 1.0])
    kind = torch.nn.functional.cross_entropy(net.kinds(context).flatten(0, 1), kinds.flatten(), weight)
    figure = torch.nn.functional.cross_entropy(
        net.figures(context).flatten(0, 1), figures.flatten(), torch.tensor([0.3] + [1.0] * 10), ignore_index=UNKNOWN
    )
    return ctc + 0.15 * kind + 0.3 * figure + 0.3 * misplaced(tokens, bars)


def misplaced(tokens: Tensor, bars: Tensor) -> Tensor:
    """How far tokens are told where they must not be; see ``barred``."""
    wrong = (tokens[..., 1:].exp() * bars).sum(-1)
    return -(1 - wrong).clamp(min=1e-4).log().sum() / tokens.shape[0]


def learn(out: Path, minutes: float, total: int, *, peak: float = PEAK, again: bool = False) -> None:
    """Goes on training for some minutes, until ``total`` files of lines were seen, the same ones again in turn.

    ``peak`` is the highest rate; ``again`` begins a second round from what was learnt, with ``total`` files more.
    """
    torch.set_num_threads(1)
    parts = sorted(out.glob("part-*.pickle"))
    net = LineNet()
    optimiser = torch.optim.AdamW(net.parameters(), lr=PEAK, weight_decay=1e-3)
    done = 0
    state = out / "state.pt"
    if state.exists():
        saved = torch.load(state, weights_only=True)
        net.load_state_dict(saved["net"])
        optimiser.load_state_dict(saved["optimiser"])
        done = 0 if again else saved["done"]
    until = time.monotonic() + minutes * 60
    while done < total and time.monotonic() < until:
        rng = np.random.default_rng((3, done))
        batches = _batches(load(parts[done % len(parts)]), rng)
        net.train()
        sums = 0.0
        for i, batch in enumerate(batches):
            at = (done + i / len(batches)) / total
            rate = peak * min(1.0, (at * total + 0.02) / 0.5) * 0.5 * (1 + math.cos(math.pi * at)) + 1e-5
            for group in optimiser.param_groups:
                group["lr"] = rate
            loss = loss_of(net, _tensors(batch, rng))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            sums += float(loss.detach())
        done += 1
        torch.save({"net": net.state_dict(), "optimiser": optimiser.state_dict(), "done": done}, state)
        print(f"{done}/{total} loss {sums / len(batches):.4f}", flush=True)
    for test in sorted(out.glob("test-*.pickle")):
        right, ece = lines_right(net, load(test)[:600])
        print(f"{test.stem}: lines right {right:.4f}, kinds {ece:.4f}")


def lines_right(net: LineNet, samples: Sequence[Sample]) -> tuple[float, float]:
    """Share of lines whose every token the best path has, and of columns with figures whose kind is right."""
    net.eval()
    right, kind_right, kind_all = 0, 0, 0
    with torch.no_grad():
        for batch in _batches(samples, np.random.default_rng(0)):
            lines, _, _, widths, kinds, _, _ = _tensors(batch, None)
            tokens, found = net(lines)
            for i, s in enumerate(batch):
                path = torch.unique_consecutive(tokens[i, : int(widths[i])].argmax(-1))
                right += "".join(TOKENS[int(t) - 1] for t in path if t) == s.tokens
            mask = kinds > 0
            kind_right += int((found.argmax(-1)[mask] == kinds[mask]).sum())
            kind_all += int(mask.sum())
    return right / len(samples), kind_right / max(kind_all, 1)


def temperature(net: LineNet, samples: Sequence[Sample]) -> float:
    """What the net's outputs are divided by so that its probabilities are true on hands it never saw."""
    net.eval()
    sums = dict.fromkeys((0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.4), 0.0)
    with torch.no_grad():
        for batch in _batches(samples, np.random.default_rng(0)):
            lines, labels, lengths, widths, _, _, _ = _tensors(batch, None)
            tokens = net(lines)[0].transpose(0, 1)
            for t in sums:
                warm = (tokens / t).log_softmax(-1)
                sums[t] += float(torch.nn.functional.ctc_loss(warm, labels, widths, lengths, reduction="sum"))
    return min(sums, key=lambda t: sums[t])


def export(out: Path, model: Path) -> None:
    """The net as ONNX, normalisation folded into its convolutions, and the temperature into its last layer."""
    net = LineNet()
    net.load_state_dict(torch.load(out / "state.pt", weights_only=True)["net"])
    net.eval()
    warm = temperature(net, load(out / "test-held-out.pickle")[:500])
    with torch.no_grad():
        net.tokens.weight /= warm
        net.tokens.bias /= warm
    print(f"temperature {warm}")
    model.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        net, (torch.zeros(1, 1, 48, 200),), str(model), input_names=["line"], output_names=["tokens", "kinds"],
        dynamic_axes={"line": {0: "n", 3: "wide"}, "tokens": {0: "n", 1: "columns"}, "kinds": {0: "n", 1: "columns"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip
    print(f"{model} {model.stat().st_size} bytes, {sum(p.numel() for p in net.parameters())} numbers, kinds {KINDS}")


def main() -> None:
    """One of the three steps."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("step", choices=["draw", "learn", "export"])
    parser.add_argument("--out", type=Path, required=True, help="folder of drawn lines and of the state")
    parser.add_argument("--parts", type=int, default=16, help=f"files of {PART} lines")
    parser.add_argument("--total", type=int, default=48, help="files of lines that are seen until training ends")
    parser.add_argument("--peak", type=float, default=PEAK, help="highest rate of learning")
    parser.add_argument("--again", action="store_true", help="a second round from what was learnt")
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--model", type=Path, default=Path("src/vndocparse/models/handwriting/model.onnx"))
    args = parser.parse_args()
    if args.step == "draw":
        draw(args.out, args.parts)
    elif args.step == "learn":
        learn(args.out, args.minutes, args.total, peak=args.peak, again=args.again)
    else:
        export(args.out, args.model)


if __name__ == "__main__":
    main()
