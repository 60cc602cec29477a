"""A move as one page that stands alone: the chart of levels, the table, the words."""
