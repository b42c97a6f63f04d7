"""The croppable paper's tables of parameters: closed forms, options, and built networks."""

from itertools import pairwise
from typing import Any, NamedTuple

import pytest
import torch

from inrflow.config.networks.automatic import Family
from inrflow.fields.resolve import empty, options_of

GREY, COLOUR, SOUND = (1, 512, 512, 1), (1, 512, 512, 3), (1, 1, 537_936, 1)
VIDEO, VOLUME = (300, 512, 512, 3), (512, 512, 512, 1)
LUCY = list(range(100, 279))  # 179 of 512 cells


class Row(NamedTuple):
    """A row of Tables 6, 7, 8, 10 or appendix E: local networks, all else, both."""

    shape: tuple[int, int, int, int]
    network: dict[str, Any]
    local: int | None
    common: int
    total: int


def siren(width: int, **options: Any) -> dict[str, Any]:
    return {"architecture": "siren", "width": width, **options}


def spp(width: int, *partition: int, **options: Any) -> dict[str, Any]:
    return siren(width, partition=list(partition), **options)


def lgs(width: int, common: int, *partition: int, **options: Any) -> dict[str, Any]:
    own = {"width": width, "global_width": common, "partition": list(partition)}
    return {"architecture": "local_global", **own, **options}


def incode(width: int, **options: Any) -> dict[str, Any]:
    return {"architecture": "incode", "width": width, **options}


def lgi(*widths: int, **options: Any) -> dict[str, Any]:
    return lgs(*widths) | {"architecture": "local_global_incode"} | options


def adding(*widths: int) -> dict[str, Any]:
    return lgs(*widths) | {"architecture": "local_global_add"}


def denoising(last: int) -> dict[str, Any]:
    hidden = [32, 16, last] if last else [32, 16]
    return {"harmoniser": {"hidden": hidden, "norm": True, "bias": 5e-4}}


SPAN = (1, 336, 512, 3)
ROWS = {
    "SIREN grey": Row(GREY, siren(256), None, 198_401, 198_401),
    "SIREN RGB": Row(COLOUR, siren(256), None, 198_915, 198_915),
    "SIREN audio": Row(SOUND, siren(256), None, 198_145, 198_145),
    "SIREN Lucy": Row(VOLUME, siren(256), None, 198_657, 198_657),
    "SPP 15 grey": Row(GREY, spp(15, 16, 16), 199_936, 0, 199_936),
    "SPP 15 RGB": Row(COLOUR, spp(15, 16, 16), 208_128, 0, 208_128),
    "LGS 14/84 grey": Row(GREY, lgs(14, 84, 16, 16), 175_872, 23_058, 198_930),
    "LGS 14/68 RGB": Row(COLOUR, lgs(14, 68, 16, 16), 183_552, 15_442, 198_994),
    "SPP 45 audio": Row(SOUND, spp(45, 32), 203_072, 0, 203_072),
    "LGS 42/72 audio": Row(SOUND, lgs(42, 72, 32), 177_440, 20_742, 198_182),
    "SIREN 1030 video": Row(VIDEO, siren(1030), None, 3_193_003, 3_193_003),
    "SPP 56 video": Row(VIDEO, spp(56, 5, 8, 8), 3_190_720, 0, 3_190_720),
    "LGS 55/180 video": Row(VIDEO, lgs(55, 180, 5, 8, 8), 3_080_960, 111_440, 3_192_400),
    "SIREN 191 half": Row((1, 512, 256, 1), siren(191), None, 110_781, 110_781),
    "LGS 14/84 half": Row((1, 512, 256, 1), lgs(14, 84, 16, 8), 87_936, 23_058, 110_994),
    "LGS fc + add 14/84": Row(GREY, adding(14, 84, 16, 16), 175_872, 26_432, 202_304),
    "LGS fc + add 42/72 audio": Row(SOUND, adding(42, 72, 32), 177_440, 28_176, 205_616),
    "LGS 112/86": Row(GREY, lgs(112, 86, 2, 2), 153_668, 44_992, 198_660),
    "LGS 59/72": Row(GREY, lgs(59, 72, 4, 4), 173_712, 23_772, 197_484),
    "LGS 29/82": Row(GREY, lgs(29, 82, 8, 8), 174_528, 23_912, 198_440),
    "LGS 7/52": Row(GREY, lgs(7, 52, 32, 32), 201_728, 8_844, 210_572),
    "LGS 13/120": Row(GREY, lgs(13, 120, 16, 16), 153_344, 45_662, 199_006),
    "LGS 12/146": Row(GREY, lgs(12, 146, 16, 16), 132_352, 66_732, 199_084),
    "LGS 111/180 video": Row(VIDEO, lgs(111, 180, 5, 4, 4), 3_046_080, 130_872, 3_176_952),
    "LGS 27/180 video": Row(VIDEO, lgs(27, 180, 5, 16, 16), 3_148_800, 104_076, 3_252_876),
    "LGS 53/318 video": Row(VIDEO, lgs(53, 318, 5, 8, 8), 2_867_200, 325_314, 3_192_514),
    "SPP 18 Lucy": Row(VOLUME, spp(18, 8, 8, 8, kept=LUCY), 199_943, 0, 199_943),
    "LGS 17/76 Lucy": Row(VOLUME, lgs(17, 76, 8, 8, 8, kept=LUCY), 179_716, 19_458, 199_174),
    "INCODE 256": Row(SPAN, incode(256), None, 205_287, 205_287),
    "IPP 31": Row(SPAN, incode(31, partition=[8, 8]), 202_560, 6_372, 208_932),
    "LGI 28/96": Row(SPAN, lgi(28, 96, 8, 8), 166_848, 38_360, 205_208),
    "LGI 34/68 super-resolution": Row(
        (1, 336, 504, 3), lgi(34, 68, 6, 8), 181_296, 24_418, 205_714
    ),
    "INCODE denoising": Row((1, 288, 512, 3), incode(256, **denoising(12)), None, 201_899, 201_899),
    "LGI 80/82 denoising": Row(
        (1, 288, 512, 3), lgi(80, 82, 2, 4) | denoising(12), 159_384, 36_792, 196_176
    ),
    "INCODE 326 CT": Row((1, 256, 256, 1), incode(326), None, 327_483, 327_483),
    "LGI 230/300 CT": Row(
        (1, 256, 256, 1), lgi(230, 300, 1, 2, layers=3), 108_102, 219_966, 328_068
    ),
    "SPP 9, 10 layers": Row(GREY, spp(9, 16, 16, layers=10), 193_792, 0, 193_792),
    "SPP 10, 10 layers": Row(GREY, spp(10, 16, 16, layers=10), 235_776, 0, 235_776),
}
every_row = pytest.mark.parametrize("name", ROWS)


@every_row
def test_options_count_what_the_paper_prints(name: str) -> None:
    shape, network, local, common, total = ROWS[name]
    assert options_of(network).parameters(shape) == total
    assert (local or 0) + common == total


@every_row
def test_built_networks_hold_what_the_paper_prints(name: str) -> None:
    shape, network, local, _, total = ROWS[name]
    with torch.device("meta"):
        field = empty(network, shape)
    assert sum(p.numel() for p in field.parameters()) == total
    if local is not None:
        own = [p.numel() for n, p in field.named_parameters() if len(p) == field.members > 1]
        assert sum(own) == local


@pytest.mark.parametrize("name", [name for name in ROWS if "/" in name])
def test_the_closed_form_of_local_global_networks(name: str) -> None:
    shape, network, local, _, total = ROWS[name]
    options = options_of(network)
    family = options.family(shape)
    widths = options.width, options.global_width
    assert family.local(options.width) == local
    assert family.total(*widths) == total
    assert family.share(*widths) == pytest.approx(1 - local / (total - options.fixed))


def test_shares_that_the_paper_prints() -> None:
    for widths, wanted in (((14, 84), 11.6), ((13, 120), 22.9), ((12, 146), 33.5)):
        assert round(100 * Family(2, 1, 256).share(*widths), 1) == wanted
    assert round(100 * Family(3, 3, 320).share(55, 180), 1) == 3.5
    assert round(100 * Family(3, 3, 320).share(53, 318), 1) == 10.2


@pytest.mark.parametrize(
    ("network", "shape", "cells", "wanted"),
    [
        (lgs(14, 84, 16, 16), GREY, 83, 80_079),
        (lgs(14, 84, 16, 16), GREY, 36, 47_790),
        (lgs(55, 180, 5, 8, 8), VIDEO, 180, 1_844_480),
        (lgs(55, 180, 5, 8, 8), VIDEO, 192, 1_960_016),
    ],
)
def test_what_is_left_after_a_crop(network: dict, shape: tuple, cells: int, wanted: int) -> None:
    network = network | {"kept": list(range(cells))}
    assert options_of(network).parameters(shape) == wanted


def test_a_local_network_counts_as_a_siren() -> None:
    for axes, channels, width, layers in ((2, 1, 14, 5), (3, 3, 55, 5), (2, 3, 9, 3)):
        widths = [axes, *[width] * (layers - 1), channels]
        literal = sum(a * b + b for a, b in pairwise(widths))
        assert Family(axes, channels, 7, layers - 2).local(width) == 7 * literal
