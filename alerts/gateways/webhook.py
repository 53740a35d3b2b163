"""Webhook: the alert's JSON document, posted and signed (docs/gateways.md)."""

import time

from alerts.errors import AlertSettingError
from alerts.gateways.channel import Due
from alerts.gateways.http import Endpoint
from alerts.gateways.kinds import WebhookSettings
from alerts.gateways.webhook_signature import signature_headers
from alerts.outgoing import JSON


class Webhook:
    def __init__(self, settings: WebhookSettings) -> None:
        self._settings = settings
        self._endpoint = Endpoint(settings)

    async def send(self, due: Due) -> None:
        event_id, secret = due.alert.event_id, self._settings.secret() or ""
        try:
            signature = signature_headers(secret, event_id, int(time.time()), due.document)
        except AlertSettingError as error:
            raise self._settings.wrong(str(error)) from None
        headers = {"Content-Type": JSON, "Idempotency-Key": f'"{event_id}"', **signature}
        await self._endpoint.post(self._settings.url, due.document, headers)
