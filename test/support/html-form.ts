/** A form as a browser without scripts would see it. */
export interface HtmlForm {
  id: string | undefined;
  action: string;
  /** What would be submitted without touching anything, buttons left out. */
  fields: [string, string][];
  buttons: { id: string | undefined; name: string | undefined; value: string }[];
  /** Every checkbox: name, value, whether ticked and whether it can be changed. */
  checkboxes: { name: string; value: string; checked: boolean; disabled: boolean }[];
}

/** The forms of a page, in order. */
export function formsOf(html: string, pageUrl: string): HtmlForm[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, head = "", inside = ""]) => {
    const attributes = attributesOf(head);
    const form: HtmlForm = {
      id: attributes.get("id"),
      action: new URL(attributes.get("action") ?? pageUrl, pageUrl).href,
      fields: [],
      buttons: [],
      checkboxes: [],
    };
    for (const [, element = "", tail = ""] of inside.matchAll(/<(input|button)\b([^>]*)>/gis)) {
      addControl(form, element.toLowerCase(), attributesOf(tail));
    }
    return form;
  });
}

/** The addresses of a page's links whose path contains `part`. */
export function linksOf(html: string, pageUrl: string, part: string): string[] {
  return [...html.matchAll(/<a\b([^>]*)>/gis)]
    .map(([, head = ""]) => attributesOf(head).get("href"))
    .filter((href) => href !== undefined)
    .map((href) => new URL(href, pageUrl).href)
    .filter((href) => href.includes(part));
}

function addControl(form: HtmlForm, element: string, attributes: Map<string, string>): void {
  const name = attributes.get("name");
  const type = attributes.get("type")?.toLowerCase() ?? (element === "button" ? "submit" : "text");
  const value = attributes.get("value") ?? (type === "checkbox" ? "on" : "");
  const disabled = attributes.has("disabled");
  if (type === "submit") {
    form.buttons.push({ id: attributes.get("id"), name, value });
  } else if (type === "checkbox" && name !== undefined) {
    const checked = attributes.has("checked");
    form.checkboxes.push({ name, value, checked, disabled });
    if (checked && !disabled) form.fields.push([name, value]);
  } else if (name !== undefined && !disabled && (type !== "radio" || attributes.has("checked"))) {
    form.fields.push([name, value]);
  }
}

function attributesOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  const pattern = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  for (const [, name = "", double, single, bare] of text.matchAll(pattern)) {
    attributes.set(name.toLowerCase(), decode(double ?? single ?? bare ?? ""));
  }
  return attributes;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex as string, 16));
    return entities[name as string] ?? whole;
  });
}
