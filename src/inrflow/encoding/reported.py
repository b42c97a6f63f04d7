"""Numbers that papers report of fields of equal size, by picture or wave."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Reported:
    """One published table.

    Attributes:
        source: paper and table.
        setting: what was fitted, for how long, by how many runs, as far as it is told.
        kind: of the signals.
        measure: the key of `inrflow.measures.quality` that computes what the table reports.
        rows: signal -> method -> value (dB, or SSIM).
    """

    source: str
    setting: str
    kind: Literal["image", "audio"]
    measure: str
    rows: dict[str, dict[str, float]]


OINR = Reported(
    "O-INR (ICML 2024), Table 1",
    "pictures; runs and steps are not told",
    "image",
    "psnr_oinr",
    {
        "train": {"oinr": 34.04, "siren": 24.88, "wire": 34.13, "mfn": 26.82},
        "fern": {"oinr": 36.40, "siren": 28.27, "wire": 37.16, "mfn": 31.26},
        "coffee": {"oinr": 32.04, "siren": 29.91, "wire": 31.51, "mfn": 32.27},
        "walnut": {"oinr": 32.12, "siren": 26.09, "wire": 33.21, "mfn": 28.36},
        "rocket": {"oinr": 32.91, "siren": 30.39, "wire": 31.46, "mfn": 30.93},
    },
)

# the script of this table is not released: its kind of PSNR is unknown, the ordinary one is taken
INCODE = Reported(
    "Local-Global INRs (NeurIPS 2024), Table 5",
    "25 pictures of DIV2K at a quarter of their size, 2000 steps, 5 runs; means",
    "image",
    "psnr",
    {"div2k": {"incode_per_partition": 36.42, "local_global_incode": 39.03, "incode": 38.79}},
)
INCODE_SSIM = Reported(
    INCODE.source,
    INCODE.setting,
    "image",
    "ssim",
    {"div2k": {"incode_per_partition": 0.963, "local_global_incode": 0.974, "incode": 0.963}},
)

AUDIO = Reported(
    "Local-Global INRs (NeurIPS 2024), Table 11",
    "waves in 32 partitions, 1000 steps, 10 runs; means",
    "audio",
    "psnr_audio",
    {
        "bach": {"siren_per_partition": 39.26, "local_global_siren": 45.18, "siren": 39.94},
        "counting": {"siren_per_partition": 31.24, "local_global_siren": 33.18, "siren": 32.07},
    },
)
AUDIO_LONG = Reported(
    "Local-Global INRs (NeurIPS 2024), Table 12",
    "waves in 32 partitions, 5000 steps, 10 runs; means",
    "audio",
    "psnr_audio",
    {
        "bach": {"siren_per_partition": 46.20, "local_global_siren": 50.83, "siren": 48.93},
        "counting": {"siren_per_partition": 33.56, "local_global_siren": 35.56, "siren": 34.20},
    },
)

REPORTED = [OINR, INCODE, INCODE_SSIM, AUDIO, AUDIO_LONG]
