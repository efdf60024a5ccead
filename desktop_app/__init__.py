"""Telar: offline self-assessment for Colombia's cluster initiatives."""

__version__ = "0.1.0"
