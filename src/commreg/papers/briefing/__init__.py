"""The briefing that answers members' questions."""
