"""The noun of this station: a made person, whose scan is a warped template."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32
from scipy.ndimage import gaussian_filter

from inrflow.brain.cohorts.people import GROUPS
from inrflow.brain.made.atrophy import anatomy
from inrflow.brain.template import Affine, Places, lattice, places_of, sampled, template
from inrflow.config.brain.cohort import Made

COARSE = 4  # mm between the numbers that smooth fields are drawn as
WARP_SD = 12.0  # mm, how far displacements are alike
SCALE_SD = 0.015  # of the head's size
CENTRE = (0.0, -18.0, 10.0)  # mm, what a larger head is larger about
BIAS, BIAS_SD = 0.06, 25.0  # greatest share that intensities are off; mm
GAIN_SD = 0.02
SEVERITY_SD, MILDEST = 0.3, 0.2  # of the mean severity
AGE, AGE_SD = 74.0, 7.0  # years
HEAD = 0.02  # of the template's range: darker is outside the head, where no noise is


@dataclass(frozen=True)
class Person:
    """A person, the same at every resolution.

    Attributes:
        name: group and number.
        group: CN or AD.
        age: years.
        sex: F or M.
        severity: of the disease.
        scale: share that the head is smaller by.
        warp: displacements, mm, of a coarse lattice.
        bias: share that intensities are off, of a coarse lattice.
        gain: factor of intensities.
        noise: seed of the noise.
    """

    name: str
    group: str
    age: float
    sex: str
    severity: float
    scale: float
    warp: Float32[np.ndarray, "3 x y z"]
    bias: Float32[np.ndarray, "x y z"]
    gain: float
    noise: list[int]

    def scan(self, resolution: int, noise: float) -> tuple[Float32[np.ndarray, "x y z"], Affine]:
        """Return the scan of a resolution (mm) with noise (sd), and its affine."""
        shape, affine = lattice(resolution)
        values = np.stack(
            [self._slice(places_of(shape, affine, x), resolution) for x in range(shape[0])]
        )
        drawn = np.random.default_rng(self.noise).standard_normal(shape, np.float32)
        return (values + np.float32(noise) * drawn * (values > HEAD)).clip(0), affine

    def _slice(self, places: Places, resolution: int) -> Float32[np.ndarray, "y z"]:
        """Return the scan at places, less the noise."""
        _, coarse = lattice(COARSE)
        moved = [sampled(one, coarse, places, "nearest") for one in self.warp]
        centre = np.array(CENTRE, np.float32)[:, None, None]
        seen = places + np.stack(moved) + np.float32(self.scale) * (places - centre)
        values = anatomy(*template(resolution), seen, self.severity)
        bias = sampled(self.bias, coarse, places, "nearest")
        return values * (1 + bias) * np.float32(self.gain)


def drawn(options: Made, name: str) -> Person:
    """Draw a person; whom, depends on the cohort's seed and the person's name alone."""
    group, number = name[:2], int(name[2:])
    seed = [options.seed, GROUPS.index(group), number]
    random = np.random.default_rng(seed)
    severity = options.severity * max(MILDEST, random.normal(1, SEVERITY_SD))
    shape, _ = lattice(COARSE)
    warp = np.stack([_smooth(random, shape, WARP_SD) for _ in range(3)])
    bias = _smooth(random, shape, BIAS_SD)
    return Person(
        name=name,
        group=group,
        age=round(random.normal(AGE, AGE_SD), 1),
        sex="FM"[random.integers(2)],
        severity=severity if group == "AD" else 0.0,
        scale=random.normal(0, SCALE_SD),
        warp=warp * np.float32(options.warp / warp.std()),
        bias=bias * np.float32(BIAS / np.abs(bias).max()),
        gain=random.normal(1, GAIN_SD),
        noise=[*seed, 1],
    )


def _smooth(
    random: np.random.Generator, shape: tuple[int, ...], sd: float
) -> Float32[np.ndarray, "x y z"]:
    """Return white noise of the coarse lattice, smoothed by a Gaussian (sd in mm)."""
    return gaussian_filter(random.standard_normal(shape, np.float32), sd / COARSE)
