"""Answers from the published marts, for the command line and the API."""
