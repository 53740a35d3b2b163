"""Alerts go on to where people look: webhook, e-mail, ntfy, Cursor on Target, a folder."""
