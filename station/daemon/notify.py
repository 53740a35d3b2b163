"""What systemd is told: sd_notify(3), a datagram to the socket that it names."""

import os
import socket


def notify(state: str) -> None:
    """`READY=1`, `WATCHDOG=1`, `STATUS=...`; nothing where systemd did not start the program."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    name = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto(state.encode(), name)
        except OSError:
            return  # systemd is not there any more, and will say so itself


def watchdog_s() -> float | None:
    """Within how many seconds WATCHDOG=1 has to come again; None where nobody watches."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    text = os.environ.get("WATCHDOG_USEC", "")
    return int(text) / 1e6 if text.isdigit() and int(text) else None
