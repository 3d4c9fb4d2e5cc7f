"""The net: convolutions over a line's picture, one recurrent layer across it, two heads."""

from __future__ import annotations

from torch import Tensor, nn

from vndocparse.ocr.digits import KINDS, TOKENS


def _stage(inside: int, outside: int, stride: tuple[int, int] = (1, 1), across: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, across, stride, across // 2, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(inplace=True),
    )


class LineNet(nn.Module):
    """Column by column: which token begins here, and what put the ink there.

    Input: batch x 1 x 48 x width, paper 0 and ink 1.  Output: log-probabilities, batch x width/2 x 16, and
    probabilities of the kinds, batch x width/2 x 4.
    """

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Sequential(
            _stage(1, 16, (2, 2), 5),  # 24 high
            _stage(16, 32, (2, 1)),  # 12 high
            _stage(32, 48),
            _stage(48, 64, (2, 1)),  # 6 high
            nn.Conv2d(64, 96, (6, 3), padding=(0, 1), bias=False),
            nn.BatchNorm2d(96),
            nn.ReLU(inplace=True),
            nn.Dropout(0.1),
        )
        self.along = nn.GRU(96, 48, bidirectional=True, batch_first=True)
        self.tokens = nn.Linear(96, len(TOKENS) + 1)
        self.kinds = nn.Linear(96, len(KINDS))
        self.figures = nn.Linear(96, 11)
        """Which figure a column belongs to, 0 for none: in training alone, where it shows the way early."""

    def forward(self, line: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        context = self.context(line)
        return self.tokens(context).log_softmax(-1), self.kinds(context).softmax(-1)

    def context(self, line: Tensor) -> Tensor:
        """What the net knows of each column, the whole line considered."""
        context: Tensor = self.along(self.look(line).squeeze(2).transpose(1, 2))[0]
        return context
