"""What systemd is told: sd_notify(3), a datagram to the socket that it names."""

import os
import socket
from contextlib import suppress


def notify(state: str) -> None:
    """`READY=1`, `WATCHDOG=1`, `STATUS=...`; nothing where systemd did not start the program."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    name = "\0" + address[1:] if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)  # samples do not wait for a systemd that does not read
        sender.sendto(state.encode(), name)


def watchdog_s() -> float | None:
    """Within how many seconds WATCHDOG=1 has to come again; None where nobody watches."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    text = os.environ.get("WATCHDOG_USEC", "")
    return int(text) / 1e6 if text.isdigit() and int(text) else None
