import { splitAddresses } from "./split-addresses.js";

describe("addresses to invite (console, section 6.16)", () => {
  test("come separated by commas, spaces and lines, each once", () => {
    expect(splitAddresses("Ada@example.com, bob@example.com\n<ada@example.com>; ")).toEqual({
      addresses: ["ada@example.com", "bob@example.com"],
      wrong: [],
    });
  });

  test("that are none stand apart", () => {
    expect(splitAddresses("ada bob@example.com")).toEqual({
      addresses: ["bob@example.com"],
      wrong: ["ada"],
    });
  });
});
