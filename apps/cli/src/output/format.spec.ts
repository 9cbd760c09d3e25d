import { Failure } from "../failure.js";
import { parseFormat, writeDocument } from "./format.js";
import { writeListing, writeResource } from "./print.js";

const document = { slug: "photos", id: "1", list: [{ a: "x" }, { a: "z", b: 2 }], "a.b": true };

describe("--format", () => {
  it.each([
    ["json", '{"slug":"photos","id":"1","list":[{"a":"x"},{"a":"z","b":2}],"a.b":true}\n'],
    ["jsonpath=slug", '"photos"\n'],
    ["jsonpath=list.#", "2\n"],
    ["jsonpath=list.1", '{\n  "a": "z",\n  "b": 2\n}\n'],
    ["jsonpath=list.#.a", '[\n  "x",\n  "z"\n]\n'],
    ["jsonpath=list.#(b==2).a", '"z"\n'],
    ['jsonpath=list.#(a=="x")#.a', '[\n  "x"\n]\n'],
    ["jsonpath=list.#(b>1)#|#", "1\n"],
    ["jsonpath=sl*", '"photos"\n'],
    ["jsonpath=a\\.b", "true\n"],
    ["jsonpath=absent.member", "null\n"],
    ["jsonpath=$.slug", '"photos"\n'],
    ["jsonpath={.list[1].a}", '"z"\n'],
    ["jsonpath=$.list[*].a", '[\n  "x",\n  "z"\n]\n'],
    ["jsonpointer=/list/0/a", '"x"\n'],
    ["jsonpointer=/a.b", "true\n"],
    ["yaml", 'a.b: true\nid: "1"\nlist:\n  - a: x\n  - a: z\n    b: 2\nslug: photos\n'],
  ])("%s", (format, expected) => {
    expect(writeDocument(document, parseFormat(format))).toBe(expected);
  });

  it("indents json-pretty by two", () => {
    expect(writeDocument({ a: [1] }, parseFormat("json-pretty"))).toBe(
      '{\n  "a": [\n    1\n  ]\n}\n',
    );
  });

  it("takes default for table", () => {
    expect(parseFormat("default")).toEqual({ kind: "table" });
  });

  it.each(["xml", "JSON", "jsonpath", ""])("refuses %j", (format) => {
    expect(() => parseFormat(format)).toThrow(Failure);
  });
});

describe("--quiet", () => {
  const quiet = { format: parseFormat("json"), quiet: true };

  it("prints the id of a resource", () => {
    expect(writeResource({ id: "1", rows: [["ID", "1"]], document }, quiet)).toBe("1\n");
  });

  it("prints the first column of a list", () => {
    const listing = {
      header: ["ID", "NAME"],
      rows: [
        ["1", "a"],
        ["2", "b"],
      ],
      document: [],
      nextPageToken: "t",
    };
    expect(writeListing(listing, quiet)).toBe("1\n2\n");
  });
});
