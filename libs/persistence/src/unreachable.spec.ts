import { createServer } from "node:net";
import pg from "pg";
import { isUnreachableDatabase } from "./unreachable.js";

async function failureAt(port: number): Promise<unknown> {
  const client = new pg.Client({ host: "127.0.0.1", port, connectionTimeoutMillis: 300 });
  client.on("error", () => undefined);
  return client.connect().then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a database that cannot be reached", () => {
  it("is told apart from a statement that is wrong", async () => {
    const silent = createServer();
    const closing = createServer((socket) => socket.destroy());
    const ports = await Promise.all(
      [silent, closing].map(
        (server) =>
          new Promise<number>((resolve) => {
            server.listen(0, "127.0.0.1", () => {
              const address = server.address();
              resolve(typeof address === "object" && address ? address.port : 0);
            });
          }),
      ),
    );
    const failures = await Promise.all([1, ...ports].map(failureAt));
    silent.close();
    closing.close();
    expect(failures.map(isUnreachableDatabase)).toEqual([true, true, true]);
    const starting = Object.assign(new Error("starting up"), { code: "57P03" });
    expect(isUnreachableDatabase(new Error("query failed", { cause: starting }))).toBe(true);
    const wrong = Object.assign(new Error("duplicate key"), { code: "23505" });
    expect([wrong, new Error("oops"), undefined].map(isUnreachableDatabase)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
