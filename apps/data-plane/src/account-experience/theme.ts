import { contrast, mix, readColour, shadeReaching, textOn } from "./colour.js";

const DEFAULTS = {
  light: {
    "--ax-brand": "#1d5fd6",
    "--ax-page": "#f6f7f9",
    "--ax-card": "#ffffff",
    "--ax-text": "#14181f",
    "--ax-muted": "#565e6c",
    "--ax-line": "#868f9c",
    "--ax-danger": "#b4232a",
    "--ax-warn": "#8a5300",
  },
  dark: {
    "--ax-brand": "#7fb0ff",
    "--ax-page": "#0e1116",
    "--ax-card": "#141922",
    "--ax-text": "#e7ebf0",
    "--ax-muted": "#9aa4b2",
    "--ax-line": "#68748a",
    "--ax-danger": "#ff8a86",
    "--ax-warn": "#e7b34b",
  },
} as const;

type Scheme = keyof typeof DEFAULTS;
type ColourName = keyof (typeof DEFAULTS)["light"];
type Colours = Record<ColourName, string>;

const FONTS: Readonly<Record<string, string>> = {
  system: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  serif: 'ui-serif, Georgia, "Times New Roman", serif',
  rounded: 'ui-rounded, "SF Pro Rounded", "Nunito", system-ui, sans-serif',
  mono: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
};

/** Least contrast of text on what it stands on, and of the borders of fields (WCAG 2.2 §1.4). */
const TEXT_RATIO = 4.5;
const BORDER_RATIO = 3;

/** What a project may set of its look. */
export interface ThemeSettings {
  readonly themeVariablesLight?: Readonly<Record<string, string>>;
  readonly themeVariablesDark?: Readonly<Record<string, string>>;
  readonly colourScheme?: "device" | "light" | "dark";
}

/**
 * The custom properties of a project's pages. Unknown names and values that are neither a colour, a
 * length nor one of the fonts are dropped; colours that would leave text unreadable are replaced.
 */
export function themeVariables(settings: ThemeSettings): string {
  const light = variablesOf("light", settings.themeVariablesLight ?? {});
  const dark = variablesOf("dark", settings.themeVariablesDark ?? {});
  if (settings.colourScheme === "light") return `:root { color-scheme: light; ${light} }\n`;
  if (settings.colourScheme === "dark") return `:root { color-scheme: dark; ${dark} }\n`;
  return (
    `:root { color-scheme: light dark; ${light} }\n` +
    `@media (prefers-color-scheme: dark) { :root { ${dark} } }\n`
  );
}

function variablesOf(scheme: Scheme, wanted: Readonly<Record<string, string>>): string {
  const colours = readableColours(scheme, wanted);
  const brand = colours["--ax-brand"];
  const card = colours["--ax-card"];
  const variables: Record<string, string> = {
    ...colours,
    "--ax-on-brand": textOn(brand),
    "--ax-brand-strong": mix(brand, textOn(card), 0.14),
    "--ax-link": shadeReaching(brand, card, TEXT_RATIO),
    "--ax-link-page": shadeReaching(brand, colours["--ax-page"], TEXT_RATIO),
    "--ax-ring": shadeReaching(brand, card, BORDER_RATIO),
    "--ax-hairline": mix(card, colours["--ax-line"], 0.34),
    "--ax-tile": mix(card, colours["--ax-muted"], 0.14),
    "--ax-danger-ground": mix(card, colours["--ax-danger"], 0.08),
    "--ax-warn-ground": mix(card, colours["--ax-warn"], 0.1),
    "--ax-radius": lengthOf(wanted["--ax-radius"]) ?? "6px",
    "--ax-font": FONTS[wanted["--ax-font"] ?? "system"] ?? FONTS["system"] ?? "sans-serif",
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}: ${value};`)
    .join(" ");
}

function readableColours(scheme: Scheme, wanted: Readonly<Record<string, string>>): Colours {
  const initial: Colours = DEFAULTS[scheme];
  const names = Object.keys(initial) as ColourName[];
  const chosen = Object.fromEntries(
    names.map((name) => [name, readColour(wanted[name] ?? "") ?? initial[name]]),
  ) as Colours;
  const card = chosen["--ax-card"];
  const page = chosen["--ax-page"];
  const least = (name: ColourName, ratio: number, ...grounds: readonly string[]): string =>
    grounds.reduce((colour, ground) => shadeReaching(colour, ground, ratio), chosen[name]);
  const together = contrast(textOn(card), page) >= TEXT_RATIO;
  const grounds = together ? [card, page] : [card];
  return {
    ...chosen,
    "--ax-page": together ? page : card,
    "--ax-text": least("--ax-text", 7, ...grounds),
    "--ax-muted": least("--ax-muted", TEXT_RATIO, ...grounds),
    "--ax-line": least("--ax-line", BORDER_RATIO, card),
    "--ax-danger": least("--ax-danger", 5, card),
    "--ax-warn": least("--ax-warn", 5, card),
  };
}

function lengthOf(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:\d|[12]\d)px$/.test(text.trim()) ? text.trim() : undefined;
}
