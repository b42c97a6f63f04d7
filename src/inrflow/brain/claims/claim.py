"""The claims of O-INR on brains, and ours; a claim of two measures has a bound for each."""

from inrflow.encoding.claims.claim import Claim

PRESERVED = (
    "group differences are preserved: t maps of original and imputed scans correlate above 0.9 and "
    "Dice of |t| > 3 is above 0.7 (our bounds)"
)
FIGURE = "O-INR 6, Figures 17 and 18"
TABLE = "O-INR 6, Table 3"
MORE = "the first preserves the difference between the groups more than the second (ours)"
FOUND = (
    "tests of the first find more of a made cohort's true regions and voxels than tests of the "
    "second, and fewer false clusters (ours)"
)
OURS = "not in the paper"

CLAIMS: dict[str, tuple[Claim, ...]] = {
    "robust_to_missing": (
        Claim(
            "O-INR is robust up to 80 % missing slices: PSNR of unseen slices, in the mask, falls "
            "by less than 3 dB (our bound) from the set's smallest gap to another",
            TABLE,
            ("psnr_lost",),
            bound=3.0,
            side="below",
        ),
    ),
    "loses_less": (
        Claim(
            "from the smallest gap to a larger one the first loses less than the second (ours)",
            TABLE,
            ("psnr_lost",),
            side="below",
        ),
    ),
    "beats_interpolation": (
        Claim(
            "the first imputes unseen slices better than the second, in the mask (ours)",
            OURS,
            ("psnr_unseen",),
        ),
    ),
    "differences_preserved": (
        Claim(PRESERVED, FIGURE, ("correlation",), unit="", bound=0.9),
        Claim(PRESERVED, FIGURE, ("dice_3",), unit="", bound=0.7),
    ),
    "preserves_more": (Claim(MORE, OURS, ("correlation", "dice_3"), unit=""),),
    "finds_the_truth": (
        Claim(
            FOUND,
            OURS,
            (
                "true_regions_found",
                "true_voxels_found",
                "true_regions_found_fwe",
                "true_voxels_found_fwe",
            ),
            unit="share",
        ),
        Claim(
            FOUND,
            OURS,
            ("false_clusters", "false_clusters_fwe"),
            unit="clusters",
            side="below",
        ),
    ),
    "warm_start_suffices": (
        Claim(
            "a warm start loses at most 0.5 dB (our bound) to a cold one, on subjects other than "
            "that on whom both begin",
            OURS,
            ("psnr_unseen",),
            bound=-0.5,
        ),
    ),
}
