"""The claims of the study `croppable`."""

from typing import Literal

ClaimName = Literal[
    "surpasses_siren",
    "beats_per_partition",
    "faster_training",
    "finer_is_faster",
    "finer_is_less_accurate",
    "small_global_suffices",
    "concatenation",
    "not_depth",
    "distillation",
    "silence",
    "lower_memory",
    "more_samples",
    "extension",
    "fewer_seams",
]
