"""The Fourier transforms of the signal path, typed, and in single precision.

scipy's compiled transforms do 402 MS/s in complex64, numpy's 117. They are loaded by themselves,
because the rest of scipy.fft takes longer to import than half a minute of signal to decode; so the
range of scipy versions that hold them in this place is stated in pyproject.toml.
"""

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
        raise ImportError("scipy has no fft/_pocketfft: install a version that beacon406 allows")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    return cast(Values, np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, missing)]))
