import { readHookTarget } from "./hook-target.js";

const URL_ = "https://hook.example.com/token";

function withCredential(config: Record<string, unknown>) {
  return { url: URL_, auth: { type: "api_key", config } };
}

describe("a hook in the configuration", () => {
  test("is an address", () => {
    expect(readHookTarget(URL_)).toEqual({ value: { url: URL_ } });
  });

  test.each(["header", "cookie"])("is an address with a key in a %s", (place) => {
    const credential = { in: place, name: "X-Key", value: "secret" };
    expect(readHookTarget(withCredential(credential))).toEqual({
      value: { url: URL_, credential },
    });
  });

  test.each([
    ["nothing", ""],
    ["no web address", "ftp://hook.example.com"],
    ["a password", "https://a:b@hook.example.com"],
    ["a list", [URL_]],
    ["an object without address", { auth: {} }],
    ["an unknown way to authenticate", { url: URL_, auth: { type: "basic" } }],
    ["a key in the body", withCredential({ in: "body", name: "k", value: "v" })],
    ["a name with a space", withCredential({ in: "header", name: "X Key", value: "v" })],
    ["a header of the connection", withCredential({ in: "header", name: "host", value: "v" })],
    ["a second header line", withCredential({ in: "header", name: "k", value: "v\r\nx: y" })],
    ["a second cookie", withCredential({ in: "cookie", name: "k", value: "v; x=y" })],
    ["no value", withCredential({ in: "header", name: "k", value: "" })],
  ])("is refused with %s", (_, value) => {
    expect(readHookTarget(value)).toBeUndefined();
  });
});
