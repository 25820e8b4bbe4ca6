"""The product's data: ``data/geo`` holds the layers, ``data.build`` makes them from the sources."""
