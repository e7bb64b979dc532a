"""What follows from a contract on a day: dates, plan, next action, deadlines, notices and totals. Pure functions."""
