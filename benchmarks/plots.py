"""Draws docs/pictures/*.svg from the results kept for this decoder; needs the extra `plot`.

python benchmarks/plots.py
"""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from calibration import BINS, CALIBRATION, TRUSTED, poisson_interval
from limits import LIMITS, PEERS
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sensitivity import SENSITIVITY, curve_of, measured_limits
from speed import SPEED
from study import collected, total

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
GREY = "0.45"


def main() -> None:
    mpl.rcParams |= {"svg.hashsalt": "beacon406", "font.size": 9, "axes.grid": True}
    mpl.rcParams |= {"grid.color": "0.9", "axes.axisbelow": True}
    for name, draw in (
        ("sensitivity", sensitivity),
        ("calibration", calibration),
        ("speed", speed),
    ):
        figure = plt.figure(figsize=(7, 4), layout="constrained")
        draw(figure)
        figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None})
        print(PICTURES / f"{name}.svg")


def sensitivity(figure: Figure) -> None:
    """Near the limit, and where the others are."""
    near, far = figure.subplots(1, 2, sharey=True, width_ratios=(1, 1))
    for kind, style in (("long", "o-"), ("short", "s--"), ("FM audio", "^-")):
        curve = curve_of(collected(SENSITIVITY), kind)
        levels = [level for level, _ in curve]
        shares = [100 * tally.valid_and_right / tally.sent for _, tally in curve]
        axes = far if kind == "FM audio" else near
        axes.plot(levels, shares, style, label=f"beacon406, {kind}")
    limits = [limit for limit in (*LIMITS, *measured_limits()) if "150 µs" in limit.who]
    for limit, style in zip(limits, ("-", ":", "-."), strict=False):
        near.plot(limit.levels_dbhz, (50, 90, 95), style, color=GREY, label=limit.who)
    for number, peer in enumerate(PEERS):
        far.plot(peer.levels_dbhz, (50, 90)[: len(peer.levels_dbhz)], "x-", color=GREY)
        name, below = peer.who.split(",")[0], (0, -12 - 11 * (number % 2))
        far.annotate(
            name,
            (peer.half_dbhz, 50),
            below,
            textcoords="offset points",
            ha="center",
            fontsize=7,
        )
    near.set(xlim=(26, 34), ylim=(-2, 102), xlabel="C/N0, dB-Hz", ylabel="valid and right, %")
    far.set(xlim=(34, 58), xlabel="C/N0, dB-Hz")
    near.legend(loc="lower right", fontsize=7)
    far.legend(loc="upper left", fontsize=7)


def calibration(figure: Figure) -> None:
    axes = figure.subplots()
    whole = total(collected(CALIBRATION).values())
    for name, field, style in (
        ("first field", whole.first, "o"),
        ("second field", whole.second, "s"),
    ):
        filled = [place for place in range(BINS) if field.judged[place] and field.predicted[place]]
        judged = np.array([field.judged[place] for place in filled])
        predicted = np.array([field.predicted[place] for place in filled]) / judged
        observed = np.array([field.wrong[place] for place in filled]) / judged
        bounds = np.array([poisson_interval(field.wrong[place]) for place in filled]).T / judged
        (line,) = axes.plot(predicted, np.maximum(observed, 1e-9), style, label=name)
        axes.vlines(predicted, np.maximum(bounds[0], 1e-9), bounds[1], color=line.get_color())
    axes.plot((1e-7, 1), (1e-7, 1), color=GREY, label="predicted = observed")
    axes.axvline(TRUSTED, color=GREY, linestyle=":", label="trusted below")
    axes.set(xscale="log", yscale="log", xlim=(1e-7, 1.2), ylim=(1e-5, 1.2))
    axes.set(xlabel="predicted probability of a wrong field", ylabel="share wrong, 95 % interval")
    axes.legend(loc="upper left")


def speed(figure: Figure) -> None:
    axes = figure.subplots()
    runs = collected(SPEED)
    rates = [case.rate_hz / 1e6 for case in runs]
    axes.plot(rates, [case.duration_s * run.runs / run.cpu_s for case, run in runs.items()], "o-")
    axes.plot((0.25, 2.4), (60, 40), "x", color=GREY, label="wanted")
    axes.set(
        xlabel="sample rate, MS/s (cu8, 20 bursts in 30 s)", ylabel="times real time, one core"
    )
    axes.set(xlim=(0, None), ylim=(0, None))
    axes.legend()


if __name__ == "__main__":
    main()
