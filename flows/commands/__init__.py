"""The commands of `scowatch`, by what they are for.

What is slow to import (Prefect, trafilatura) is imported by the command that needs it: asking the archive takes no
longer than SQLAlchemy needs to start.
"""
