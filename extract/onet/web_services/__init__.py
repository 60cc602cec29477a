"""The O*NET Web Services, of which the database service holds levels; occupation reports do not.

``client.WebServices`` is what the rest of the project uses. What it believes about the service,
and what the service's documents leave open, is said where it is decided.
"""
