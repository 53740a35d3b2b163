"""Samples as they come: from a dongle, the network, a sound card, or a recording played live."""
