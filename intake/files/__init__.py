"""What lies in a file: the formats read, each with its own check and reader, within limits; runs in the reading process."""
