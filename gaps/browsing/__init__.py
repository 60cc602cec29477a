"""Occupations and skills of every taxonomy, and postings of jobs, page by page.

What is published comes from the marts, what was written since through the REST API from
``<prefix>_app``: its custom occupations stand beside the published ones, and its notes win over
the source's, column by column, as they will in the marts of the next night.

The questions are the files in ``sql/``.
"""
