"""How often is a wrong message given out as valid? By C/N0, with what the count cannot rule out.

The bursts are of every kind that C/S T.001 permits: short and long, self-tests, bit rates,
modulation indices, drifts and edges at its limits. And long ones as FM audio, whose noise comes in
clicks rather than white.

python benchmarks/wrong_messages.py [--quick] [--rounds 3]
"""

from scipy.special import gammaincinv
from study import Study, main, total
from trials import Tally, Trial, tried

BURSTS = 100


def table(tallies: dict[Trial, Tally]) -> str:
    lines = [f"{'C/N0 dB-Hz':18}   bursts  valid and right  wrong  95 % bound  false detections"]
    for kind in dict.fromkeys(trial.kind for trial in tallies):
        of_kind = {trial: tally for trial, tally in tallies.items() if trial.kind == kind}
        lines += [row(f"{kind:8}{trial.cn0_dbhz:8.0f}", tally) for trial, tally in of_kind.items()]
        lines.append(row(f"{kind:8}     all", total(of_kind.values())))
    return "\n".join(lines)


def row(name: str, tally: Tally) -> str:
    return (
        f"{name:18}  {tally.sent:7}  {tally.valid_and_right / tally.sent:15.1%}  {tally.wrong:5}"
        f"  {upper_bound(tally.wrong) / tally.sent:10.1e}  {tally.false:16}"
    )


def upper_bound(events: int) -> float:
    """Of a Poisson mean, one-sided 95 %: 3.0 after no event (the rule of three), 4.7 after one."""
    return float(gammaincinv(events + 1, 0.95))


WRONG_MESSAGES = Study(
    name="wrong messages",
    cases=(
        *(Trial("any", float(cn0_dbhz), BURSTS) for cn0_dbhz in range(24, 46)),
        *(Trial("FM audio", float(cn0_dbhz), BURSTS) for cn0_dbhz in range(44, 51)),
    ),
    result=Tally,
    measure=tried,
    table=table,
)

if __name__ == "__main__":
    main(WRONG_MESSAGES)
