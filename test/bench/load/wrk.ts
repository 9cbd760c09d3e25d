import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findOnPath } from "@grantry/infra";
import { resourcesOf } from "./child-resources.js";
import type { Effort, LoadGenerator, LoadPlan, LoadResult } from "./plan.js";
import { variationsFile, wrkScript } from "./wrk-script.js";

/** The `wrk` of this machine, or nothing. It writes its scripts into `folder`. */
export function wrk(folder: string): LoadGenerator | undefined {
  const program = findOnPath("wrk");
  if (program === undefined) return undefined;
  let runs = 0;
  return {
    name: "wrk",
    async run(plan, effort) {
      runs += 1;
      const script = path.join(folder, `load-${runs}.lua`);
      const variationsPath = path.join(folder, `load-${runs}.txt`);
      if (plan.variations !== undefined) {
        fs.writeFileSync(variationsPath, variationsFile(plan.variations));
      }
      fs.writeFileSync(script, wrkScript(plan, plan.variations && variationsPath));
      try {
        return await runWrk(program, script, plan, effort);
      } finally {
        fs.rmSync(script, { force: true });
        fs.rmSync(variationsPath, { force: true });
      }
    },
  };
}

/** A load of single-use values ends when they are used up, at the latest after this. */
const longestSeconds = 120;

async function runWrk(
  program: string,
  script: string,
  plan: LoadPlan,
  { connections, seconds }: Effort,
): Promise<LoadResult> {
  const longest = plan.variations?.kind === "once" ? longestSeconds : seconds;
  const duration = `${Math.max(1, Math.ceil(longest))}s`;
  const args = ["-t1", `-c${connections}`, `-d${duration}`, "--timeout", "10s", "-s", script];
  const child = spawn(program, [...args, `http://127.0.0.1:${plan.port}/`], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const resources = resourcesOf(child.pid);
  const chunks: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    errors.push(chunk);
    // The script can end its thread, but the program sleeps on until it is interrupted.
    if (chunk.includes("exhausted")) child.kill("SIGINT");
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const generatorMilliseconds = resources.stop();
  const output = Buffer.concat(chunks).toString("utf8");
  if (code !== 0 || !output.includes("\nsamples\n")) {
    throw new Error(`wrk ended with ${code}: ${output}${Buffer.concat(errors).toString("utf8")}`);
  }
  return { ...readOutput(output), generatorMilliseconds };
}

function readOutput(output: string): Omit<LoadResult, "generatorMilliseconds"> {
  const [report = "", samples = ""] = output.split("\nsamples\n", 2);
  const text = (name: string): string =>
    new RegExp(`^${name} (.*)$`, "m").exec(report)?.[1]?.trim() ?? "";
  const number = (name: string): number => Number(text(name));
  const example = text("example");
  return {
    requests: number("requests"),
    seconds: number("microseconds") / 1e6,
    p50Milliseconds: number("p50") / 1000,
    p99Milliseconds: number("p99") / 1000,
    wrong: number("wrong") + number("lost"),
    ...(example !== "" && { wrongExample: example }),
    samples: samples.split("\n").filter((line) => line !== ""),
    unspent: text("unspent").split(" ").filter(Boolean),
  };
}
