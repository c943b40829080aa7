FROM python:3.11-slim AS service

# Sheets are printed in Korean; PostgreSQL is backed up by its own programs.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 matcher && install -d -m 0700 -o matcher /data
WORKDIR /app
COPY requirements/*.txt requirements/
# Versions and hashes are those of requirements/*.txt, for what builds packages too: nothing else is fetched.
ENV LOCKED="pip install --no-cache-dir --no-deps --no-build-isolation --require-hashes"
RUN $LOCKED -r requirements/build.txt
# torch for CPUs where an index offers it, else what PyPI has, with what it asks for.
RUN $LOCKED -r requirements/torch-cpu.txt || $LOCKED -r requirements/torch-pypi.txt
RUN $LOCKED -r requirements/service.txt -r requirements/milvus.txt
COPY pyproject.toml README.md ./
COPY corpus corpus
COPY index index
COPY matcher matcher
COPY api api
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && pip check

USER matcher
ENV HF_HUB_OFFLINE=1 MATCHER_DATA_DIR=/data MATCHER_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["matcher"]
CMD ["serve"]
