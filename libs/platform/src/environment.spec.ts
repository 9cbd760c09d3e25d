import { Environment } from "./environment.js";

describe("environment", () => {
  const environment = new Environment({
    BLANK: "  ",
    NUMBER: "12",
    LIST: "a, b,,c ",
    ON: "On",
    URL: "http://127.0.0.1:4010/",
  });

  it("reads values by type", () => {
    expect(environment.optional("BLANK")).toBeUndefined();
    expect(environment.integer("NUMBER", 1)).toBe(12);
    expect(environment.integer("ABSENT", 1)).toBe(1);
    expect(environment.list("LIST")).toEqual(["a", "b", "c"]);
    expect(environment.switch("ON", false)).toBe(true);
    expect(environment.httpUrl("URL", "")).toBe("http://127.0.0.1:4010");
    expect(environment.httpUrls("ABSENT", ["http://a"])).toEqual(["http://a"]);
  });

  it("names the variable and the mend", () => {
    expect(() => environment.required("ABSENT", "set it to 32 random bytes")).toThrow(
      "ABSENT: set it to 32 random bytes",
    );
    expect(() => environment.switch("NUMBER", true)).toThrow("NUMBER: must be on or off");
    expect(() => environment.integer("LIST", 1)).toThrow("LIST: must be a whole number");
    expect(() => environment.choice("ON", ["a", "b"], "a")).toThrow("ON: must be one of a, b");
    expect(() => environment.httpUrl("LIST", "")).toThrow("LIST: must be an http://");
  });
});
