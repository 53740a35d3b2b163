"""Log-likelihood ratios of FM audio's bits: their scale is unknown, their noise not Gaussian."""

import numpy as np

from decoder.arrays import Llr, Reals
from decoder.signal.timing import SYNC_BITS

HEAD_BITS = 112
"""What every message has: beyond it a short one may be followed by the roar of an open squelch."""
ECHO_BITS = 3
MOST_LLR = 12.0
"""No bit is surer than that, however strong: clicks are."""


def plain_llr(soft: Reals, signs: Reals) -> Llr:
    """Taking all that varies in the bits' size for noise.

    soft      (144,) output of the bit's matched filter, positive for a 1
    signs     (24,) the sync's, which tell the level
    returns   (144,)
    """
    level = float((soft[:SYNC_BITS] * signs).mean())
    power = float((soft[:HEAD_BITS].astype(np.float64) ** 2).mean())
    noise = max(power - level**2, 1e-3 * power, 1e-30)
    llr: Llr = np.clip(soft * np.float32(2 * level / noise), -MOST_LLR, MOST_LLR)
    return llr


def llr_without_echoes(soft: Reals, signs: Reals) -> Llr:
    """Taking out what filters have smeared from a bit into its neighbours, fitted to the bits.

    That is linear in the bits: a swing between two bits is the sum of both. The sync's bits are
    known, the others are taken as heard.
    """
    bits = np.sign(soft)
    bits[:SYNC_BITS] = signs
    padded = np.pad(bits, ECHO_BITS)
    shifted = np.lib.stride_tricks.sliding_window_view(padded, 2 * ECHO_BITS + 1)
    head = slice(0, HEAD_BITS)
    response = np.linalg.lstsq(shifted[head], soft[head], rcond=None)[0].astype(np.float32)
    response[ECHO_BITS] = 0
    return plain_llr(soft - shifted @ response, signs)
