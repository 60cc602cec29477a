"""Job boards: pages fetched politely, and what they say of a posting, read field by field."""
