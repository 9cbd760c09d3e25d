import { Health } from "./health.js";

describe("health", () => {
  it("is ready while every check passes", async () => {
    const health = new Health({ database: async () => {}, queue: () => {} });
    expect(await health.answer("/health/ready")).toEqual({ status: 200, body: { status: "ok" } });
  });

  it("names what is not ready and keeps the cause inside", async () => {
    const health = new Health({
      database: () => {
        throw new Error("password authentication failed for postgres://secret");
      },
    });
    expect(await health.answer("/health/ready")).toEqual({
      status: 503,
      body: { errors: { database: "not ready" } },
    });
    expect((await health.answer("/health/alive"))?.status).toBe(200);
  });

  it("is not ready while it shuts down", async () => {
    const health = new Health();
    health.drain();
    expect((await health.ready()).status).toBe(503);
  });

  it("answers nothing else", async () => {
    expect(await new Health().answer("/health")).toBeUndefined();
  });
});
