/** A colour as `#rrggbb` in lower case, or nothing when the text is not `#rgb` or `#rrggbb`. */
export function readColour(text: string): string | undefined {
  const match = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(text.trim());
  if (match === null) return undefined;
  const digits =
    match[2] ??
    Array.from(match[1] ?? "")
      .map((digit) => digit + digit)
      .join("");
  return `#${digits.toLowerCase()}`;
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio). */
export function contrast(one: string, other: string): number {
  const lighter = Math.max(luminance(one), luminance(other));
  const darker = Math.min(luminance(one), luminance(other));
  return (lighter + 0.05) / (darker + 0.05);
}

/** Black or white, whichever is easier to read on a colour. */
export function textOn(colour: string): string {
  return contrast("#ffffff", colour) >= contrast("#000000", colour) ? "#ffffff" : "#000000";
}

/** The colour, or the nearest darker or lighter shade of it that reaches a contrast on `ground`. */
export function shadeReaching(colour: string, ground: string, ratio: number): string {
  const end = textOn(ground);
  for (let part = 0; part < 1; part += 0.02) {
    const shade = mix(colour, end, part);
    if (contrast(shade, ground) >= ratio) return shade;
  }
  return end;
}

/** `part` of `other` in `one`. */
export function mix(one: string, other: string, part: number): string {
  const to = channels(other);
  const mixed = channels(one).map((from, at) => Math.round(from + ((to[at] ?? 0) - from) * part));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
