import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

describe("who may import whom (architecture §3)", () => {
  let folder: string;

  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-lint-"));
    fs.copyFileSync(path.join(root, ".oxlintrc.json"), path.join(folder, ".oxlintrc.json"));
  });

  afterAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Plants a file and returns what lint says about it. */
  function lint(file: string, source: string): string {
    const planted = path.join(folder, file);
    fs.mkdirSync(path.dirname(planted), { recursive: true });
    fs.writeFileSync(planted, source);
    const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint");
    const run = spawnSync(process.execPath, [oxlint, "-c", ".oxlintrc.json", file], {
      cwd: folder,
      encoding: "utf8",
    });
    return run.status === 0 ? "" : run.stdout;
  }

  it.each([
    ["libs/oauth2/src/a.ts", "zod"],
    ["libs/oauth2/src/deep/a.ts", "node:fs"],
    ["libs/oauth2/src/a.ts", "@grantry/contracts"],
    ["libs/oauth2/src/a.spec.ts", "@nestjs/common"],
    ["libs/contracts/src/a.ts", "@grantry/control"],
    ["libs/identity/src/a.ts", "typeorm"],
    ["libs/identity/src/a.ts", "@grantry/oauth2"],
    ["libs/control/src/a.ts", "@nestjs/common"],
    ["libs/control/src/a.ts", "@grantry/persistence"],
    ["libs/persistence/src/a.ts", "@nestjs/typeorm"],
    ["libs/persistence/src/a.ts", "@grantry/queue"],
    ["libs/queue/src/a.ts", "@grantry/persistence"],
    ["libs/platform/src/a.ts", "@grantry/oauth2"],
    ["libs/api-client/src/a.ts", "@grantry/control"],
    ["apps/data-plane/src/a.ts", "@grantry/control-plane"],
    ["apps/data-plane/src/a.ts", "@grantry/api-client"],
    ["apps/control-plane/src/a.ts", "pg"],
    ["apps/gateway/src/a.ts", "bullmq"],
    ["apps/console/src/a.tsx", "@grantry/persistence"],
    ["apps/cli/src/a.ts", "@grantry/platform"],
    ["apps/cli/src/a.ts", "../../../libs/control/src/roles.js"],
  ])("%s must not import %s", (file, name) => {
    expect(lint(file, `import { x } from "${name}";\nexport const y = [x];\n`)).toMatch(
      "no-restricted-imports",
    );
  });

  it.each([
    ["libs/oauth2/src/a.ts", 'import { SignJWT } from "jose";'],
    ["libs/oauth2/src/deep/a.ts", 'import { SignJWT } from "../b.js";'],
    ["libs/control/src/a.ts", 'import type { SignJWT } from "@grantry/oauth2";'],
    ["libs/persistence/src/a.ts", 'import { SignJWT } from "pg";'],
    ["libs/queue/src/a.ts", 'import { SignJWT } from "bullmq";'],
    ["apps/data-plane/src/a.ts", 'import { SignJWT } from "@grantry/persistence";'],
    ["apps/cli/src/a.ts", 'import { SignJWT } from "@grantry/api-client";'],
  ])("%s may: %s", (file, statement) => {
    expect(lint(file, `${statement}\nexport type Y = typeof SignJWT;\n`)).toBe("");
  });

  it("refuses import cycles", () => {
    lint("libs/queue/src/one.ts", 'import { two } from "./two.js";\nexport const one = [two];\n');
    const cycle = 'import { one } from "./one.js";\nexport const two = [one];\n';
    expect(lint("libs/queue/src/two.ts", cycle)).toMatch("no-cycle");
  });

  it.each([
    ["process.env outside config.ts", "export const x = process.env['X'];", "no-process-env"],
    ["any", "export const x = (y: unknown) => y as any;", "no-explicit-any"],
    ["console output", "console.log(1);", "no-console"],
  ])("refuses %s", (_title, source, rule) => {
    expect(lint("apps/gateway/src/a.ts", source)).toMatch(rule);
    expect(lint("apps/gateway/src/config.ts", "export const x = process.env['X'];")).toBe("");
  });
});
