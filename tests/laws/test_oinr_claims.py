"""Ledgers of operators and restorations: every claim is told, tables are read as methods."""

from typing import get_args

import numpy as np
import pandas as pd
import pytest

from inrflow.config.oinr.claims import ClaimName, LedgerPart
from inrflow.config.restoration.claims import BEST
from inrflow.config.restoration.claims import ClaimName as Restored
from inrflow.encoding.claims.ledger import ledger
from inrflow.oinr.claims import claim as oinr
from inrflow.oinr.claims.tables import READ
from inrflow.restoration.claims import claim as restoration
from inrflow.restoration.claims.tables import of_task


def test_every_claim_and_part_of_the_config_is_known() -> None:
    assert set(oinr.CLAIMS) == set(get_args(ClaimName))
    assert set(READ) == set(get_args(LedgerPart))
    assert set(restoration.CLAIMS) == set(get_args(Restored))


def test_sizes_and_shares_are_part_of_a_method() -> None:
    names = ["signal", "field", "trained", "seed", "role", "psnr"]
    told = (("held-out", 20.0), ("held-out", 22.0), ("original", 18.0), ("trained", 99.0))
    rows = [["a", "o", "all", 0, role, value] for role, value in told]
    found = READ["multiresolution"](pd.DataFrame(rows, columns=names)).iloc[0]
    assert (found["field"], found["psnr_held_out"], found["psnr_original"]) == ("o/all", 21, 18)
    some = pd.DataFrame([["a", "x", "o", 0.25, 0, 9.0]],
                        columns=["signal", "field", "method", "share", "seed", "psnr"])  # fmt: skip
    assert READ["scattered"](some)["field"].tolist() == ["o/0.25"]


def test_unseen_frames_alone_count() -> None:
    rows = [["a", "o", 1, 0, 40.0, np.nan], ["a", "o", 3, 0, 41.0, 17.0]]
    names = ["signal", "method", "every", "seed", "psnr_kept", "psnr_unseen"]
    found = READ["sequences"](pd.DataFrame(rows, columns=names))
    assert found["psnr_unseen"].tolist() == [17.0] and found["field"].tolist() == ["o"]


def test_a_number_of_one_method_is_held_against_its_bound() -> None:
    spread = {"signal": list("abc"), "field": "o", "seed": 0, "sd_schemes": [0.2, 0.3, 0.25]}
    table = pd.DataFrame(spread)
    held = {"little_influence": [{"table": "summary", "first": "o", "second": None}]}
    rows = pd.DataFrame(ledger(oinr.CLAIMS, {"summary": table}, held, 5, 3)).set_index("signal")
    assert rows.loc["all", "value"] == pytest.approx(0.25)
    assert rows.loc["all", "verdict"] == "holds" and rows.loc["a", "verdict"] == "undecided"


def test_the_best_classical_method_is_taken_as_a_user_could() -> None:
    names = ["task", "signal", "method", "kind", "seed", "selection", "psnr"]
    rows = [["t", "a", "f", "field", 0, one, value] for one, value in
            (("fixed", 20.0), ("blind", 21.0), ("oracle", 22.5))]  # fmt: skip
    rows += [["t", "a", "c", "classical", 0, "blind", 24.0],
             ["t", "a", "c", "classical", 0, "oracle", 25.0],
             ["t", "a", "d", "classical", 0, "fixed", 23.0]]  # fmt: skip
    found = of_task(pd.DataFrame(rows, columns=names), "t").set_index("field")
    assert found.loc["f", "oracle_gain"] == 1.5
    assert found.loc[BEST, ["psnr_blind", "psnr_fixed", "psnr_oracle"]].tolist() == [24, 24, 25]
