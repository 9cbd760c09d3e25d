import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Environment } from "@grantry/platform";
import { masterKeys, neededPorts, readStartSettings } from "./start-settings.js";

const read = (values: Record<string, string> = {}) =>
  readStartSettings(new Environment(values), "/clone");

describe("settings of npm start (contract §2, §3)", () => {
  it("default to the contract's ports and folder", () => {
    const settings = read();
    expect(settings.dataDir).toBe("/clone/.grantry");
    expect(neededPorts(settings).map(({ port }) => port)).toEqual([
      4000, 4010, 4020, 4030, 4032, 4033,
    ]);
    expect(settings.bootstrap.email).toBe("admin@localhost");
  });

  it("need no port for what is given", () => {
    const settings = read({ DATABASE_URL: "postgres://h/d", REDIS_URL: "redis://h" });
    expect(neededPorts(settings).map(({ variable }) => variable)).toEqual([
      "GRANTRY_PORT",
      "GRANTRY_CONTROL_PLANE_PORT",
      "GRANTRY_DATA_PLANE_PORT",
      "GRANTRY_WORKER_PORT",
    ]);
  });

  it("are refused when two ports are the same", () => {
    const settings = read({ GRANTRY_WORKER_PORT: "4000" });
    expect(() => neededPorts(settings)).toThrow("GRANTRY_WORKER_PORT: is 4000, like GRANTRY_PORT");
  });

  it("give every data plane a port", () => {
    expect(read({ GRANTRY_PLANES: "3" }).ports.dataPlanes).toEqual([4020, 4021, 4022]);
  });

  it.each<[Record<string, string>, string]>([
    [{ GRANTRY_PLANES: "0" }, "GRANTRY_PLANES"],
    [{ GRANTRY_DATA_PLANE_DATABASE_URL: "postgres://h/d" }, "DATABASE_URL"],
    [
      {
        NODE_ENV: "production",
        GRANTRY_DOMAIN: "example.com",
        GRANTRY_BOOTSTRAP_PASSWORD: "short",
      },
      "GRANTRY_BOOTSTRAP_PASSWORD",
    ],
    [{ NODE_ENV: "production" }, "GRANTRY_DOMAIN"],
    [
      {
        NODE_ENV: "production",
        GRANTRY_DOMAIN: "example.com",
        GRANTRY_MASTER_KEY: Buffer.alloc(32).toString("base64"),
      },
      "GRANTRY_MASTER_KEY",
    ],
    [
      { GRANTRY_TLS_CERT: "/a", GRANTRY_TLS_KEY: "/b", GRANTRY_PUBLIC_SCHEME: "http" },
      "GRANTRY_PUBLIC_SCHEME",
    ],
    [{ GRANTRY_TLS_DIR: "/certificates" }, "GRANTRY_TLS_DIR"],
    [{ DATABASE_URL: "nonsense" }, "DATABASE_URL"],
    [{ REDIS_URL: "nonsense" }, "REDIS_URL"],
    [{ GRANTRY_TRUSTED_PROXIES: "everybody" }, "GRANTRY_TRUSTED_PROXIES"],
    [{ GRANTRY_OUTBOUND_ALLOW: "10.0.0.0/99" }, "GRANTRY_OUTBOUND_ALLOW"],
    [{ GRANTRY_OUTBOUND_ALLOW: "https://hooks.example.com" }, "GRANTRY_OUTBOUND_ALLOW"],
    [{ GRANTRY_RATE_LIMITS: "maybe" }, "GRANTRY_RATE_LIMITS"],
    [{ GRANTRY_LOG_LEVEL: "loud" }, "GRANTRY_LOG_LEVEL"],
    [{ GRANTRY_SMTP_URL: "nonsense" }, "GRANTRY_SMTP_URL"],
    [{ GRANTRY_TLS_CERT: "/nowhere", GRANTRY_TLS_KEY: "/nowhere" }, "GRANTRY_TLS_CERT"],
  ])("refuse %j", (values, variable) => {
    expect(() => read(values)).toThrow(expect.objectContaining({ variable }));
  });
});

describe("the master key (contract §3)", () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-key-"));
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("is generated once and readable by its owner only", () => {
    const key = masterKeys(new Environment({}), folder);
    expect(Buffer.from(key, "base64")).toHaveLength(32);
    expect(masterKeys(new Environment({}), folder)).toBe(key);
    expect(fs.statSync(path.join(folder, "master-key")).mode & 0o777).toBe(0o600);
  });

  it("may be a list, new key first", () => {
    const keys = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64")).join(",");
    expect(masterKeys(new Environment({ GRANTRY_MASTER_KEY: keys }), folder)).toBe(keys);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it("is required in production and refused when short", () => {
    const production = new Environment({ NODE_ENV: "production" });
    expect(() => masterKeys(production, folder)).toThrow("GRANTRY_MASTER_KEY: is required");
    const short = new Environment({ GRANTRY_MASTER_KEY: "c2hvcnQ=" });
    expect(() => masterKeys(short, folder)).toThrow(
      "GRANTRY_MASTER_KEY: each key must be 32 bytes",
    );
  });
});
