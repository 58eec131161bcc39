"""Writes a few documents of every domain of the demo model's corpus, as labelled texts for expert statistics.

usage: sample.py OUT.jsonl [--each N] [--seed S]        the seed differs from the training corpus's: these were not trained on
"""
import argparse, json

from corpus import BOS, EOS, MIX, Corpus

p = argparse.ArgumentParser()
p.add_argument("out")
p.add_argument("--each", type=int, default=24)
p.add_argument("--seed", type=int, default=2026)
o = p.parse_args()
g = Corpus(o.seed)
with open(o.out, "w") as f:
    for domain in MIX:
        for i in range(o.each):
            text = getattr(g, domain)().replace(BOS, "").replace(EOS, "")
            f.write(json.dumps(dict(id=f"{domain}-{i + 1}", domain=domain, text=text), ensure_ascii=False) + "\n")
