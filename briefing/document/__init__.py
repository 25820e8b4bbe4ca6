"""The written report: an official letter as DOCX that the office goes on editing in its own word processor."""
