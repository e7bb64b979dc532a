"""What each reading command has to say, as typed tables. No view prints, and none knows a format."""
