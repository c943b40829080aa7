"""FastAPI, sentence-transformers and an exact FAISS index, as plainly as a tutorial puts them together.

Reads the folder of `PEER`: `vectors.npy` float32[n, d] and `ids.json`. `GET /search?q=...&k=10`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import faiss
import numpy as np
import torch
from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

FOLDER = Path(os.environ["PEER"])
PRECISION = os.environ.get("PEER_PRECISION", "float32")

app = FastAPI()
model = SentenceTransformer(os.environ["PEER_MODEL"], device="cpu", model_kwargs={"dtype": getattr(torch, PRECISION)})
ids = json.loads((FOLDER / "ids.json").read_text())
vectors = np.load(FOLDER / "vectors.npy")
index = faiss.IndexFlatIP(vectors.shape[1])
index.add(vectors)


@app.get("/search")
def search(q: str, k: int = 10) -> list[dict[str, object]]:
    scores, rows = index.search(model.encode([q], normalize_embeddings=True).astype(np.float32), k)
    return [{"id": ids[row], "score": float(score)} for score, row in zip(scores[0], rows[0], strict=True)]
