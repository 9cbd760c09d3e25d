import { layoutPageFooter, layoutTable } from "./layout.js";

describe("row layout", () => {
  it("pads with tabs to the next multiple of 8 and ends every line with tabs", () => {
    const rows = [
      ["ID", "5a9a7f2e-6b6f-4b0e-9a36-0c3f5f6a7b10"],
      ["NAME", "Ory OAuth2 Example"],
      ["ENVIRONMENT", "dev"],
      ["WORKSPACE", "f2c1a7f0-7d0b-4a5e-8f52-1c0f0a8d9e11"],
      ["SLUG", "eager-meitner-4b8zq1v9k2"],
      ["STATE", "running"],
    ];
    expect(layoutTable(rows)).toBe(
      "ID\t\t5a9a7f2e-6b6f-4b0e-9a36-0c3f5f6a7b10\t\n" +
        "NAME\t\tOry OAuth2 Example\t\t\t\n" +
        "ENVIRONMENT\tdev\t\t\t\t\t\n" +
        "WORKSPACE\tf2c1a7f0-7d0b-4a5e-8f52-1c0f0a8d9e11\t\n" +
        "SLUG\t\teager-meitner-4b8zq1v9k2\t\t\n" +
        "STATE\t\trunning\t\t\t\t\t\n",
    );
  });

  it("pads empty cells to the width of their column", () => {
    expect(
      layoutTable([
        ["AUDIENCE", ""],
        ["A", "b"],
      ]),
    ).toBe("AUDIENCE\t\t\nA\t\tb\t\n");
  });

  it("gives a cell of exactly 7 characters one tab and one of 8 another column", () => {
    expect(layoutTable([["1234567"]])).toBe("1234567\t\n");
    expect(layoutTable([["12345678"], ["1"]])).toBe("12345678\t\n1\t\t\n");
  });

  it("counts characters, not bytes or code units", () => {
    expect(layoutTable([["ÄÖÜ🙂äöü"], ["x"]])).toBe("ÄÖÜ🙂äöü\t\nx\t\n");
  });

  it("takes control characters out of what a server said", () => {
    expect(layoutTable([["a\tb\u001b[31m\n"]])).toBe("a b [31m \t\n");
  });

  it("ends a list in pages with the next token", () => {
    expect(layoutPageFooter("tok")).toBe("\nNEXT PAGE TOKEN\ttok\nIS LAST PAGE\tfalse\n");
    expect(layoutPageFooter("")).toBe("\nNEXT PAGE TOKEN\t\nIS LAST PAGE\ttrue\n");
  });
});
