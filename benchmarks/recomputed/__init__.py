"""The published tables made anew from the source files, in plain Python.

Nothing here imports the readers, the loader, the answers or the SQL of the project: the files are
read by their own headers, and every rule is written down a second time, from the documentation.
"""
