"""What a check reports: findings with their place, severities, codes, and errors that stop a run."""
