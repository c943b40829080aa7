FROM python:3.11-slim AS service

# Sheets are printed in Korean.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 matcher && mkdir /data && chown matcher /data
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
COPY corpus corpus
COPY index index
COPY matcher matcher
COPY api api
RUN pip install --no-cache-dir --constraint constraints.txt '.[milvus,postgresql]'

USER matcher
ENV HF_HUB_OFFLINE=1 MATCHER_DATA_DIR=/data MATCHER_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["matcher"]
CMD ["serve"]
