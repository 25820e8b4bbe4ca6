"""The offline web page: one HTML file that needs no network."""
