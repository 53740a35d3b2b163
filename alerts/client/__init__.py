"""The other side: who gets alerts, trusts them, and answers."""
