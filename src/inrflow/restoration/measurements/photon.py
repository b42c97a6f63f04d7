"""Photons and readout noise: y = (Poisson(tau x) + N(0, s^2)) / tau, not clipped.

The noise of O-INR section 4 and of Local-Global INRs' denoising, which both take from WIRE.
"""

import numpy as np
from jaxtyping import Float
from torch import Tensor

from inrflow.config.restoration.measurements import Photon
from inrflow.errors import InputError
from inrflow.restoration.measurements.operator import Measured, Operator, Picture, Size


class PhotonNoise(Operator):
    """Every sample is counted on its own; the noiseless measurement is the picture."""

    def __init__(self, options: Photon, shape: Size) -> None:
        """Keep the options."""
        super().__init__(shape, shape, shape)
        self.options = options

    def measure(self, values: Float[Tensor, "y x channel"]) -> Float[Tensor, "row column channel"]:
        """Return the values."""
        return values

    def adjoint(
        self, measured: Float[Tensor, "row column channel"]
    ) -> Float[Tensor, "y x channel"]:
        """Return the measurement."""
        return measured

    def prepared(self, picture: Picture) -> Picture:
        """Return the picture, stretched to [0, 1] if that is wanted.

        Raises:
            InputError: it is constant, or too much of it is at its largest value.
        """
        low, high = float(picture.min()), float(picture.max())
        if low == high:
            raise InputError(f"photon: expected a picture, found the one value {low:g} everywhere")
        share = float((picture == picture.max()).mean())
        if share > self.options.saturated:
            raise InputError(
                f"photon: expected at most {self.options.saturated:g} of the samples at the "
                f"largest value, found {share:.3f}: the picture is saturated; `saturated` sets "
                "the share"
            )
        if not self.options.normalised:
            return picture
        return ((picture - low) / (high - low)).astype(np.float32)

    def simulate(self, truth: Picture, seed: int) -> Measured:
        """Return counts over tau; where a value is negative, so are its counts."""
        rng, tau = np.random.default_rng(seed), self.options.photons
        expected = tau * truth.astype(np.float64)
        counts = np.sign(expected) * rng.poisson(np.abs(expected))
        read = rng.normal(0.0, self.options.readout, truth.shape)
        return ((counts + read) / tau).astype(np.float32)

    def variance(self, values: Picture) -> Measured:
        """Return |x| / tau + s^2 / tau^2: exact at the true values."""
        tau = self.options.photons
        return np.abs(values) / np.float32(tau) + np.float32((self.options.readout / tau) ** 2)
