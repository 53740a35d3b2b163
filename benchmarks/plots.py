"""Draws docs/pictures/*.svg from the results kept for this decoder; needs the extra `plot`.

python benchmarks/plots.py
"""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from calibration import BINS, CALIBRATION, poisson_interval
from limits import LIMITS, PEERS
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from sensitivity import SENSITIVITY, curve_of
from speed import SPEED
from study import collected, total

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
GREY = "0.45"


def main() -> None:
    mpl.rcParams |= {"svg.hashsalt": "beacon406", "font.size": 9, "axes.grid": True}
    mpl.rcParams |= {"grid.color": "0.9", "axes.axisbelow": True, "svg.fonttype": "none"}
    for name, draw in (
        ("sensitivity", sensitivity),
        ("calibration", calibration),
        ("speed", speed),
    ):
        figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
        draw(axes)
        figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None})
        print(PICTURES / f"{name}.svg")


def sensitivity(axes: Axes) -> None:
    tallies = collected(SENSITIVITY)
    for kind, style in (("long", "o-"), ("short", "s--"), ("FM audio", "^:")):
        curve = curve_of(tallies, kind)
        shares = [100 * tally.valid_and_right / tally.sent for _, tally in curve]
        axes.plot([level for level, _ in curve], shares, style, label=f"beacon406, {kind}")
    for limit in LIMITS:
        if "150 µs" in limit.who:
            axes.plot(limit.levels_dbhz, (50, 90, 95), color=GREY, linewidth=1)
            name = limit.who.replace(", 150 µs edges", "")
            axes.annotate(
                name,
                (limit.half_dbhz, 50),
                rotation=90,
                ha="right",
                va="center",
                color=GREY,
                fontsize=7,
            )
    for number, peer in enumerate(PEERS):
        axes.plot(peer.half_dbhz, 50, "kx")
        above = (0, 8 + 10 * (number % 2))
        axes.annotate(
            peer.who.split(",")[0],
            (peer.half_dbhz, 50),
            above,
            textcoords="offset points",
            ha="center",
            fontsize=7,
        )
    axes.set(xlabel="C/N0, dB-Hz", ylabel="valid and right, % (x: 50 % of a peer)", ylim=(-2, 102))
    axes.legend(loc="lower right")


def calibration(axes: Axes) -> None:
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
    axes.axvline(1e-3, color=GREY, linestyle=":", label="trusted below")
    axes.set(xscale="log", yscale="log", xlim=(1e-7, 1.2), ylim=(1e-5, 1.2))
    axes.set(xlabel="predicted probability of a wrong field", ylabel="share wrong, 95 % interval")
    axes.legend(loc="upper left")


def speed(axes: Axes) -> None:
    runs = collected(SPEED)
    rates = [case.rate_hz / 1e6 for case in runs]
    axes.plot(rates, [case.duration_s * run.runs / run.wall_s for case, run in runs.items()], "o-")
    axes.plot((0.25, 2.4), (60, 40), "x", color=GREY, label="wanted")
    axes.set(
        xlabel="sample rate, MS/s (cu8, 20 bursts in 30 s)", ylabel="times real time, one core"
    )
    axes.set(xlim=(0, None), ylim=(0, None))
    axes.legend()


if __name__ == "__main__":
    main()
