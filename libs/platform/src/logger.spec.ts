import { createLogger } from "./logger.js";

function record(write: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  const logger = createLogger({
    name: "test",
    level: "info",
    destination: { write: (line: string) => void lines.push(line) },
  });
  write(logger);
  return lines.join("");
}

describe("logger", () => {
  it("removes credentials wherever a call carries them", () => {
    const output = record((logger) =>
      logger.info(
        {
          authorization: "hidden-1",
          client_secret: "hidden-2",
          headers: { authorization: "hidden-3", cookie: "hidden-4" },
          request: { headers: { "set-cookie": "hidden-5" }, body: { password: "hidden-6" } },
          response: { access_token: "hidden-7" },
          clientId: "shown",
        },
        "token issued",
      ),
    );
    expect(output).toContain("shown");
    expect(output).toContain("token issued");
    expect(output).not.toContain("hidden-");
  });

  it("keeps the cause and the code of an error", () => {
    const error = Object.assign(new Error("boom", { cause: new Error("deeper") }), { code: "E1" });
    const output = record((logger) => logger.error({ err: error }, "fault"));
    expect(output).toContain("deeper");
    expect(output).toContain('"code":"E1"');
  });
});
