"""What a machine has of what the program needs: asked when something does not work, or before it is handed over."""
