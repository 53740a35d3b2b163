"""What waits in the store, to every broker, until each has it."""
