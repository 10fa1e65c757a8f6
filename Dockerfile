# Quoth in a container: built once, run as nobody, with a root file system that can be read-only.
FROM python:3.13-slim AS built
COPY pyproject.toml README.md LICENSE NOTICE /source/
COPY knowledge /source/knowledge
COPY bot /source/bot
COPY web /source/web
RUN python -m venv /quoth && /quoth/bin/pip install --no-cache-dir /source

FROM python:3.13-slim
COPY --from=built /quoth /quoth
RUN install -d -o 65532 -g 65532 -m 700 /data
USER 65532:65532
ENV PATH=/quoth/bin:$PATH QUOTH_DATA=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/health', timeout=4)"]
ENTRYPOINT ["quoth"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
