"""R3D-18 up to its second layer: 128 features of a video or volume.

Source: Tran et al. 2018; INCODE (WACV 2024) section 3 takes the first three children of
torchvision's `r3d_18`: the stem, `layer1` (two blocks of width 64), `layer2` (two of width 128,
the first of stride 2). Batch normalisation uses the statistics of the one signal that goes in.
"""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn


def convolution(inputs: int, outputs: int, stride: int) -> list[nn.Module]:
    """Return a 3x3x3 convolution and its batch normalisation."""
    mix = nn.Conv3d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
    return [mix, nn.BatchNorm3d(outputs, track_running_stats=False)]


class Block(nn.Module):
    """Two 3x3x3 convolutions around which the input is added.

    Where the lattice or width changes, the input goes through a 1x1x1 convolution.
    """

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        # torchvision names a convolution `conv1.0` and its normalisation `conv1.1`
        self.conv1 = nn.Sequential(*convolution(inputs, outputs, stride), nn.ReLU(inplace=True))
        self.conv2 = nn.Sequential(*convolution(outputs, outputs, 1))
        if (inputs, stride) == (outputs, 1):
            self.downsample = nn.Identity()
        else:
            self.downsample = nn.Sequential(
                nn.Conv3d(inputs, outputs, 1, stride=stride, bias=False),
                nn.BatchNorm3d(outputs, track_running_stats=False),
            )

    def forward(self, neurons: Float[Tensor, "1 c z y x"]) -> Float[Tensor, "1 d w v u"]:
        """Return relu(downsample(neurons) + conv2(conv1(neurons)))."""
        bent = self.conv2(self.conv1(neurons))
        return F.relu(bent.add_(self.downsample(neurons)), inplace=True)


class R3d18(nn.Module):
    """The stem and first two layers of R3D-18.

    Attributes:
        name: torchvision's name of the whole network.
        strides: how many samples of the signal (t or z, y, x) are one of the last lattice.
    """

    name = "r3d_18"
    strides = (2, 4, 4)

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv3d(3, 64, (3, 7, 7), stride=(1, 2, 2), padding=(1, 3, 3), bias=False),
            nn.BatchNorm3d(64, track_running_stats=False),
            nn.ReLU(inplace=True),
        )
        self.layer1 = nn.Sequential(Block(64, 64, 1), Block(64, 64, 1))
        self.layer2 = nn.Sequential(Block(64, 128, 2), Block(128, 128, 1))

    def forward(self, signal: Float[Tensor, "1 3 z y x"]) -> Float[Tensor, "128"]:
        """Return the mean of each channel of the second layer over the signal."""
        return self.layer2(self.layer1(self.stem(signal))).mean((2, 3, 4))[0]
