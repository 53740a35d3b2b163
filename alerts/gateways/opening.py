"""The channel of a gateway's settings.

httpx takes 140 ms to import and aiosmtplib 60: only who has such a gateway waits for them.
"""

from collections.abc import Callable, Mapping

from alerts.formats import Format
from alerts.gateways.channel import Channel
from alerts.gateways.cot import Cot
from alerts.gateways.kinds import (
    AnyGateway,
    CotSettings,
    MailSettings,
    NtfySettings,
    OutboxSettings,
    WebhookSettings,
)
from alerts.gateways.outbox import Outbox

Formats = Mapping[str, Format]


def open_channel(settings: AnyGateway, formats: Formats, report: Callable[[str], None]) -> Channel:
    """Connects to nothing yet."""
    match settings:
        case WebhookSettings():
            from alerts.gateways.webhook import Webhook  # noqa: PLC0415 slow to import

            return Webhook(settings)
        case NtfySettings():
            from alerts.gateways.ntfy import Ntfy  # noqa: PLC0415 slow to import

            return Ntfy(settings)
        case MailSettings():
            from alerts.gateways.mail import Mail  # noqa: PLC0415 slow to import

            return Mail(settings, _format(settings, settings.format, formats), report)
        case CotSettings():
            return Cot(settings, _format(settings, settings.format, formats))
        case OutboxSettings():
            names = settings.formats or tuple(formats)
            forms = {name: _format(settings, name, formats) for name in names}
            return Outbox(settings, forms, report)


def _format(settings: AnyGateway, name: str, formats: Formats) -> Format:
    if name not in formats:
        raise settings.wrong(f"format {name!r}: must be one of {', '.join(sorted(formats))}")
    return formats[name]
