"""Read sources: rows of text with the file and line they came from. Judges only the shape."""
