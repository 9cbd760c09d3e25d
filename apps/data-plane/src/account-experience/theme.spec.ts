import { contrast, readColour, shadeReaching, textOn } from "./colour.js";
import { themeVariables } from "./theme.js";

describe("theme (WCAG 2.2 §1.4.3)", () => {
  const value = (css: string, name: string): string =>
    new RegExp(`${name}: ([^;]+);`).exec(css)?.[1] ?? "";

  it("has the published defaults for light and dark", () => {
    const css = themeVariables({});
    expect(css).toContain("--ax-brand: #1d5fd6;");
    expect(css).toContain("--ax-muted: #565e6c;");
    expect(css).toMatch(/prefers-color-scheme: dark\).*--ax-brand: #7fb0ff;/s);
  });

  it("drops unknown names and values that are no colour, length or font", () => {
    const css = themeVariables({
      colourScheme: "light",
      themeVariablesLight: {
        "--ax-brand": "url(https://evil.example/x)",
        "--ax-radius": "4px; } body { display: none",
        "--ax-font": "Papyrus",
        "--evil": "red",
        "--ax-page": "#eee",
      },
    });
    expect(css).not.toMatch(/evil|display|Papyrus/);
    expect(value(css, "--ax-page")).toBe("#eeeeee");
    expect(value(css, "--ax-radius")).toBe("6px");
  });

  test.each(["#ffff00", "#ffffff", "#000000", "#1d5fd6", "#ff8800"])(
    "keeps text readable with the brand colour %s",
    (brand) => {
      const css = themeVariables({
        colourScheme: "light",
        themeVariablesLight: { "--ax-brand": brand },
      });
      expect(contrast(value(css, "--ax-on-brand"), brand)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(value(css, "--ax-link"), "#ffffff")).toBeGreaterThanOrEqual(4.5);
    },
  );

  it("keeps text readable when card, page and text are chosen badly", () => {
    const css = themeVariables({
      colourScheme: "light",
      themeVariablesLight: {
        "--ax-card": "#777777",
        "--ax-page": "#ffffff",
        "--ax-text": "#777777",
      },
    });
    expect(contrast(value(css, "--ax-text"), "#777777")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(value(css, "--ax-muted"), "#777777")).toBeGreaterThanOrEqual(4.5);
  });

  it("reads colours of three and six digits only", () => {
    expect(readColour("#FfF")).toBe("#ffffff");
    expect(readColour("red")).toBeUndefined();
    expect(textOn("#ffff00")).toBe("#000000");
    expect(contrast(shadeReaching("#ffff00", "#ffffff", 4.5), "#ffffff")).toBeGreaterThanOrEqual(
      4.5,
    );
  });
});
