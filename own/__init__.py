"""A user's own projects, places and zones: made from what was read or drawn, kept in one file."""
