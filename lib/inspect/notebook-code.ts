/** Python of the notebook that reads a trace: numpy and the standard library. */
export const NOTEBOOK_READER = `
import base64, html, json, math, struct
import numpy as np

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}

def read_safetensors(path):
    """All tensors of a file by name, as views of it: nothing is read before it is used."""
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
    metadata = header.pop("__metadata__", {})
    data = np.memmap(path, mode="r", offset=8 + length)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = data[begin:end].view(DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata

def text_of(raw):
    return bytes(raw).decode("utf-8", errors="replace")

def token_texts(tensors):
    raw, offsets = tensors["token_bytes"], tensors["token_offsets"]
    return [text_of(raw[a:b]) for a, b in zip(offsets[:-1], offsets[1:])]

def explanation_names(explanation):
    named = explanation["names"] + explanation["everFirst"] + [explanation["target"]] + ([explanation["foil"]] if explanation["foil"] else [])
    names = {token["id"]: text_of(base64.b64decode(token["bytes"])) for token in named}
    return lambda id: names.get(id, f"#{id}")

def contribution_parts(parts):
    """Embedding, then attention and feed-forward of each layer, then the output bias: (name, logits) in order."""
    by_layer = {}
    for kind in ("attention", "ffn"):
        for entry in parts[kind]:
            by_layer.setdefault(entry["layer"], []).append((f"layer {entry['layer']} {kind}", entry["total"]))
    rows = [("embedding", parts["embedding"])]
    for layer in sorted(by_layer): rows += by_layer[layer]
    return rows + ([("output bias", parts["bias"])] if parts["bias"] else [])

def components(parts):
    """Every single head, expert, shared expert and dense layer: (name, logits)."""
    rows = [("embedding", parts["embedding"])]
    for entry in parts["attention"]:
        heads = entry["heads"]
        rows += [(f"layer {entry['layer']}, head {h}", value) for h, value in enumerate(heads)] if heads else [(f"layer {entry['layer']} attention", entry["total"])]
    for entry in parts["ffn"]:
        if entry["dense"] is not None: rows.append((f"layer {entry['layer']} dense FFN", entry["dense"]))
        rows += [(f"layer {entry['layer']}, expert {expert['id']}", expert["value"]) for expert in entry["experts"]]
        if entry["shared"] is not None: rows.append((f"layer {entry['layer']}, shared experts", entry["shared"]))
    return sorted(rows, key=lambda row: -abs(row[1]))
`;

/** Python of the notebook that draws: SVG as text, so that it needs no plotting package. */
export const NOTEBOOK_CHARTS = `
BLUE, ORANGE, GREY, INK, TEAL, OCHRE = "#0072b2", "#d55e00", "#8b8577", "#1c1b19", "#2f868c", "#c48632"

def visible(text):
    return html.escape(text.replace(" ", "·").replace("\\n", "↵"), quote=True)

def show(svg):
    try:
        from IPython.display import SVG, display
        display(SVG(svg))
    except ImportError:
        print(svg[:120], "…")

def picture(width, height, marks):
    body = "".join(marks)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>{body}</svg>'

def label(x, y, text, anchor="start", colour=INK, weight="normal"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-weight="{weight}">{text}</text>'

def line(x1, y1, x2, y2, colour="#cdc8bb", width=1, dash=""):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>'

def lens_chart(explanation, name_of):
    lens, target, foil = explanation["lens"], explanation["target"], explanation["foil"]
    series = [(name_of(token["id"]), token["logprobs"], GREY, 1.2) for token in explanation["everFirst"] if token["id"] not in (target["id"], foil["id"] if foil else -1)]
    if foil: series.append((name_of(foil["id"]), [layer["foilLogprob"] for layer in lens], ORANGE, 2.5))
    series.append((name_of(target["id"]), [layer["targetLogprob"] for layer in lens], BLUE, 2.5))
    width, height, left, top, bottom, right = 760, 300, 50, 24, 40, 130
    across = lambda i: left + (i + 0.5) * (width - left - right) / len(lens)
    up = lambda p: top + (1 - p) * (height - top - bottom)
    marks = [f'<rect x="{left}" y="{top}" width="{across(len(lens) // 3) - across(0):.1f}" height="{height - top - bottom}" fill="#f4f2ec"/>' if len(lens) >= 3 else ""]
    for p in (0, 0.25, 0.5, 0.75, 1): marks += [line(left, up(p), width - right, up(p)), label(left - 8, up(p) + 4, p, "end")]
    for i, layer in enumerate(lens): marks.append(label(across(i), height - bottom + 18, layer["layer"], "middle"))
    free = height - bottom
    for name, logprobs, colour, thick in sorted(series, key=lambda entry: entry[1][-1]):
        points = " ".join(f"{across(i):.1f},{up(math.exp(value)):.1f}" for i, value in enumerate(logprobs))
        free = min(free, up(math.exp(logprobs[-1]))) - 13  # names that would touch move up
        marks += [f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{thick}"/>', label(width - right + 6, free + 17, visible(name), colour=colour)]
    marks += [label(left, 14, "probability, by layer (shaded: unreliable)"), label(width - right, height - 6, "layer", "end")]
    return picture(width, height, marks)

def bars(rows, title, cumulative, figure="{:+.2f}"):
    """Bars one below the other: each starts where the one before ended, or at 0."""
    width, left, right, row = 760, 190, 70, 20
    spans, total = [], 0.0
    for name, value in rows:
        start = total if cumulative else 0.0
        spans.append((name, start, start + value))
        total += value
    low, high = min(0.0, *(min(a, b) for _, a, b in spans)), max(0.0, *(max(a, b) for _, a, b in spans))
    x = lambda value: left + (value - low) / ((high - low) or 1) * (width - left - right)
    height = 30 + row * len(spans) + 8
    marks = [label(0, 14, html.escape(title), weight="bold"), line(x(0), 22, x(0), height, GREY)]
    for i, (name, a, b) in enumerate(spans):
        y = 30 + i * row
        marks += [label(0, y + 12, html.escape(name)), f'<rect x="{min(x(a), x(b)):.1f}" y="{y + 3}" width="{max(1, abs(x(b) - x(a))):.1f}" height="12" fill="{TEAL if b >= a else OCHRE}"/>', label(width, y + 12, figure.format(b - a), "end")]
    return picture(width, height, marks)

def waterfall_chart(explanation):
    return bars(contribution_parts(explanation["contributions"]), f"parts of the logit, {explanation['logit']:.2f}", True)

def largest_chart(explanation):
    return bars(components(explanation["contributions"])[:20], "largest single components (logits)", False)

def surprisal_chart(tensors, tokens, place):
    bits = -np.asarray(tensors["logprob"], dtype=float) / math.log(2)
    step, height, top = max(3, min(16, 1000 // max(1, len(tokens)))), 170, 20
    most = max(1.0, float(np.nanmax(bits)) if np.isfinite(bits).any() else 1.0)
    marks = [label(0, 12, f"surprisal, 0 to {most:.1f} bits; the explained token in blue")]
    for i, value in enumerate(bits):
        if np.isnan(value): continue
        tall = value / most * (height - top)
        marks.append(f'<rect x="{i * step}" y="{height - tall:.1f}" width="{step - 1}" height="{tall:.1f}" fill="{BLUE if i == place else GREY}"><title>{visible(tokens[i])}: {value:.2f} bits</title></rect>')
    return picture(max(420, len(tokens) * step + 10), height, marks)

def attention_chart(tensors, tokens, explanation):
    parts = explanation["contributions"]
    heads = [(value, entry["layer"], h) for entry in (parts["attention"] if parts else []) for h, value in enumerate(entry["heads"] or [])]
    if not heads: return None
    _, layer, head = max(heads)
    name, position = f"attention.{layer}", explanation["position"]
    if name not in tensors: return None
    weights = np.asarray(tensors[name][head, position, : position + 1], dtype=float)
    order = np.argsort(-weights)[:15]
    rows = [(f"{i}: " + tokens[i].replace("\\n", "↵"), float(weights[i])) for i in order]
    return bars(rows, f"layer {layer}, head {head} at position {position}: weights", False, "{:.2f}")
`;
