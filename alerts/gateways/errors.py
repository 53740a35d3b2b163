"""Why an alert did not get through a gateway, and so what happens to it and to those behind it.

The texts name hosts but never paths, users or secrets: an address can be a secret itself.
"""

from alerts.errors import AlertError


class GatewayError(AlertError):
    """Root of the three."""


class AwayError(GatewayError):
    """The other side cannot be used now: everything waits, and is tried again until it expires."""


class HeldError(GatewayError):
    """The other side fails over this alert: it is tried again, other incidents' alerts go on."""


class RejectedError(GatewayError):
    """The other side will never take this alert: it is written down as refused, the next go on."""
