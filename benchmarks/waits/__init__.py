"""What a person waits for, seen in a browser and without one: clicks, ticks, tasks; asked by the benchmarks of the pages."""
