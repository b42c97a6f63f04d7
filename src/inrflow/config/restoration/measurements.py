"""Options of the measurements that pictures are restored from."""

from typing import Annotated, Literal

from pydantic import Field

from inrflow.config.base import Strict


class Photon(Strict):
    """Photons counted at every sample, and the noise of reading them out (denoising).

    O-INR section 4 and the WIRE paper count 30 photons, Local-Global INRs 40.
    """

    kind: Literal["photon"]
    photons: float = Field(30.0, gt=0, description="mean photons at value 1 (tau)")
    readout: float = Field(2.0, ge=0, description="sd of the readout noise, electrons (s)")
    normalised: bool = Field(
        True, description="the picture's smallest and largest value become 0 and 1 first"
    )
    saturated: float = Field(
        0.1,
        ge=0,
        le=1,
        description="largest share of samples that may be at exactly the largest value; more says "
        "that the picture is clipped, and no true copy of the scene",
    )


class Downsampling(Strict):
    """A picture of fewer, larger pixels (super-resolution)."""

    kind: Literal["downsampling"]
    factor: int = Field(4, ge=2, description="high-resolution px along a side of a measured one")
    protocol: Literal["area", "centres", "released"] = Field(
        "area",
        description="what the field is fitted to; area: the means of what it paints at high "
        "resolution, which is how the picture is measured; centres: point samples at the centres "
        "of the measured pixels; released: point samples on a lattice whose first and last lie "
        "at -1 and 1 whatever the resolution, which shifts the picture by up to (factor - 1) / 2 "
        "px",
    )


class Tomography(Strict):
    """Parallel-beam line integrals at angles over half a turn (computed tomography)."""

    kind: Literal["tomography"]
    angles: int = Field(
        150, ge=1, description="angles from 0 to 180 degrees; released 150, Local-Global paper 180"
    )
    endpoint: bool = Field(
        False,
        description="whether 180 degrees, the rays of 0 again, is one of them (released: yes)",
    )
    circle: bool = Field(
        True,
        description="whether the picture is 0 outside its inscribed disc, and as many detectors "
        "as px along a side see it; no: as many as along its diagonal",
    )
    projector: Literal["joseph", "released"] = Field(
        "joseph",
        description="joseph: linear interpolation along rays through the picture; released: the "
        "picture is rotated about its centre and its rows are summed, by as many detectors as px "
        "along a side (the released code has no disc: `circle: false`)",
    )
    noise: float = Field(
        0.0, ge=0, description="sd of the noise, as a share of the sinogram's largest value"
    )
    sinogram: str | None = Field(
        None,
        description="npy or npz file of a measured sinogram (angle, detector), line integrals in "
        "px; null: made of the signal",
    )


Measurement = Annotated[Photon | Downsampling | Tomography, Field(discriminator="kind")]
