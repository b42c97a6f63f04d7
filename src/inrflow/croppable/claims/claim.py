"""The claims of Croppable INRs."""

from inrflow.encoding.claims.claim import QUALITY, Claim

CLAIMS = {
    "surpasses_siren": Claim(
        "Local-Global surpasses SIREN of equal size",
        "4.1, Tables 1 and 2",
        (*QUALITY, "iou"),
        "dB or IoU",
        timed=True,
    ),
    "beats_per_partition": Claim(
        "Local-Global beats one SIREN a cell of equal size",
        "4.1, Tables 1 and 2",
        (*QUALITY, "iou"),
        "dB or IoU",
        timed=True,
    ),
    "faster_training": Claim(
        "Local-Global trains faster than SIREN of equal size",
        "4.1, Table 3",
        ("seconds",),
        "ratio of seconds for the same steps",
        1.0,
        "below",
        ratio=True,
    ),
    "finer_is_faster": Claim(
        "finer partitions are faster",
        "4.1, Table 3",
        ("seconds",),
        "ratio of seconds for the same steps",
        1.0,
        "below",
        ratio=True,
    ),
    "finer_is_less_accurate": Claim(
        "finer partitions are less accurate", "4.1, Table 3", side="below"
    ),
    "small_global_suffices": Claim(
        "a global network of 5 to 15 % suffices: more of it brings less than 0.5 dB (our bound)",
        "4.1, Table 4",
        bound=-0.5,
    ),
    "concatenation": Claim("merging by concatenation beats addition", "C.1, Table 9"),
    "not_depth": Claim(
        "it is not the depth: Local-Global beats deeper networks a cell of equal size",
        "C.2, Table 10",
    ),
    "distillation": Claim(
        "distillation of a SIREN does not help one SIREN a cell", "C, Table 8", side="below"
    ),
    "silence": Claim(
        "less noise in silence",
        "4.1, Table 11",
        ("snr_in_silence",),
        "dB of the sound over the error in its silent parts",
    ),
    "lower_memory": Claim(
        "Local-Global needs less memory for the same samples",
        "4.1, Table 2",
        ("memory_of_fit_mib",),
        "ratio of the memory of a fit; on a CPU what libraries take at first use is in both",
        1.0,
        "below",
        ratio=True,
    ),
    "more_samples": Claim(
        "more samples a step, for which there is memory, paint better after as many steps",
        "4.1, Table 2",
    ),
    "extension": Claim(
        "extension of a Local-Global field by mirrored cells beats the other ways to the whole "
        "signal: fine-tuning the small SIREN, a SIREN from scratch, fresh cells",
        "4.3, Figures 7 and 13",
        timed=True,
    ),
    "fewer_seams": Claim(
        "Local-Global has weaker seams than one SIREN a cell",
        "4.1, Figure 4",
        ("seam_ratio",),
        "difference of seam ratios",
        side="below",
    ),
}
