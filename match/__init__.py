"""Link titles to the occupations of a taxonomy; every link says how and how sure. No database."""
