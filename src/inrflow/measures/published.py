"""Published numbers that ours are printed beside."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from inrflow.io.atomic import atomic_file

# XINC, CVPR 2024: means over its Cityscapes-VPS and VIPSeg clips
XINC_PSNR = {"ffn": 34.29, "nerv": 33.50}
# each released code reports its own kind of PSNR; see `inrflow.measures.quality`
XINC_KIND = {"ffn": "psnr_8bit", "nerv": "psnr_unclamped"}


def compare_with_paper(params: dict[str, Any], *, metrics: list[Path], table: Path) -> None:
    """Write the PSNR of fits under XINC's recipes beside the paper's means.

    Args:
        params: `fits`: [signal, architecture] of every metrics file, in their order.
        metrics: inputs, json.
        table: output, csv.
    """
    rows = []
    for (signal, architecture), path in zip(params["fits"], metrics, strict=True):
        record = json.loads(path.read_text())
        row = {"signal": signal, "architecture": architecture, "steps": record["steps"]}
        row["psnr"] = record[XINC_KIND[architecture]]
        row["kind"] = XINC_KIND[architecture]
        row["paper_mean_psnr"] = XINC_PSNR[architecture]
        rows.append(row | {"parameters": record["parameters"], "ssim": record["ssim"]})
    with atomic_file(table) as part:
        pd.DataFrame(rows).to_csv(part, index=False, float_format="%.6g")
