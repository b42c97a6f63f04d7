"""XINC's claims, in the order of its sections, and one of ours."""

from collections.abc import Callable

import numpy as np

from inrflow.analysis.claims.claim import Claim, Comparison, Numbers, mean_of


def _others(fit: Numbers, kind: str) -> float:
    """Mean over colour, texture and, where there are any, segments."""
    return mean_of([fit.mean(f"{kind}_{g}") for g in ("rgb", "gabor", "segments")])


def _clusters(fit: Numbers, kind: str) -> float:
    return max(fit.mean(f"{kind}_{g}") for g in ("rgb", "gabor"))


def _less(fit: Numbers, measure: str, *than: str) -> float:
    """Mean over stages of a number less the largest of some others, where there are any."""
    return mean_of(
        [
            fit.get(stage, measure) - np.fmax.reduce([fit.get(stage, other) for other in than])
            for stage in fit.stages
        ]
    )


def _block3(fit: Numbers) -> float:
    """The last block's grid over RGB against the same at all other stages."""
    last, rest = fit.stages[-2], [s for s in fit.stages if s != fit.stages[-2]]
    one, other = (fit.mean("std_grid", s) / fit.mean("std_rgb", s) for s in ([last], rest))
    return one / other


def _fall(fit: Numbers) -> float:
    return fit.get(fit.stages[0], "pixels_per_neuron") / fit.get(
        fit.stages[-1], "pixels_per_neuron"
    )


def _second_layer(measure: str) -> Callable[[Numbers], float]:
    def value(fit: Numbers) -> float:
        return fit.get(fit.stages[1], measure) if len(fit.stages) > 1 else np.nan

    return value


def _first_above_rest(measure: str) -> Callable[[Numbers], float]:
    def value(fit: Numbers) -> float:
        return fit.get(fit.stages[0], measure) - fit.mean(measure, fit.stages[1:])

    return value


PARITY = "as in the paper; depends on number and size of regions, so it decides nothing"
FIG4, FIG6, FIG7 = "4.1, Figs. 4, 16", "4.3, Figs. 6, 15", "4.3, Figs. 7, 17"

CLAIMS = [
    Claim(
        "space_least",
        "space explains far less than colour, edges, instances",
        FIG4,
        f"dispersion over grid cells / mean of that over RGB, Gabor clusters, segments; {PARITY}",
        lambda fit: fit.mean("std_grid") / _others(fit, "std"),
        0.5, "below", ratio=True, decides=False,
    ),
    Claim(
        "space_explains_least",
        "space explains far less than colour, edges, instances",
        FIG4,
        "explained variance: grid cells less half the mean of RGB, Gabor clusters, segments",
        lambda fit: fit.mean("explained_grid") - _others(fit, "explained") / 2, 0.0, "below",
    ),
    Claim(
        "instances_no_more",
        "instances explain no more than RGB or Gabor",
        FIG4,
        f"dispersion over segments / larger of RGB and Gabor; {PARITY}",
        lambda fit: fit.mean("std_segments") / _clusters(fit, "std"),
        1.0, "below", ratio=True, decides=False,
    ),
    Claim(
        "instances_explain_no_more",
        "instances explain no more than RGB or Gabor",
        FIG4,
        "explained variance: segments less the larger of RGB and Gabor",
        lambda fit: fit.mean("explained_segments") - _clusters(fit, "explained"), 0.0, "below",
    ),
    Claim(
        "block3_meets_grid",
        "block 3 meets grid cells",
        FIG4,
        "dispersion grid / RGB in the last block over the same in the other stages",
        _block3, 1.0, "above", "convolution", ratio=True,
    ),
    Claim(
        "intensity_biased",
        "contributions are biased towards intensity",
        "4.2, Fig. 5",
        "rank correlation of heat with intensity, mean over stages",
        lambda fit: fit.mean("intensity_spearman"), 0.0, "above",
    ),
    Claim(
        "not_intensity_alone",
        "but not intensity alone: edges count as well",
        "4.2, Fig. 5",
        "partial rank correlation of heat with edges given intensity, mean over stages",
        lambda fit: fit.mean("edges_partial"), 0.0, "above",
    ),
    Claim(
        "represent_to_omit",
        "must represent to omit: near-black regions take contributions",
        "4.2, Fig. 5",
        "density on near-black pixels / mean density of the picture, mean over stages",
        lambda fit: fit.mean("density_near_black"), 0.5, "above",
    ),
    Claim(
        "represent_black_object",
        "must represent to omit: a near-black object takes contributions",
        "4.2, Fig. 5",
        "density on near-black objects / mean density of the picture, mean over stages",
        lambda fit: fit.mean("density_black_object"), 0.5, "above",
    ),
    Claim(
        "distributed",
        "representation is distributed",
        FIG6,
        "median share of the picture in which a neuron has more than an equal share",
        lambda fit: fit.mean("pixels_per_neuron"), 0.1, "above",
    ),
    Claim(
        "pixels_fall_early",
        "pixels per neuron fall towards early layers",
        FIG6,
        "pixels per neuron of the first stage / of the last",
        _fall, 1.0, "below", ratio=True,
    ),
    Claim(
        "edges_in_nerv",
        "neurons per pixel are biased towards edges in NeRV",
        FIG7,
        "rank correlation of neurons per pixel (half of the mass) with edges, mean over stages",
        lambda fit: fit.mean("neurons_per_pixel_edges_0.5"), 0.0, "above", "convolution",
    ),
    Claim(
        "half_of_layer2_dead",
        "nearly half of FFN layer 2 is dead (empty map)",
        FIG6,
        "share of neurons of the second layer with an empty map (under `corrected` 0 by its "
        "reading: what is never active keeps its share of the bias)",
        _second_layer("empty_share"), 0.4, "above", "pointwise",
    ),
    Claim(
        "half_of_layer2_inactive",
        "nearly half of FFN layer 2 is dead (unit never active)",
        FIG6,
        "share of neurons of the second layer that are never active",
        _second_layer("inactive_share"), 0.4, "above", "pointwise",
    ),
    Claim(
        "categories_not_grouped",
        "instances of one category are not grouped",
        "4.4, Figs. 8, 19",
        "correlation of profiles within less that between categories, less the same for permuted "
        "categories, mean over stages",
        lambda fit: _less(fit, "category_gap", "category_gap_null"), 0.1, "below",
    ),
    Claim(
        "constant_over_time",
        "contributions to an object stay constant over time",
        "4.4, Fig. 8",
        "share of a neuron's variance that lies between objects rather than over time",
        lambda fit: fit.mean("object_constancy"), 0.5, "above", "convolution",
    ),
    Claim(
        "block1_even",
        "block 1 spreads evenly over objects",
        "4.4, Fig. 8",
        "evenness over objects of the first stage less that of the later ones",
        _first_above_rest("object_evenness"), 0.0, "above", "convolution",
    ),
    Claim(
        "motion_drives",
        "motion drives the fluctuation of contributions",
        "4.5, Fig. 9",
        "rank correlation of fluctuation with speed, mean over stages",
        lambda fit: fit.mean("motion_spearman"), 0.0, "above", "convolution",
    ),
    Claim(
        "motion_beyond_change",
        "motion drives the fluctuation beyond the change of intensity",
        "4.5, Fig. 9",
        "partial rank correlation of fluctuation with speed given |change of intensity|",
        lambda fit: fit.mean("motion_partial"), 0.0, "above", "convolution",
    ),
    Claim(
        "early_follow_encoding",
        "the earliest layers follow the encoding",
        "4.1, Fig. 3",
        "variance of a map that one encoding feature predicts: first stage less later ones",
        _first_above_rest("encoding_r2"), 0.0, "above", "pointwise",
    ),
    Claim(
        "neurons_form_types",
        "neurons form types",
        "4.6, Figs. 10, 12, 13",
        "silhouette of 4 clusters less the mean of its nulls: continua of the same covariance, "
        "Gaussian or of the same marginals, whichever is higher in the stage",
        lambda fit: _less(fit, "silhouette", "silhouette_null", "silhouette_skewed"), 0.0, "above",
    ),
    Claim(
        "types_recur",
        "types recur across seeds",
        "4.6, Fig. 14",
        "mixing of seeds in clusters / that of permuted seeds, mean over stages",
        lambda fit: fit.mean("mixing_ratio"), 0.9, "above",
    ),
    Claim(
        "contribution_predicts_damage",
        "contributions predict damage better than weights do",
        "ours",
        "rank correlation of contribution with damage less that of weight magnitude",
        lambda fit: _less(fit, "damage_spearman", "damage_spearman_weight"), 0.0, "above",
    ),
]  # fmt: skip

COMPARISONS = [
    Comparison(
        "space_weaker_in_ffn",
        "space is weaker in FFN than in the middle NeRV blocks",
        FIG4,
        "dispersion over grid cells, FFN layers / middle NeRV blocks",
        lambda ffn, nerv: ffn.mean("std_grid") / nerv.mean("std_grid", nerv.middle),
        1.0, "below", ratio=True,
    ),
    Comparison(
        "even_in_ffn",
        "neurons per pixel are even in FFN, not in NeRV",
        FIG7,
        "coefficient of variation over pixels of neurons per pixel (half of the mass), above that "
        "of as many independent neurons, FFN less NeRV",
        lambda ffn, nerv: ffn.mean("neurons_per_pixel_cv_excess_0.5")
        - nerv.mean("neurons_per_pixel_cv_excess_0.5"),
        0.0, "below",
    ),
]  # fmt: skip
