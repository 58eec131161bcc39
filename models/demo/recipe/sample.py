"""Write corpus.jsonl: a few documents of each domain of the corpus, with a seed that the training did not use.

usage: sample.py OUT_FILE [--documents 40] [--seed 2026]
"""
import argparse, json
from corpus import Corpus, SECOND, MIX

ap = argparse.ArgumentParser()
ap.add_argument("out"); ap.add_argument("--documents", type=int, default=40); ap.add_argument("--seed", type=int, default=2026)
o = ap.parse_args()
with open(o.out, "w", encoding="utf-8") as out:
    for domain in [*MIX, *(d for d in SECOND if d not in MIX)]:
        g = Corpus(o.seed)
        for i in range(o.documents):
            print(json.dumps(dict(id=f"{domain}-{i + 1}", domain=domain, text=getattr(g, domain)()), ensure_ascii=False), file=out)
