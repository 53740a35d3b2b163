"""`beacon406 hex`: messages that are typed or pasted."""
