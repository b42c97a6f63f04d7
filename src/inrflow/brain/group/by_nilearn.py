"""The family-wise test as nilearn makes it, and threshold-free cluster enhancement.

All values are held at once, and nothing is enumerated: what `product` is checked against, and
what knows clusters. Orders of small groups are drawn with repetition.
"""

import numpy as np
from jaxtyping import Bool, Float, Float64

from inrflow.brain.group.design import Design
from inrflow.brain.scan import Affine
from inrflow.config.brain.group_test import GroupTest

Maps = dict[str, Float64[np.ndarray, " voxel"]]


def family_wise(
    values: Float[np.ndarray, "subject voxel"],
    design: Design,
    test: GroupTest,
    mask: Bool[np.ndarray, "x y z"],
    affine: Affine,
) -> Maps:
    """Return t, p_fwe, p_fwe_reverse; with `tfce` also tfce_score, tfce_p_fwe, and reversed.

    Args:
        values: of the mask's voxels.
        design: groups and covariates.
        test: orders, identity counted; seed; whether clusters are enhanced.
        mask: where voxels lie, for the enhancement.
        affine: index -> place, mm.
    """
    code = design.first.astype(np.float64)
    forth = _one_sided(code, values, design, test, mask, affine)
    back = _one_sided(1 - code, values, design, test, mask, affine)
    return forth | {f"{name}_reverse": value for name, value in back.items() if name != "t"}


def _one_sided(
    code: Float64[np.ndarray, " subject"],
    values: Float[np.ndarray, "subject voxel"],
    design: Design,
    test: GroupTest,
    mask: Bool[np.ndarray, "x y z"],
    affine: Affine,
) -> Maps:
    """Return t, and p that whom the code names 1 are larger."""
    from nibabel import Nifti1Image  # noqa: PLC0415 (nilearn takes 3 seconds to import)
    from nilearn.maskers import NiftiMasker  # noqa: PLC0415
    from nilearn.mass_univariate import permuted_ols  # noqa: PLC0415

    masker = NiftiMasker(Nifti1Image(mask.astype(np.uint8), affine)).fit() if test.tfce else None
    found = permuted_ols(
        code[:, None],
        values.astype(np.float64),
        design.covariates if design.covariates.size else None,
        n_perm=test.permutations - 1,
        two_sided_test=False,
        random_state=test.seed,
        masker=masker,
        tfce=test.tfce,
    )
    maps = {"t": found["t"][0], "p_fwe": 10 ** -found["logp_max_t"][0]}
    if test.tfce:
        maps |= {"tfce_score": found["tfce"][0], "tfce_p_fwe": 10 ** -found["logp_max_tfce"][0]}
    return maps
