import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "./failure.js";
import { readSettings, writeSettings } from "./settings-file.js";

const CONSOLE = "http://localhost:4000";
const token = {
  access_token: "gry_at_x",
  expiry: "2026-11-23T03:00:00.000Z",
  token_type: "bearer",
};

describe("the settings file", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "grantry-settings-"));
    path = join(folder, "deep", "settings.json");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("comes back as it was written", () => {
    const settings = {
      version: "v1" as const,
      console: CONSOLE,
      access_token: token,
      selected_project: "1",
    };
    writeSettings(path, settings);
    expect(readSettings(path, CONSOLE)).toEqual(settings);
    expect(readdirSync(join(folder, "deep"))).toEqual(["settings.json"]);
  });

  it("is readable by its owner only, also when it was not before", () => {
    writeSettings(path, { version: "v1", console: CONSOLE });
    chmodSync(path, 0o644);
    writeSettings(path, { version: "v1", console: CONSOLE });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("keeps a link that leads to it", () => {
    writeSettings(path, { version: "v1", console: CONSOLE });
    const link = join(folder, "link.json");
    symlinkSync(path, link);
    writeSettings(link, { version: "v1", console: CONSOLE, selected_project: "2" });
    expect(readFileSync(path, "utf8")).toContain('"2"');
  });

  it("counts as empty when it is absent", () => {
    expect(readSettings(path, CONSOLE)).toEqual({ version: "v1", console: CONSOLE });
  });

  it("counts as empty for another console, whose tokens it must not get", () => {
    writeSettings(path, { version: "v1", console: CONSOLE, access_token: token });
    expect(readSettings(path, "http://evil.test")).toEqual({
      version: "v1",
      console: "http://evil.test",
    });
  });

  it.each(["", "{", "[]", '{"version":"v9"}'])("is refused when it holds %j", (text) => {
    path = join(folder, "broken.json");
    writeFileSync(path, text);
    expect(() => readSettings(path, CONSOLE)).toThrow(Failure);
  });
});
