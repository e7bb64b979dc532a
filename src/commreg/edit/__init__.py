"""Changes to a contract file: drafts and extensions."""
