"""E-mail: SMTP (RFC 5321) with STARTTLS (RFC 3207), or with TLS from the start (RFC 8314)."""

import socket
from collections.abc import Callable

import aiosmtplib
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from alerts.formats import Format
from alerts.gateways.channel import Due
from alerts.gateways.errors import AwayError, GatewayError, HeldError, RejectedError
from alerts.gateways.kinds import MailSettings
from alerts.gateways.mail_message import mail_message
from alerts.gateways.names import Names
from alerts.gateways.network import trouble

FOR_GOOD = 500
"""RFC 5321 section 4.2.1: below it a refusal may pass."""


class Mail:
    """A recipient whom the server does not take yet, as with greylisting, is tried again alone.

    report  is told whom the server refuses for good, each once
    """

    def __init__(self, settings: MailSettings, form: Format, report: Callable[[str], None]) -> None:
        self._settings = settings
        self._form = form
        self._report = report
        self._names = Names()
        self._missing: dict[str, list[str]] = {}
        self._refused: set[str] = set()

    async def send(self, due: Due) -> None:
        event_id = due.alert.event_id
        recipients = self._missing.get(event_id, list(self._settings.recipients))
        missing = await self._send(due, recipients)
        if missing:
            self._missing[event_id] = missing
            raise HeldError(f"{self._settings.address}: takes no mail yet for {', '.join(missing)}")
        self._missing.pop(event_id, None)

    async def _send(self, due: Due, recipients: list[str]) -> list[str]:
        """Those who may get it later."""
        settings, address = self._settings, self._settings.address
        await self._names.resolve(address, socket.SOCK_STREAM)
        password, context = settings.secret(), settings.tls_context()
        try:
            answers, _ = await aiosmtplib.send(
                mail_message(due, self._text(due), settings),
                recipients=recipients,
                hostname=address.host,
                port=address.port,
                local_hostname=settings.sender.rpartition("@")[2],
                username=settings.user,
                password=password,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                tls_context=context,
                timeout=None,  # whoever calls sets a limit to the time of it all
            )
        except SMTPRecipientsRefused as error:
            codes = {each.recipient: each.code for each in error.recipients}
            if min(codes.values()) >= FOR_GOOD:
                raise AwayError(f"{address}: refuses every recipient: check recipients") from None
        except (SMTPException, OSError, ValueError) as error:
            raise self._explained(error) from None
        else:
            codes = {recipient: answer.code for recipient, answer in answers.items()}
        self._tell_refused({each for each, code in codes.items() if code >= FOR_GOOD})
        return [recipient for recipient, code in codes.items() if code < FOR_GOOD]

    def _text(self, due: Due) -> str:
        try:
            return self._form.render(due.alert).decode()
        except Exception:  # noqa: BLE001 an alert without its form is better than none
            self._report(f"gateway {self._settings.name}: {self._settings.format} failed")
            return f"{due.alert.reason}\n{due.alert.notice}\n\n{due.document.decode()}\n"

    def _tell_refused(self, refused: set[str]) -> None:
        for recipient in sorted(refused - self._refused):
            self._report(
                f"gateway {self._settings.name}: {self._settings.address} refuses {recipient}:"
                f" check recipients"
            )
        self._refused |= refused

    def _needed(self) -> str:
        """What aiosmtplib cannot do without the server, as far as we ask for it."""
        asked = ["STARTTLS"] if self._settings.security == "starttls" else []
        if self._settings.user is not None:
            asked.append("a log-in")
        return " or ".join(asked) or "what this mail needs"

    def _explained(self, error: Exception) -> GatewayError:
        """Without the server's own words, which may be anything."""
        address = self._settings.address
        if isinstance(error, SMTPAuthenticationError):
            return AwayError(f"{address}: refuses user and secret")
        if type(error) in {SMTPException, SMTPNotSupported}:
            return AwayError(f"{address}: does not offer {self._needed()}")
        if isinstance(error, SMTPDataError) and error.code >= FOR_GOOD:
            return RejectedError(f"{address}: refuses the mail: {error.code}")
        if isinstance(error, SMTPResponseException):
            return AwayError(f"{address}: answers {error.code}")
        return AwayError(f"{address}: {trouble(error)}")
