"""What can be typed after `beacon406 store`."""

from argparse import ArgumentParser
from pathlib import Path


def store_arguments(parser: ArgumentParser) -> None:
    parser.description = "Looks after the file where a station keeps what it has heard and told."
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="tell whether it holds what was written to it")
    check.description = "Says in one line each what is not as it was written; then it exits with 1."
    export = actions.add_parser("export", help="write what it holds as lines of JSON")
    export.description = (
        "Writes incidents, alerts, bursts and the audit to standard output, one JSON document a"
        " line; its `schema` says what it is. With a choice the audit, which names no beacon, is"
        " left out."
    )
    erase = actions.add_parser("erase", help="erase all that is kept of one incident")
    erase.description = (
        "Removes an incident, its bursts, alerts and messages, and overwrites them; deletes clips"
        " and pictures of its bursts. Its station,"
        " which may be running, tells the brokers to keep its state no longer; what was sent"
        " already is not called back."
    )
    for action in (check, export, erase):
        action.add_argument("path", type=Path, metavar="PATH", help="the store's file")
    export.add_argument("--incident", metavar="INCIDENT_ID", help="of this incident only")
    export.add_argument(
        "--class", dest="alert_class", metavar="CLASS", help="of this class only, such as distress"
    )
    erase.add_argument(
        "--evidence",
        type=Path,
        metavar="FOLDER",
        help="where its clips and pictures lie, if not in `evidence` beside the store's file",
    )
    erase.add_argument("incident_id", metavar="INCIDENT_ID")
