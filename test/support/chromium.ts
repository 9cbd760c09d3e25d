import fs from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { findOnPath } from "@grantry/infra";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The Chromium of this machine; undefined when there is none. */
export function chromiumPath(): string | undefined {
  return names.map(findOnPath).find((file) => file !== undefined && fs.existsSync(file));
}

/** Launches Chromium; throws when the machine has none. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error("no Chromium: apt-get install chromium");
  return await chromium.launch({ executablePath, args: flags });
}
