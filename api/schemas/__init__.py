"""What the answers of the API hold, for OpenAPI: names, units, meanings, examples."""
