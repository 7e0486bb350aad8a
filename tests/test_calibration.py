"""A rule's score is the share of its rows that gold has, and no rule seen twice is called certain."""

import pytest

from mawaqif.errors import MawaqifError
from mawaqif.gold.calibration import calibrate


def test_scores_are_shares_shrunk_towards_the_share_of_all() -> None:
    # all rules: 12 of 24 are right; «often» 10 of 20, «lucky» 2 of 2, «never» 0 of 2; four rows of prior at one half
    scores = calibrate({"often": (10, 20), "lucky": (2, 2), "never": (0, 2)})
    assert scores == {"default": 0.5, "often": 0.5, "lucky": round(4 / 6, 3), "never": round(2 / 6, 3)}


def test_without_rows_there_is_nothing_to_learn() -> None:
    with pytest.raises(MawaqifError, match="adjudicate some first"):
        calibrate({})
