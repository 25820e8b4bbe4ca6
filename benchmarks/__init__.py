"""What the dashboard costs, measured; not part of the program."""
