"""One attempt to get one alert through a gateway, which always ends."""

import asyncio

from alerts.errors import AlertSettingError
from alerts.gateways.channel import Channel, Due
from alerts.gateways.errors import AwayError, GatewayError

ATTEMPT_S = 30.0
"""Enough for one alert in all formats over a satellite telephone (2 400 bit/s)."""


async def attempt(name: str, channel: Channel, due: Due, timeout_s: float) -> None:
    """Raises GatewayError alone, whatever goes wrong; its text is whole."""
    try:
        async with asyncio.timeout(timeout_s):
            await channel.send(due)
    except GatewayError as error:
        raise type(error)(f"gateway {name}: {error}") from None
    except AlertSettingError as error:
        raise AwayError(str(error)) from None
    except TimeoutError:
        raise AwayError(f"gateway {name}: no answer within {timeout_s:g} s") from None
    except Exception as error:  # noqa: BLE001 no fault of one gateway may end it for good
        # Not in the error's own words, which may quote a secret.
        raise AwayError(f"gateway {name}: fails with {type(error).__name__}") from None
