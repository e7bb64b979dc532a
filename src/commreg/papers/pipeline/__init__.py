"""The procurement pipeline."""
