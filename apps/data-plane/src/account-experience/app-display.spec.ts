import { LANGUAGES } from "@grantry/identity";
import { Client } from "@grantry/oauth2";
import type { ClientMetadata } from "@grantry/oauth2";
import { appName, appNameMark, appTile, destinationOf } from "./app-display.js";

const [english] = LANGUAGES;
if (english === undefined) throw new Error("no language");

function clientNamed(name: string): Client {
  const metadata = { client_name: name, scope: "", audience: [] } as unknown as ClientMetadata;
  const at = new Date(0);
  return new Client({
    clientId: "c1",
    metadata,
    secrets: [],
    createdAt: at,
    updatedAt: at,
    revision: 1,
  });
}

describe("the name of an app", () => {
  it("is text, whatever is in it", () => {
    const mark = appNameMark(clientNamed("<img src=x onerror=alert(1)>"), english).toString();
    expect(mark).toMatch(
      /^<bdi data-client-id="c1" ?>&lt;img src=x onerror=alert\(1\)&gt;<\/bdi>$/,
    );
  });

  it("is cut at 80 characters with the full value in a tooltip", () => {
    const name = "🐙".repeat(5000);
    expect(Array.from(appName(clientNamed(name), english))).toHaveLength(80);
    expect(appNameMark(clientNamed(name), english).toString()).toContain(`title="${name}"`);
  });

  it("shows characters that would turn the text around them", () => {
    expect(appName(clientNamed("Acme\u202egpj.exe"), english)).toBe("AcmeU+202Egpj.exe");
  });

  it("has a stand-in and a tile", () => {
    expect(appName(clientNamed("  "), english)).toBe("An app without a name");
    expect(appTile(clientNamed("«photos»"), english).toString()).toContain(">P<");
  });
});

describe("where an answer goes (RFC 8252 §7)", () => {
  test.each([
    ["https://photos.acme.example/cb", { kind: "web", host: "photos.acme.example" }],
    ["https://photos.acme.example:8443/cb", { kind: "web", host: "photos.acme.example:8443" }],
    ["http://127.0.0.1:4446/callback", { kind: "loopback", host: "127.0.0.1:4446" }],
    ["com.acme.app:/cb", { kind: "private-use", host: "com.acme.app" }],
    ["https://127.0.0.1.evil.example/", { kind: "web", host: "127.0.0.1.evil.example" }],
  ])("%s", (uri, expected) => expect(destinationOf(uri)).toEqual(expected));
});
