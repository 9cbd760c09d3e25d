import { Addresses } from "@grantry/platform";
import { startBlock } from "./start-block.js";

const facts = {
  addresses: new Addresses({ port: 4000 }),
  email: "admin@localhost",
  dataDir: "/clone/.grantry",
  queue: "Redis (redis-server, port 4033)",
  seconds: 3.21,
};

describe("the start block (contract §1)", () => {
  it("names every address, and the password once", () => {
    const block = startBlock({ ...facts, firstStart: true, password: "generated" });
    expect(block).toContain("http://localhost:4000/\n");
    expect(block).toContain("http://localhost:4000/api\n");
    expect(block).toContain("http://localhost:4000/p/{slug}\n");
    expect(block).toContain("generated   (shown once, keep it)");
    expect(block).toContain("Redis (redis-server, port 4033)");
  });

  it("shows no password later", () => {
    expect(startBlock({ ...facts, firstStart: false, password: undefined })).toContain(
      "as set before",
    );
  });
});
