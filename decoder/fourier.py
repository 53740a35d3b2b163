"""The Fourier transforms of the signal path, typed, and in single precision.

scipy's compiled transforms do 402 MS/s in complex64, numpy's 117. They are loaded by themselves,
because the rest of scipy.fft takes longer to import than many a recording to decode. Where a scipy
to come keeps them elsewhere, its public functions do the same.
"""

from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any, TypeVar, cast

import numpy as np

from decoder.arrays import Reals, Samples

Values = TypeVar("Values", Reals, Samples)

_UNSCALED, _BY_SIZE = 0, 2


def _pocketfft() -> Any:
    scipy = find_spec("scipy")
    folders = [] if scipy is None else scipy.submodule_search_locations or []
    places = [f"{folder}/fft/_pocketfft" for folder in folders]
    spec = PathFinder.find_spec("pypocketfft", places)
    if spec is None or spec.loader is None:
        return PublicTransforms
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    known = all(hasattr(module, name) for name in ("c2c", "r2c", "c2r", "good_size"))
    return module if known else PublicTransforms


class PublicTransforms:
    """What is used of the compiled transforms, by scipy's public functions."""

    @staticmethod
    def c2c(values: Samples, _: tuple[int], *, forward: bool, inorm: int) -> Samples:
        del inorm
        return cast(Samples, scipy_fft().fft(values) if forward else scipy_fft().ifft(values))

    @staticmethod
    def r2c(values: Reals, _: tuple[int], *, forward: bool, inorm: int) -> Samples:
        del forward, inorm
        return cast(Samples, scipy_fft().rfft(values))

    @staticmethod
    def c2r(values: Samples, _: tuple[int], size: int, *, forward: bool, inorm: int) -> Reals:
        del forward, inorm
        return cast(Reals, scipy_fft().irfft(values, size))

    @staticmethod
    def good_size(least: int) -> int:
        return cast(int, scipy_fft().next_fast_len(least))


def scipy_fft() -> Any:
    return import_module("scipy.fft")


_transforms = _pocketfft()


def fft(signal: Samples, size: int | None = None) -> Samples:
    """Along the last axis."""
    values = signal if size is None else _sized(signal, size)
    return cast(Samples, _transforms.c2c(values, (-1,), forward=True, inorm=_UNSCALED))


def ifft(spectrum: Samples) -> Samples:
    """Along the last axis."""
    return cast(Samples, _transforms.c2c(spectrum, (-1,), forward=False, inorm=_BY_SIZE))


def rfft(signal: Reals, size: int) -> Samples:
    values = _sized(signal, size)
    return cast(Samples, _transforms.r2c(values, (-1,), forward=True, inorm=_UNSCALED))


def irfft(spectrum: Samples, size: int) -> Reals:
    values = _sized(spectrum, size // 2 + 1)
    return cast(Reals, _transforms.c2r(values, (-1,), size, forward=False, inorm=_BY_SIZE))


def fast_size(least: int) -> int:
    """The next size that transforms fast."""
    return cast(int, _transforms.good_size(least))


def _sized(values: Values, size: int) -> Values:
    """The first `size` along the last axis, or zeros after all there are."""
    missing = size - values.shape[-1]
    if missing <= 0:
        return values[..., :size]
    # np.pad would take as long as a small transform does.
    padded = np.zeros((*values.shape[:-1], size), values.dtype)
    padded[..., :-missing] = values
    return cast(Values, padded)
