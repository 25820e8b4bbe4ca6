"""What ``run.py`` does, step by step: environment, packages, map assets, server, tests.

Standard library and ``words`` only: nothing else is installed yet when these run.
"""
