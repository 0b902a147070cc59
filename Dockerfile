# Planwatch in a container: built from the locks, run by a user without rights, on a file system that cannot be written.
# Pin the base by its digest when you build for others:
#   docker build --build-arg PYTHON_IMAGE=docker.io/library/python:3.13-slim-trixie@sha256:… .
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim-trixie

FROM ${PYTHON_IMAGE} AS built
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
COPY requirements ./requirements
RUN python -m venv /opt/planwatch \
    && /opt/planwatch/bin/pip install --no-compile --no-deps --require-hashes -r requirements/planwatch.lock \
    && /opt/planwatch/bin/pip install --no-compile --no-deps --require-hashes -r requirements/uv.lock \
    && /opt/planwatch/bin/uv pip install --no-cache --python /opt/planwatch --torch-backend=cpu -r requirements/torch.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY plans ./plans
COPY prompts ./prompts
COPY ingest ./ingest
COPY index ./index
COPY commitments ./commitments
COPY assistant ./assistant
COPY eval ./eval
COPY app ./app
# Bytecode that is bound to what is in a file and not to when it was written is the same in every build; a file of some
# package that is no Python of this version is left as it is.
RUN /opt/planwatch/bin/pip install --no-compile --no-deps --no-build-isolation --no-index . \
    && { /opt/planwatch/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/planwatch/lib >/dev/null || true; }

FROM ${PYTHON_IMAGE}
COPY --from=built /opt/planwatch /opt/planwatch
RUN mkdir /data && chown 10001:10001 /data
ENV PLANWATCH_HOME=/data HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=3 \
    CMD ["/opt/planwatch/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/healthz', timeout=5)"]
ENTRYPOINT ["/opt/planwatch/bin/planwatch"]
CMD ["serve", "--host", "0.0.0.0", "--log"]
