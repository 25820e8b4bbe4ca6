"""Slides: a report as PPTX whose tables and charts stay editable."""
