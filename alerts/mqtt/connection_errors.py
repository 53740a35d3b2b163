"""What stands between a station and its broker, in one sentence with the remedy.

AlertDeliveryError where somebody has to do something, BrokerUnreachableError where it may pass.
Reason codes: MQTT 5, section 2.4; paho gives those of 3.1.1 under the same numbers.
"""

import ssl

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode

from alerts.errors import AlertDeliveryError, BrokerUnreachableError
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import PASSWORD

CONNECT_TIMEOUT_S = 5.0

UNSPECIFIED = 128
UNSUPPORTED_PROTOCOL_VERSION = 132
CLIENT_ID_REFUSED = 133
BAD_CREDENTIALS = (134, 135)
SESSION_TAKEN_OVER = 142
QUOTA_EXCEEDED = 151
PASSING = (UNSPECIFIED, 136, 137, QUOTA_EXCEEDED, 159)
"""Unavailable, busy, over quota, too many connections: it may be another answer tomorrow."""


def reason_code(error: aiomqtt.MqttError) -> int | None:
    code = error.rc if isinstance(error, aiomqtt.MqttCodeError) else None
    return code.value if isinstance(code, ReasonCode) else None


def explained(broker: BrokerSettings, error: aiomqtt.MqttError) -> AlertDeliveryError:
    """What went wrong with the connection."""
    # aiomqtt raises "from None", but Python keeps what it was handling: the socket's own error.
    cause = error.__cause__ or error.__context__
    if lasting := _lasting(broker, cause, reason_code(error)):
        return AlertDeliveryError(f"broker {broker.address}: {lasting}")
    passing = _passing(cause, reason_code(error)) or f"cannot be reached: {error}"
    return BrokerUnreachableError(f"broker {broker.address}: {passing}")


def refused(broker: BrokerSettings, what: str, answer: ReasonCode) -> AlertDeliveryError:
    """What went wrong with one message or subscription."""
    kind = BrokerUnreachableError if answer.value in PASSING else AlertDeliveryError
    return kind(f"broker {broker.address}: refused {what}: {answer}")


def _lasting(broker: BrokerSettings, cause: BaseException | None, code: int | None) -> str | None:
    if isinstance(cause, ssl.SSLError):
        return _tls_trouble(broker, cause)
    if code in BAD_CREDENTIALS:
        return _refused_user(broker)
    if code == CLIENT_ID_REFUSED:
        return "refused the client ID: set client_id to one it allows"
    return None


def _passing(cause: BaseException | None, code: int | None) -> str | None:
    if code == UNSPECIFIED:  # what paho makes of a connection that ends without a word
        return "the connection was lost"
    if code == SESSION_TAKEN_OVER:
        return "another station has this name, or another program this client ID: give each its own"
    if isinstance(cause, TimeoutError) and cause.errno is None:
        return f"no answer within {CONNECT_TIMEOUT_S:g} s"
    if isinstance(cause, OSError) and cause.strerror:
        return f"cannot be reached: {cause.strerror}"
    return None


def _refused_user(broker: BrokerSettings) -> str:
    user = broker.address.user
    if user is None:
        return f"wants a user: give one as user@ in the URL and set {PASSWORD}"
    origin = broker.password_file or broker.credential or PASSWORD
    return f"refused user {user!r}: check the user in the URL and {origin}"


def _tls_trouble(broker: BrokerSettings, error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate is not trusted: {error.verify_message}"
            f" (ca_file or SSL_CERT_FILE may name the authority's certificate)"
        )
    reason = error.reason or str(error)
    if "ALERT" in reason and ("CERTIFICATE" in reason or "UNKNOWN_CA" in reason):
        return f"refused the station's certificate: {_words(reason)}: {_remedy(broker)}"
    return f"no TLS connection: {_words(reason)}"


def _remedy(broker: BrokerSettings) -> str:
    if broker.certificate_file is None:
        return "it wants one: set certificate_file and key_file"
    return f"check {broker.certificate_file}"


def _words(reason: str) -> str:
    return reason.replace("_", " ").lower()
