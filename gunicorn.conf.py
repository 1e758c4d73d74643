"""Read by gunicorn when it starts in this folder."""

logger_class = "innovacion360.gunicorn_log.PortalLogger"
