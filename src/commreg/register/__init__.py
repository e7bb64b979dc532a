"""A register as files: settings, discovery, loading, suppressions, redaction, filters and git snapshots."""
