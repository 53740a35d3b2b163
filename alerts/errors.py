"""What can go wrong on the way of an alert; each message is one line for the operator."""


class AlertError(Exception):
    """Root of the errors of this package."""


class AlertSettingError(AlertError, ValueError):
    """Something the operator wrote cannot be used: a URL, a station name, a password file."""


class AlertDeliveryError(AlertError):
    """An event was not accepted by the broker, and trying again will not help."""


class BrokerUnreachableError(AlertDeliveryError):
    """The broker does not answer now; it may later."""
