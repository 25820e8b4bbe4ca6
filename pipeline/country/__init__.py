"""The national pack ``data/vietnam``: the whole country's network, units, places and ground, from the national sources."""
