"""Pages for people: gaps as charts and tables, the tree of occupations, and how the nights went.

Rendered here, from the answers that the REST API gives; a script makes them handier, and nothing
needs it.
"""
