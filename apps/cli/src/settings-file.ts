import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { Failure } from "./failure.js";

const settingsSchema = z.looseObject({
  version: z.literal("v1"),
  console: z.string().optional(),
  access_token: z
    .object({
      access_token: z.string(),
      refresh_token: z.string().optional(),
      expiry: z.string(),
      token_type: z.string(),
    })
    .nullish(),
  selected_project: z.string().nullish(),
  selected_workspace: z.string().nullish(),
  session_identity_traits: z
    .object({ id: z.string(), email: z.string(), name: z.string() })
    .partial()
    .nullish(),
});

/** What the CLI remembers between runs. It belongs to one console: another one gets a new start. */
export type Settings = z.infer<typeof settingsSchema>;
export type StoredToken = NonNullable<Settings["access_token"]>;

/**
 * Reads the settings for a console; those of another console count as absent, so that a token is
 * never sent to a server that did not issue it.
 * @throws Failure when the file is there and cannot be understood
 */
export function readSettings(path: string, console: string): Settings {
  const nothing: Settings = { version: "v1", console };
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isAbsent(error)) return nothing;
    throw new Failure(
      `${path} cannot be read.`,
      "Check its permissions, or name another file with --config.",
    );
  }
  const settings = settingsSchema.safeParse(parse(text));
  if (!settings.success) {
    throw new Failure(
      `${path} is not a file of this program.`,
      "Delete it, or name another file with --config.",
    );
  }
  return settings.data.console === console ? settings.data : nothing;
}

/**
 * Replaces the settings in one step; only their owner may read them (mode 0600).
 * @throws Failure when the file cannot be written
 */
export function writeSettings(path: string, settings: Settings): void {
  const target = resolved(path);
  const draft = `${target}.${process.pid}.draft`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    rmSync(draft, { force: true });
    writeFileSync(draft, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    chmodSync(draft, 0o600);
    renameSync(draft, target);
  } catch {
    rmSync(draft, { force: true });
    throw new Failure(
      `${path} cannot be written.`,
      "Check its folder, or name another file with --config.",
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isAbsent(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";
}
