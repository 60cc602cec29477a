"""Job boards: what their pages and feeds say of a posting, read field by field."""
