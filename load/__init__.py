"""Bulk-load rows into landing tables, keep quarantine and the record of batches."""
