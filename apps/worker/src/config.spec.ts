import { readConfig } from "./config.js";

const given = {
  DATABASE_URL: "postgres://localhost/control",
  GRANTRY_DATA_PLANE_DATABASE_URL: "postgres://localhost/plane",
  GRANTRY_MASTER_KEY: Buffer.alloc(32, 1).toString("base64"),
};

describe("the configuration of the worker", () => {
  it("has the contract's defaults", () => {
    expect(readConfig(given)).toMatchObject({
      listen: { host: "127.0.0.1", port: 4030 },
      concurrency: 2,
      lockSeconds: 15,
    });
  });

  it("puts the queues on Redis when there is one, else on the control database", () => {
    const redis = { ...given, REDIS_URL: "redis://localhost:6379" };
    expect(readConfig(redis).secrets.queue).toEqual({
      kind: "redis",
      url: "redis://localhost:6379",
    });
    expect(readConfig(given).secrets.queue).toEqual({
      kind: "postgresql",
      url: "postgres://localhost/control",
    });
  });

  it.each(["DATABASE_URL", "GRANTRY_DATA_PLANE_DATABASE_URL", "GRANTRY_MASTER_KEY"])(
    "refuses to start without %s",
    (name) => {
      expect(() => readConfig({ ...given, [name]: "" })).toThrow(name);
    },
  );

  it("takes a list of master keys and refuses one that is too short", () => {
    const old = Buffer.alloc(32, 2).toString("base64");
    const both = `${given.GRANTRY_MASTER_KEY},${old}`;
    expect(readConfig({ ...given, GRANTRY_MASTER_KEY: both }).secrets.masterKeys).toHaveLength(2);
    expect(() => readConfig({ ...given, GRANTRY_MASTER_KEY: "c2hvcnQ=" })).toThrow(
      "GRANTRY_MASTER_KEY",
    );
  });
});
