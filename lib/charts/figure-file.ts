import { repaint } from "./canvas";
import { fontFaces } from "./figure-fonts";

/**
 * A chart as one SVG file, read off the page: every element marked `data-figure` within the card takes its place in the file.
 * "svg" stays vectors with its computed styles written out, "canvas" becomes an embedded PNG at three times the resolution,
 * "text" (HTML) becomes a rectangle and a text, "chip" a rectangle a line with its parts as texts; what is scrolled out of a
 * `data-figure-clip` box is left out. One mechanism for every chart, so that a file shows what the page shows.
 */
export interface FigureOptions {
  title: string;
  /** Set in quiet ink below: provenance and source. */
  caption: string;
}

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 16;
const TITLE = 28;
const CAPTION_LINE = 15;
/** Mean advance of the caption face at 11 px, on the wide side. */
const CAPTION_CHARACTER = 6;
const CANVAS_SCALE = 3;

const copiedStyles = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "paint-order", "opacity",
  "font-family", "font-size", "font-weight", "font-variant-numeric", "text-anchor", "letter-spacing", "white-space", "shape-rendering",
] as const;

/** SVG text of the figure within `root`, with fonts embedded. Browser only. */
export async function figureSvg(root: HTMLElement, options: FigureOptions): Promise<{ svg: string; width: number; height: number }> {
  const fonts = await fontFaces();
  // What scrolls on the page is shown whole in the file: opened, read and closed again before the browser can paint.
  const scrolling = [...root.querySelectorAll<HTMLElement>("[data-figure-scroll]")];
  scrolling.forEach((element) => (element.style.maxHeight = "none"));
  try {
    return assemble(root, options, fonts);
  } finally {
    scrolling.forEach((element) => (element.style.maxHeight = ""));
  }
}

function assemble(root: HTMLElement, { title, caption }: FigureOptions, fonts: string): { svg: string; width: number; height: number } {
  const placed = [...root.querySelectorAll("[data-figure]")].map((element) => ({ element, box: element.getBoundingClientRect() })).filter(({ element, box }) => box.width > 0 && box.height > 0 && isInSight(element, box));
  const left = Math.min(...placed.map(({ box }) => box.left));
  const top = Math.min(...placed.map(({ box }) => box.top));
  const right = Math.max(...placed.map(({ box }) => box.right));
  const bottom = Math.max(...placed.map(({ box }) => box.bottom));
  const { color: ink, fontFamily: sans } = getComputedStyle(root);
  const width = Math.ceil(Math.max(320, right - left) + 2 * MARGIN);
  const lines = wrap(caption, Math.floor((width - 2 * MARGIN) / CAPTION_CHARACTER));
  const captionTop = bottom - top + MARGIN + TITLE + CAPTION_LINE + 6;
  const height = Math.ceil(captionTop + (lines.length - 1) * CAPTION_LINE + MARGIN);

  const svg = svgElement("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height });
  svg.append(svgElement("title", {}, title));
  if (fonts) svg.append(svgElement("style", {}, fonts));
  svg.append(svgElement("rect", { width, height, fill: background(root) }));
  svg.append(svgElement("text", { x: MARGIN, y: MARGIN + 14, fill: ink, "font-family": sans, "font-size": 15, "font-weight": 600 }, title));
  for (const { element, box } of placed) {
    const part = figurePart(element, box);
    if (!part) continue;
    const group = svgElement("g", { transform: `translate(${round(box.left - left + MARGIN)}, ${round(box.top - top + MARGIN + TITLE)})` });
    group.append(part);
    svg.append(group);
  }
  lines.forEach((line, index) => svg.append(svgElement("text", { x: MARGIN, y: round(captionTop + index * CAPTION_LINE), fill: quietInk(root), "font-family": sans, "font-size": 11 }, line)));
  return { svg: new XMLSerializer().serializeToString(svg), width, height };
}

/** Lines of at most `most` characters, broken between words; a longer word stands alone. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function isInSight(element: Element, box: DOMRect): boolean {
  const clip = element.closest("[data-figure-clip]")?.getBoundingClientRect();
  const middle = (box.top + box.bottom) / 2;
  return !clip || (middle > clip.top && middle < clip.bottom);
}

function figurePart(element: Element, box: DOMRect): Element | null {
  if (element instanceof HTMLCanvasElement) {
    const picture = repaint(element, CANVAS_SCALE);
    if (!picture) return null;
    return svgElement("image", { width: round(box.width), height: round(box.height), href: picture.toDataURL("image/png") });
  }
  if (element instanceof SVGSVGElement) return svgPart(element);
  if (element instanceof HTMLElement) return element.dataset["figure"] === "chip" ? chipPart(element, box) : textPart(element, box);
  return null;
}

function svgPart(source: SVGSVGElement): Element {
  const group = svgElement("g", {});
  const copy = source.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) return group;
  const originals = [...source.querySelectorAll("*")];
  const copies = [...copy.querySelectorAll("*")];
  originals.forEach((original, index) => {
    const target = copies[index];
    if (!target) return;
    if (original.hasAttribute("data-passing")) return target.remove();
    const computed = getComputedStyle(original);
    if (original instanceof SVGGraphicsElement || original instanceof SVGStopElement) {
      for (const name of copiedStyles) {
        const value = computed.getPropertyValue(name);
        // The gradient of a legend is referred to by the attribute; its computed form carries the page's address.
        if (value && !value.startsWith("url(")) target.setAttribute(name, value);
      }
      if (original instanceof SVGStopElement) target.setAttribute("stop-color", computed.stopColor);
    }
    for (const { name } of [...target.attributes]) {
      if (name === "class" || name === "style" || name.startsWith("aria-") || name.startsWith("data-")) target.removeAttribute(name);
    }
  });
  group.append(...copy.childNodes);
  return group;
}

function textPart(source: HTMLElement, box: DOMRect): Element {
  const computed = getComputedStyle(source);
  const group = svgElement("g", {});
  if (computed.backgroundColor !== "rgba(0, 0, 0, 0)") {
    group.append(svgElement("rect", { width: round(box.width), height: round(box.height), rx: Number.parseFloat(computed.borderRadius) || 0, fill: computed.backgroundColor }));
  }
  if (computed.outlineStyle === "solid") {
    group.append(svgElement("rect", { width: round(box.width), height: round(box.height), fill: "none", stroke: computed.outlineColor, "stroke-width": computed.outlineWidth }));
  }
  const size = Number.parseFloat(computed.fontSize);
  const x = Number.parseFloat(computed.paddingLeft) || 0;
  const attributes = { x, y: round(box.height / 2 + size * 0.36), fill: computed.color, "font-family": computed.fontFamily, "font-size": computed.fontSize, "font-weight": computed.fontWeight, "xml:space": "preserve" };
  group.append(svgElement("text", attributes, source.textContent));
  return group;
}

/** Inline text that may run over several lines: each line's box, its lower edge, and the texts of its parts. */
function chipPart(source: HTMLElement, box: DOMRect): Element {
  const computed = getComputedStyle(source);
  const group = svgElement("g", {});
  const edge = Number.parseFloat(computed.borderBottomWidth) || 0;
  for (const line of source.getClientRects()) {
    const place = { x: round(line.left - box.left), y: round(line.top - box.top), width: round(line.width), height: round(line.height) };
    const rx = Number.parseFloat(computed.borderRadius) || 0;
    if (computed.backgroundColor !== "rgba(0, 0, 0, 0)") group.append(svgElement("rect", { ...place, rx, fill: computed.backgroundColor }));
    if (edge > 0) group.append(svgElement("rect", { ...place, y: round(place.y + place.height - edge), height: edge, fill: computed.borderBottomColor }));
    if (computed.outlineStyle === "solid") group.append(svgElement("rect", { ...place, rx, fill: "none", stroke: computed.outlineColor, "stroke-width": computed.outlineWidth }));
  }
  for (const part of source.children) {
    const at = part.getBoundingClientRect();
    const style = getComputedStyle(part);
    const attributes = { x: round(at.left - box.left), y: round(at.top - box.top + at.height / 2 + Number.parseFloat(style.fontSize) * 0.36), fill: style.color, opacity: style.opacity, "font-family": style.fontFamily, "font-size": style.fontSize, style: "font-variant-ligatures: none; white-space: pre" };
    group.append(svgElement("text", attributes, part.textContent ?? ""));
  }
  return group;
}

function svgElement(name: string, attributes: Record<string, string | number>, text?: string): Element {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

function background(element: HTMLElement): string {
  for (let at: HTMLElement | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
  }
  return "#ffffff";
}

function quietInk(element: HTMLElement): string {
  return getComputedStyle(element).getPropertyValue("--ink-quiet").trim() || "#6b675e";
}

const round = (value: number) => Math.round(value * 100) / 100;

/** The same figure as PNG, twice the size on the page. */
export async function figurePng(root: HTMLElement, options: FigureOptions): Promise<Blob> {
  const { svg, width, height } = await figureSvg(root, options);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The browser made no picture of the chart."))), "image/png"));
}

/** Offers a file to the person. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own reference by the next task; the address would otherwise live as long as the page.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file name from a title: lower case, words joined by dashes. */
export function fileStem(title: string): string {
  return (
    title
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 80) || "chart"
  );
}
