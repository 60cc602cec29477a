# The pipeline, for docker-compose.yml. The database is a service of its own.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PATH=/app/.venv/bin:$PATH
WORKDIR /app

COPY requirements.txt .
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir --requirement requirements.txt

COPY . .
RUN useradd --create-home --uid 1000 skillgap \
    && mkdir -p .local logs target \
    && chown skillgap: . .local logs target
USER skillgap

ENTRYPOINT ["python", "-m", "pipeline"]
