"""What can be typed after `beacon406 demo`."""

from argparse import ArgumentParser


def demo_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Decodes the shipped recordings, publishes each burst to an MQTT broker that runs for the"
        " demo only, and prints the alerts that a subscriber received from it."
    )
