"""Analyses of contribution maps in the XINC released code, as described, written as loops.

Maps are numpy arrays or tensors of shape (N, H, W), one per neuron; flatten the (in, out) axes
of convolution maps first. Every analysis takes the absolute value of the maps itself.
"""

import numpy as np
from PIL import Image
from scipy import ndimage
from skimage.filters import gabor_kernel

GABOR_SIGMAS = (1, 3)
GABOR_FREQUENCIES = (0.05, 0.25, 0.5)


def _magnitudes(maps):
    """Absolute values of (N, H, W) maps in float64."""
    return np.abs(np.asarray(maps, dtype=np.float64))


# --------------------------------------------------------------------------------------------
# What neurons care about: regions
# --------------------------------------------------------------------------------------------


def label_masks(labels):
    """Masks (R, H, W) of the labels 0 ... max of a (H, W) label picture."""
    labels = np.asarray(labels)
    return np.stack([labels == value for value in range(int(labels.max()) + 1)])


def deltas(maps, labels_masks, absolute):
    """Relative excess of each neuron's contribution in each region, (N, R).

    ``(S - E) / E`` with S the sum of |map| inside the region and E the share which the region's
    area would have of the map's total. NaN for a neuron without contribution and for an empty
    region. ``absolute`` drops the sign of the excess.
    """
    magnitudes = _magnitudes(maps)
    n, height, width = magnitudes.shape
    result = np.full((n, len(labels_masks)), np.nan)
    for neuron in range(n):
        total = magnitudes[neuron].sum()
        for region, mask in enumerate(labels_masks):
            mask = np.asarray(mask, dtype=bool)
            expected = total * mask.sum() / (height * width)
            if expected > 0:
                inside = magnitudes[neuron][mask].sum()
                result[neuron, region] = (inside - expected) / expected
    return np.abs(result) if absolute else result


def dispersion(deltas):
    """Unbiased variance and standard deviation over the regions, both (N,)."""
    deltas = np.asarray(deltas, dtype=np.float64)
    variance = np.empty(len(deltas))
    for neuron, values in enumerate(deltas):
        centred = values - values.sum() / len(values)
        variance[neuron] = (centred**2).sum() / (len(values) - 1)
    return variance, np.sqrt(variance)


def interleaved_gridcell_masks(height, width, step_y, step_x):
    """Build the "grid cells" of the released code, (step_y * step_x, H, W).

    Cell ``dy * step_x + dx`` is the lattice of every step_y-th row from dy and every step_x-th
    column from dx. Rows and columns beyond the last whole step_y x step_x window are in no cell.
    """
    masks = np.zeros((step_y * step_x, height, width), dtype=bool)
    for y in range(height // step_y * step_y):
        for x in range(width // step_x * step_x):
            masks[(y % step_y) * step_x + x % step_x, y, x] = True
    return masks


def rectangular_gridcell_masks(height, width, rows, cols):
    """Contiguous rectangles, (rows * cols, H, W), row-major.

    Row r spans ``r * height // rows`` to ``(r + 1) * height // rows``, columns likewise: equal
    cells where the sizes divide, and every pixel in exactly one cell where they do not.
    """
    masks = np.zeros((rows * cols, height, width), dtype=bool)
    for row in range(rows):
        top, bottom = row * height // rows, (row + 1) * height // rows
        for col in range(cols):
            left, right = col * width // cols, (col + 1) * width // cols
            masks[row * cols + col, top:bottom, left:right] = True
    return masks


# --------------------------------------------------------------------------------------------
# How distributed the representation is
# --------------------------------------------------------------------------------------------


def area_threshold(maps, share):
    """Value of |map| below which lies a ``share`` of the layer's total contribution.

    All N * H * W magnitudes are sorted in descending order; the result is the first value whose
    cumulative sum (float64) reaches (1 - share) of the total.
    """
    magnitudes = np.abs(np.asarray(maps)).reshape(-1)
    descending = np.sort(magnitudes)[::-1]
    cumulative = np.cumsum(descending, dtype=np.float64)
    for index in np.flatnonzero(cumulative >= (1 - share) * cumulative[-1])[:1]:
        return float(descending[index])
    return float("nan")


def pixels_per_neuron(maps):
    """Pixels (N,) at which a neuron holds more than 1/N of the layer's contribution.

    Integer counts, not sorted. A pixel without any contribution counts for no neuron.
    """
    magnitudes = _magnitudes(maps)
    n, height, width = magnitudes.shape
    counts = np.zeros(n, dtype=np.int64)
    for y in range(height):
        for x in range(width):
            total = magnitudes[:, y, x].sum()
            if total > 0:
                counts += magnitudes[:, y, x] / total > 1 / n
    return counts


def neurons_per_pixel(maps, threshold):
    """Fraction (H, W) of the layer's neurons whose |map| exceeds ``threshold`` at each pixel."""
    magnitudes = np.abs(np.asarray(maps))
    count = np.zeros(magnitudes.shape[1:], dtype=np.int64)
    for magnitude in magnitudes:
        count += magnitude > threshold
    return count / len(magnitudes)


# --------------------------------------------------------------------------------------------
# Gabor responses
# --------------------------------------------------------------------------------------------


def _gabor_responses(image_uint8, orientations, dtype):
    """Stack (H, W, filters) of wrapped-border responses to the real parts of a Gabor bank.

    Filters run over orientation, then sigma, then frequency.
    """
    grey = np.asarray(Image.fromarray(np.asarray(image_uint8)).convert("L")).astype(dtype)
    responses = []
    for theta in orientations:
        for sigma in GABOR_SIGMAS:
            for frequency in GABOR_FREQUENCIES:
                kernel = gabor_kernel(frequency, theta=theta, sigma_x=sigma, sigma_y=sigma)
                responses.append(ndimage.convolve(grey, np.real(kernel), mode="wrap"))
    return np.stack(responses, axis=-1)


def released_gabor_features(image_uint8):
    """Six uint8 responses (H, W, 6) of a (H, W, 3) uint8 image, as the released code has them.

    Only the first orientation is built, and the convolution of a uint8 picture returns uint8, so
    negative responses wrap around.
    """
    return _gabor_responses(image_uint8, (0.0,), np.uint8)


def intended_gabor_features(image_uint8):
    """Compute 24 float64 responses (H, W, 24), four orientations, of grey values in 0 ... 255."""
    return _gabor_responses(image_uint8, [j * np.pi / 4 for j in range(4)], np.float64)
