"""YAML in and out: bytes to text to values with positions, and edits that keep comments. Knows nothing of contracts."""
