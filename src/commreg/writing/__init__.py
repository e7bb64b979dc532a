"""Writing contract files: whole ones, and changes that touch only the lines they mean."""
