"""What the samples themselves say of the receiver: its level, its noise, whether it is deaf."""
