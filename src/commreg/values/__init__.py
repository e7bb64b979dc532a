"""Types and formatting that know nothing of contracts: dates, money, text."""
