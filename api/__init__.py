"""The REST API over the published marts (FastAPI); what is written goes to ``<prefix>_app``."""
