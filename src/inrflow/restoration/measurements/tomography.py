"""Sinograms: line integrals of a picture at angles over half a turn, px times signal units."""

from abc import ABC
from math import ceil, sqrt
from typing import ClassVar

import numpy as np
import torch
from jaxtyping import Bool, Float, Float64
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from inrflow.config.restoration.measurements import Tomography
from inrflow.errors import InputError
from inrflow.restoration.measurements.joseph import inscribed, rays
from inrflow.restoration.measurements.operator import Measured, Operator, Picture, Size
from inrflow.restoration.measurements.sinogram import check_sinogram, read_sinogram
from inrflow.restoration.measurements.sparse import SparseMap
from inrflow.signals.paths import resolve


class Projection(Operator, ABC):
    """What all projectors share. A unit of measurement is a whole angle.

    A sinogram that is simulated comes from the very map that restores: what is said of methods
    holds for a projector without error. A measured one has no such comfort.

    Attributes:
        degrees: angles as scikit-image's `radon` counts them.
        ahead: detectors by which one has to look further along each row, once it runs as
            `radon`'s, to find what is there in `radon`'s, which turns about a pixel.
        mirrored: whether its detectors run against `radon`'s.
        disc: pixels that may differ from 0; None: all.
    """

    unit: ClassVar[int] = 1
    mirrored: ClassVar[bool] = False
    disc: Bool[np.ndarray, "y x"] | None = None

    def __init__(self, options: Tomography, shape: Size, detectors: int) -> None:
        """Refuse pictures that are not square."""
        height, width, channels = shape
        if height != width:
            raise InputError(
                f"tomography: expected a square picture, found {height} x {width} px; "
                "`crop` of the signal cuts one"
            )
        super().__init__(shape, shape, (options.angles, detectors, channels))
        self.options, self.scale = options, float(height)
        self.degrees = turn(options.angles, options.endpoint)
        self.ahead = np.zeros(options.angles)

    def prepared(self, picture: Picture) -> Picture:
        """Return the picture, 0 outside the disc.

        Raises:
            InputError: nothing is left of it.
        """
        within = self.finished(picture)
        if not within.any():
            raise InputError("tomography: expected a picture, found nothing but 0 in its disc")
        return within

    def finished(self, painted: Picture) -> Picture:
        """Return a restored picture, 0 outside the disc."""
        return painted if self.disc is None else painted * self.disc[..., None].astype(np.float32)

    @torch.no_grad()
    def simulate(self, truth: Picture, seed: int) -> Measured:
        """Return line integrals with noise, or those of the file that the options name.

        Raises:
            InputError: the file's do not match the angles or the picture.
        """
        if self.options.sinogram is not None:
            found = read_sinogram(resolve(self.options.sinogram), self.degrees)
            check_sinogram(found, *self.measured_shape)
            return found
        clean = self.measure(torch.tensor(truth)).numpy()
        noise = np.random.default_rng(seed).normal(size=clean.shape)
        return (clean + self.options.noise * np.abs(clean).max() * noise).astype(np.float32)


class Joseph(Projection):
    """Linear interpolation along rays, as a sparse matrix."""

    def __init__(self, options: Tomography, shape: Size) -> None:
        """Work out the matrix."""
        detectors = shape[0] if options.circle else ceil(sqrt(2) * shape[0])
        super().__init__(options, shape, detectors)
        self.disc = inscribed(shape[0]) if options.circle else None
        self.rays = SparseMap(rays(shape[0], self.degrees, detectors, options.circle))

    def measure(self, values: Float[Tensor, "y x channel"]) -> Float[Tensor, "row column channel"]:
        """Return the line integrals."""
        return self.rays(values.flatten(0, 1)).unflatten(0, self.measured_shape[:2])

    def adjoint(
        self, measured: Float[Tensor, "row column channel"]
    ) -> Float[Tensor, "y x channel"]:
        """Return the back-projection."""
        return self.rays.adjoint(measured.flatten(0, 1)).unflatten(0, self.shape[:2])


class Rotation(Projection):
    """The released way: rotate about the middle of the picture, bilinear and 0 outside, sum rows.

    Local-Global INRs take it from INCODE, where `kornia.rotate` turns the picture anti-clockwise,
    against scikit-image's sense: -a degrees, or 180 - a with the detectors mirrored.
    """

    mirrored: ClassVar[bool] = True

    def __init__(self, options: Tomography, shape: Size) -> None:
        """Work out where each turned picture looks."""
        super().__init__(options, shape, shape[0])
        angle = torch.from_numpy(np.deg2rad(self.degrees)).float()
        self.degrees = 180.0 - self.degrees
        self.ahead = (1 - shape[0] % 2) * _half_pixel(self.degrees)
        cosine, sine, none = angle.cos(), angle.sin(), torch.zeros_like(angle)
        rows = [torch.stack(row, dim=1) for row in ((cosine, -sine, none), (sine, cosine, none))]
        size = [len(angle), 1, *shape[:2]]
        where = affine_grid(torch.stack(rows, dim=1), size, align_corners=True)
        self.register_buffer("where", where, persistent=False)
        if options.circle:
            self.disc = inscribed(shape[0])

    def measure(self, values: Float[Tensor, "y x channel"]) -> Float[Tensor, "row column channel"]:
        """Return the sums over rows of the turned pictures."""
        if self.disc is not None:
            values = values * torch.from_numpy(self.disc).to(values)[..., None]
        copies = values.permute(2, 0, 1).expand(len(self.where), -1, -1, -1)
        turned = grid_sample(copies, self.where, align_corners=True)
        return turned.sum(dim=2).transpose(1, 2)

    def adjoint(
        self, measured: Float[Tensor, "row column channel"]
    ) -> Float[Tensor, "y x channel"]:
        """Return the transposed map, which is the gradient of the map."""
        _, pull = torch.func.vjp(self.measure, measured.new_zeros(self.shape))
        return pull(measured)[0]


def turn(angles: int, endpoint: bool) -> Float64[np.ndarray, " angle"]:
    """Return angles over half a turn, degrees."""
    return np.linspace(0.0, 180.0, angles, endpoint=endpoint)


def _half_pixel(degrees: Float64[np.ndarray, " angle"]) -> Float64[np.ndarray, " angle"]:
    """Return how far the middle of a picture of even side is from its middle pixel, detectors.

    The middle lies half a pixel before the pixel on both axes, and so do the detectors.
    """
    angle = np.deg2rad(degrees)
    return 0.5 * (np.cos(angle) - np.sin(angle) - 1.0)
