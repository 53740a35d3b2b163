"""Unit phasors, faster than by complex exponentials.

A steady tone is two short ones multiplied, which takes a tenth of an exponential a sample.
"""

import numpy as np

from decoder.arrays import Samples, Times

SHORT = 64


def tone(cycles_per_sample: float, count: int) -> Samples:
    """exp(2 pi i f n) for n from 0. (count,) complex64"""
    coarse = np.exp(2j * np.pi * (cycles_per_sample * SHORT * np.arange(-(-count // SHORT)) % 1))
    fine = np.exp(2j * np.pi * (cycles_per_sample * np.arange(SHORT)))
    product = np.multiply.outer(coarse.astype(np.complex64), fine.astype(np.complex64))
    samples: Samples = product.reshape(-1)[:count]
    return samples


def phasors(phase: Times) -> Samples:
    """exp(i phase) of some hundred rad at most. (n,) complex64"""
    angle = phase.astype(np.float32)
    samples = np.empty(angle.shape, np.complex64)
    samples.real, samples.imag = np.cos(angle), np.sin(angle)
    return samples
