"""An alert as a mail: RFC 5322, and RFC 3834 for what no person wrote.

Mail programs put the alerts of an incident together by `References`, whose first entry is the same
in all of them; no mail has that identifier itself.
"""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime

from alerts.classify import OPERATIONAL
from alerts.gateways.channel import Due
from alerts.gateways.headline import headline
from alerts.gateways.kinds import MailSettings


def mail_message(due: Due, text: str, settings: MailSettings) -> EmailMessage:
    alert, domain = due.alert, settings.sender.rpartition("@")[2]
    thread = [_message_id("\n".join(due.incident), domain)]
    if alert.previous is not None:
        thread.append(_message_id(alert.previous, domain))
    message = EmailMessage(SMTP)
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.recipients)
    message["Subject"] = headline(alert)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = _message_id(alert.event_id, domain)
    message["In-Reply-To"] = thread[-1]
    message["References"] = " ".join(thread)
    message["Auto-Submitted"] = "auto-generated"
    message["Importance"] = "high" if alert.incident.alert_class in OPERATIONAL else "normal"
    message.set_content(text)
    return message


def _message_id(name: str, domain: str) -> str:
    """Of letters and digits, whatever a name is made of."""
    return f"<{hashlib.sha256(name.encode()).hexdigest()[:32]}@{domain}>"
