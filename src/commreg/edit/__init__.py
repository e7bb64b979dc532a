"""What the commands write into contract files: new entries, drafts and extensions."""
