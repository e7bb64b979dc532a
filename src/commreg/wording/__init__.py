"""Facts about contracts in English, each in one place: amounts, dates, deadlines, next actions, totals and verdicts."""
