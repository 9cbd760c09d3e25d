import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort, PortBusyError, requireFreePorts } from "./ports.js";
import { Processes, type ProcessSpec } from "./processes.js";
import { createServer } from "node:net";

const script = (name: string, code: string): ProcessSpec => ({
  name,
  command: process.execPath,
  args: ["-e", code],
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie has ended: nobody has asked yet.
    const status = `/proc/${pid}/stat`;
    return !fs.existsSync(status) || !/^\d+ \(.*\) Z/.test(fs.readFileSync(status, "utf8"));
  } catch {
    return false;
  }
}

describe("supervised processes (contract §1)", () => {
  let lines: string[];
  let processes: Processes;

  beforeEach(() => {
    lines = [];
    processes = new Processes({ log: (line) => void lines.push(line), firstPauseMilliseconds: 50 });
  });

  afterEach(async () => {
    await processes.stop();
  });

  it("are left alone when they refuse a setting, until the whole is settled", async () => {
    processes = new Processes({ log: (line) => void lines.push(line), keepsRefusals: true });
    const refusing = `console.error('GRANTRY_X: is wrong');
      process.send({ refusedSetting: 'GRANTRY_X: is wrong' }, () => process.exit(1))`;
    processes.start({ ...script("app", refusing), channel: true });
    await until(() => processes.refusal("app") !== undefined);
    expect(processes.refusal("app")).toBe("GRANTRY_X: is wrong");
    expect(lines).toEqual([]);
    const failing = "console.error('oops'); process.exit(1)";
    processes.start({ ...script("other", failing), channel: true });
    await until(() => lines.length > 1);
    expect(lines.slice(0, 2)).toEqual([
      "other | oops",
      "other ended (exit code 1), starting it again in 0.5 s",
    ]);
  });

  it("show their output under their name", async () => {
    processes.start(script("app", "console.log('hello'); setInterval(() => {}, 1000)"));
    await until(() => lines.includes("app | hello"));
  });

  it("are started again after a crash, with growing pauses, and say so", async () => {
    processes.start(script("app", "process.exit(3)"));
    await until(() => lines.length >= 3);
    expect(lines.slice(0, 3)).toEqual([
      "app ended (exit code 3), starting it again in 0.05 s",
      "app ended (exit code 3), starting it again in 0.1 s",
      "app ended (exit code 3), starting it again in 0.2 s",
    ]);
    expect(processes.crashes("app")).toBeGreaterThanOrEqual(3);
  });

  it("are started again after kill -9", async () => {
    processes.start(script("app", "setInterval(() => {}, 1000)"));
    const first = processes.pid("app");
    processes.kill("app");
    await until(() => processes.pid("app") !== undefined && processes.pid("app") !== first);
    expect(lines[0]).toBe("app ended (signal SIGKILL), starting it again in 0.05 s");
  });

  it("are not started again once stopped", async () => {
    processes.start(script("app", "setInterval(() => {}, 1000)"));
    const pid = processes.pid("app") ?? 0;
    await processes.stop(["app"]);
    expect(isAlive(pid)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(lines).toEqual([]);
  });

  it("report a command that does not exist and keep trying", async () => {
    processes.start({ name: "app", command: "/nowhere/at-all", args: [] });
    await until(() => lines.filter((line) => line.startsWith("app ended (")).length >= 2);
  });

  it("end with their parent, also when that is killed", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "grantry-parent-"));
    const pidFile = path.join(folder, "pid");
    const child = `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); process.on("disconnect", () => process.exit()); setInterval(() => {}, 1000)`;
    const built = path.resolve(import.meta.dirname, "../dist/processes.js");
    const parent = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { Processes } from ${JSON.stringify(built)};
         new Processes({ log: () => {} }).start({ name: "child", command: process.execPath, args: ["-e", ${JSON.stringify(child)}], channel: true });`,
      ],
      { stdio: "ignore" },
    );
    await until(() => fs.existsSync(pidFile) && fs.readFileSync(pidFile, "utf8") !== "");
    const pid = Number(fs.readFileSync(pidFile, "utf8"));
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await until(() => !isAlive(pid));
    fs.rmSync(folder, { recursive: true, force: true });
  });
});

describe("ports", () => {
  it("that are busy are named with the variable that changes them", async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const needed = [{ port, variable: "GRANTRY_PORT", host: undefined }];
    await expect(requireFreePorts(needed, 0)).rejects.toThrow(
      `Port ${port} is busy. Stop what uses it, or choose another one with GRANTRY_PORT.`,
    );
    await expect(requireFreePorts(needed, 0)).rejects.toThrow(PortBusyError);
    setTimeout(() => server.close(), 100);
    await requireFreePorts(needed, 5_000);
  });
});
