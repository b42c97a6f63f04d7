"""The claims of O-INR's Table 2 and of Croppable INRs' Tables 14 and 15."""

from inrflow.encoding.claims.claim import Claim

SELECTED = ("psnr_blind", "psnr_fixed", "psnr_oracle")

CLAIMS = {
    "comparable_restoration": Claim(
        "O-INR restores comparably (at most 1 dB worse, our bound) or better",
        "O-INR 5.2, Table 2, Figures 4, 13, 15",
        SELECTED,
        bound=-1.0,
    ),
    "local_global_helps": Claim(
        "Local-Global INCODE restores better than INCODE",
        "Croppable INRs 4.4, Tables 14 and 15, Figure 8",
        SELECTED,
    ),
    "beats_classical": Claim(
        "a field restores better than the best classical method, which needs no training and sees "
        "the measurements that are held out from fields, too (ours)",
        "in neither paper",
        SELECTED,
    ),
    "oracle_flatters": Claim(
        "the best step against the truth, which the papers report, flatters by more than 0.5 dB "
        "(our bound) what a step chosen without it reaches",
        "how both papers score",
        ("oracle_gain",),
        bound=0.5,
    ),
}
