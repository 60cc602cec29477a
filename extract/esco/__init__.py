"""The ESCO classification: the Commission's CSV export, and models in Tabiya's layout."""
