import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { BootstrapPassword } from "./bootstrap-password.js";
import { DataFolderBusyError, RunLock } from "./run-lock.js";

describe("what a start keeps in its data folder", () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-data-"));
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  describe("the bootstrap password", () => {
    it("is generated on a first start only, and only when none is given", () => {
      expect(new BootstrapPassword(folder).begin(undefined, false)).toBeUndefined();
      expect(new BootstrapPassword(folder).begin("given", true)).toBeUndefined();
      expect(new BootstrapPassword(folder).begin(undefined, true)).toMatch(/^[\w-]{16}$/);
    });

    it("survives a start that was killed before it was shown, and is then forgotten", () => {
      const password = new BootstrapPassword(folder).begin(undefined, true);
      const again = new BootstrapPassword(folder);
      expect(again.begin(undefined, false)).toBe(password);
      again.shown();
      expect(new BootstrapPassword(folder).begin(undefined, false)).toBeUndefined();
      expect(fs.readdirSync(folder)).toEqual([]);
    });
  });

  describe("the run lock", () => {
    it("is taken, seen when left behind, and released", () => {
      const lock = new RunLock(folder);
      expect(lock.isLeftBehind).toBe(false);
      lock.take();
      expect(new RunLock(folder).isLeftBehind).toBe(true);
      lock.release();
      expect(new RunLock(folder).isLeftBehind).toBe(false);
    });

    it("refuses a folder that a living start uses, and takes over a dead one's", () => {
      const script = path.join(folder, "start.mjs");
      fs.writeFileSync(script, "setTimeout(() => {}, 60000);");
      const other = spawn(process.execPath, [script]);
      fs.writeFileSync(path.join(folder, "run-lock"), String(other.pid));
      expect(() => new RunLock(folder).take()).toThrow(DataFolderBusyError);
      other.kill("SIGKILL");
      fs.writeFileSync(path.join(folder, "run-lock"), "999999999");
      new RunLock(folder).take();
      expect(fs.readFileSync(path.join(folder, "run-lock"), "utf8")).toBe(String(process.pid));
    });
  });
});
