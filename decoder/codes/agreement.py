"""How well two sets of soft bits fit each other."""

import numpy as np

from decoder.arrays import Llr


def agreement(one: Llr, other: Llr) -> float:
    """ln of how much likelier two sets of bits are if they are the same ones than if unrelated."""
    same = np.tanh(one.astype(np.float64) / 2) * np.tanh(other.astype(np.float64) / 2)
    return float(np.log1p(same).sum())
