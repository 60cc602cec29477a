"""Ways to read pages that several boards share."""
