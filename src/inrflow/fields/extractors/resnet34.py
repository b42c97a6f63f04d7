"""ResNet-34 up to its first layer: 64 features of a picture.

Source: He et al. 2016; INCODE (WACV 2024) section 3 takes the first five children of torchvision's
`resnet34`: convolution 7x7 of stride 2, batch normalisation, ReLU, maximum of 3x3 of stride 2, and
`layer1`, three blocks of width 64. 231,488 parameters. Batch normalisation uses the statistics of
the one picture that goes in, as the released code does (it never leaves training mode).
"""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn


class Block(nn.Module):
    """Two 3x3 convolutions around which the input is added."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width, track_running_stats=False)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width, track_running_stats=False)

    def forward(self, neurons: Float[Tensor, "1 c y x"]) -> Float[Tensor, "1 c y x"]:
        """Return relu(neurons + bn(conv(relu(bn(conv(neurons))))))."""
        bent = F.relu(self.bn1(self.conv1(neurons)), inplace=True)
        return F.relu(self.bn2(self.conv2(bent)).add_(neurons), inplace=True)


class Resnet34(nn.Module):
    """The stem and first layer of ResNet-34.

    Attributes:
        name: torchvision's name of the whole network.
        strides: how many px of the picture (y, x) are one of the last lattice.
    """

    name = "resnet34"
    strides = (4, 4)

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64, track_running_stats=False)
        self.layer1 = nn.Sequential(*[Block(64) for _ in range(3)])

    def forward(self, picture: Float[Tensor, "1 3 y x"]) -> Float[Tensor, "64"]:
        """Return the mean of each channel of the first layer over the picture."""
        stem = F.relu(self.bn1(self.conv1(picture)), inplace=True)
        return self.layer1(F.max_pool2d(stem, 3, stride=2, padding=1)).mean((2, 3))[0]
