# Two stages: the packages are installed with their hashes in the first and copied, without installer caches, into the second.
FROM python:3.13-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/runtime.txt /opt/
RUN /opt/venv/bin/pip install --require-hashes --requirement /opt/runtime.txt

FROM python:3.13-slim
ENV PATH="/opt/venv/bin:$PATH" PYTHONUNBUFFERED=1 DATA_DIR=/app/var
RUN useradd --system --create-home --uid 10001 portal
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Hashed and compressed static files belong to the program, so they are made with it. The two values are needed by the
# settings to start, are used for nothing here, and do not stay in the image.
RUN SECRET_KEY=only-while-building DATABASE_URL=postgresql://unused@localhost/unused \
    python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir -p private open-data && chown -R portal var private open-data
USER portal
EXPOSE 8000
CMD ["gunicorn", "innovacion360.wsgi", "--workers", "2", "--threads", "4"]
