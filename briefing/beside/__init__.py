"""Files of which parts are made beside the rest, in a second process."""
