/** A picture made from SVG cannot see the page's fonts, and a reader of the file may not have them: their Latin part is embedded. */

const wanted = ["Inter Variable", "JetBrains Mono Variable"];
let pending: Promise<string> | null = null;

function isLatin(range: string): boolean {
  return range === "" || /U\+0{0,4}-(00)?FF\b/i.test(range);
}

function latinFaces(): { family: string; address: string }[] {
  const faces: { family: string; address: string }[] = [];
  for (const sheet of document.styleSheets) {
    let rules: CSSRuleList;
    try {
      rules = sheet.cssRules;
    } catch {
      continue; // a style sheet of another origin, e.g. a browser extension's
    }
    for (const rule of rules) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      const family = rule.style.getPropertyValue("font-family").replace(/["']/g, "").trim();
      const source = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src"))?.[1];
      if (!source || !wanted.includes(family) || !isLatin(rule.style.getPropertyValue("unicode-range")) || rule.style.getPropertyValue("font-style") === "italic") continue;
      faces.push({ family, address: new URL(source, sheet.href ?? document.baseURI).href });
    }
  }
  return faces;
}

async function dataAddress(address: string): Promise<string> {
  const blob = await (await fetch(address)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error("A font could not be read."));
    reader.readAsDataURL(blob);
  });
}

async function read(): Promise<string> {
  const rules = await Promise.all(
    latinFaces().map(async ({ family, address }) => `@font-face{font-family:"${family}";font-weight:100 900;src:url(${await dataAddress(address)}) format("woff2")}`),
  );
  return rules.join("");
}

/** `@font-face` rules with the fonts inside; empty where the page has none or they cannot be fetched, and the next font in line serves. */
export function fontFaces(): Promise<string> {
  pending ??= read().catch(() => {
    pending = null;
    return "";
  });
  return pending;
}
