"""Bytes of one untrusted file in; repaired text, metadata and warnings out. Touches no file itself."""
