"""Match the titles of job listings to occupations, and find skills in their texts. No database."""
