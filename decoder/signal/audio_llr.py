"""Log-likelihood ratios of FM audio's bits: their scale is unknown, their noise not Gaussian."""

import numpy as np

from decoder.arrays import Llr, Reals
from decoder.signal.timing import SYNC_BITS

LONG_BITS = 144
ECHO_BITS = 3
MOST_LLR = 12.0
"""No bit is surer than that, however strong: clicks are."""


def plain_llr(soft: Reals) -> Llr:
    """Taking all that varies in the bits' size for noise.

    soft      (n,) output of the bit's matched filter, positive for a 1
    returns   (144,), 0 beyond the n that were sent
    """
    size = np.abs(soft)
    level = float(size.mean())
    noise = float(size.var()) + 1e-3 * level**2
    return _limited(soft * np.float32(2 * level / max(noise, 1e-30)))


def llr_without_echoes(soft: Reals, signs: Reals) -> Llr:
    """Taking out what filters have smeared from a bit into its neighbours, fitted to the bits.

    That is linear in the bits: a swing between two bits is the sum of both. `signs` are the (24,)
    known ones of the sync; the others are taken as heard.
    """
    bits = np.sign(soft)
    bits[:SYNC_BITS] = signs
    padded = np.pad(bits, ECHO_BITS)
    shifted = np.lib.stride_tricks.sliding_window_view(padded, 2 * ECHO_BITS + 1)
    response = np.linalg.lstsq(shifted, soft, rcond=None)[0].astype(np.float32)
    own = float(response[ECHO_BITS])
    left = soft - shifted @ response
    freedom = soft.size - response.size
    noise = float((left**2).sum()) / freedom + 1e-3 * own**2
    return _limited((left + np.float32(own) * bits) * np.float32(2 * own / max(noise, 1e-30)))


def _limited(llr: Reals) -> Llr:
    padded = np.pad(llr, (0, LONG_BITS - llr.size))
    return np.clip(padded, -MOST_LLR, MOST_LLR).astype(np.float32)
