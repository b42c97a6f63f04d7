"""The claims of O-INR (Pal et al., ICML 2024)."""

from inrflow.encoding.claims.claim import Claim

COMPARABLE = -1.0  # dB; our bound for "comparable"

CLAIMS = {
    "comparable_quality": Claim(
        "O-INR of equal size and steps is comparable (at most 1 dB worse, our bound) or better",
        "5.1, Table 1",
        ("psnr",),
        bound=COMPARABLE,
    ),
    "multiresolution": Claim(
        "trained at many sizes, O-INR paints the original size as well (at most 1 dB worse, our "
        "bound) as baselines trained at the largest",
        "5.3, Figures 2, 10, 14",
        ("psnr_original",),
        bound=COMPARABLE,
    ),
    "one_for_all_sizes": Claim(
        "training at many sizes paints sizes that were left out better than training at one",
        "5.3",
        ("psnr_held_out",),
    ),
    "described_kernels": Claim(
        "kernels of offsets in the domain, as described, carry over to the original size better "
        "than taps at pixel stride, as released",
        "4.2",
        ("psnr_original",),
    ),
    "scattered": Claim(
        "on samples that lie on no lattice, continuous O-INR is as good (at most 1 dB worse, our "
        "bound); the paper names this a limitation",
        "6",
        ("psnr",),
        bound=COMPARABLE,
    ),
    "sequences_interpolate": Claim(
        "frames that were left out are painted better", "5.4, Figures 5 and 7", ("psnr_unseen",)
    ),
    "noise_replaces_levels": Claim(
        "noise channels make up for high frequencies that are left out", "G, Figure 16", ("psnr",)
    ),
    "derivatives_match": Claim(
        "closed-form derivatives match those of what is painted (correlation above 0.95, our "
        "bound)",
        "4.3, Figure 8",
        ("gradient, painted", "laplacian, painted"),
        "correlation with central differences, interior",
        0.95,
    ),
    "derivatives_of_the_signal": Claim(
        "closed-form derivatives are those of the signal",
        "4.3, Figure 8",
        ("gradient, exact", "laplacian, exact", "gradient, truth", "laplacian, truth"),
        "correlation, interior",
    ),
    "aliasing_spoils": Claim(
        "encodings below the Nyquist limit have better derivatives (ours)",
        "not in the paper",
        ("gradient, painted", "laplacian, painted", "gradient, exact", "laplacian, exact"),
        "correlation, interior",
    ),
    "stable_numerics": Claim(
        "numerics are stable: no more fits fail, over seeds and initial weights (at most 5 % more, "
        "our bound)",
        "4.1",
        ("share_failed",),
        "share of fits",
        0.05,
        "below",
    ),
    "little_influence": Claim(
        "initial weights have little influence: schemes spread by less than 1 dB (our bound)",
        "4.1",
        ("sd_schemes",),
        "dB, standard deviation",
        1.0,
        "below",
    ),
    "little_tuning": Claim(
        "little tuning: more rates are good ones",
        "4.1",
        ("decades",),
        "decades of learning rates near the best",
    ),
    "faster_evaluation": Claim(
        "O-INR of equal size is faster to evaluate",
        "4.1",
        ("decode_seconds",),
        "ratio of seconds for one picture",
        1.0,
        "below",
        ratio=True,
    ),
    "structured_weights": Claim(
        "weight space is structured: lower barriers between fits",
        "5.6, Figures 9, 19, 20",
        ("share_of_variance",),
        "barrier over the variance of the picture there",
        side="below",
    ),
    "matching_helps": Claim(
        "matching neurons lowers barriers",
        "5.6, Figure 20",
        ("share_of_variance",),
        "barrier over the variance of the picture there",
        side="below",
    ),
}
