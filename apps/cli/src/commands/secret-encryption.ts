import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import type { OAuth2Client } from "@grantry/contracts";
import type { Command } from "commander";
import { Failure } from "../failure.js";

export interface EncryptionOptions {
  pgpKey?: string;
  pgpKeyUrl?: string;
  keybase?: string;
}

/** Turns a client into one whose secret only the owner of a key can read. */
export type EncryptSecret = (client: OAuth2Client) => Promise<OAuth2Client>;

/** Adds the flags that name a PGP key. */
export function addEncryptionFlags(command: Command): void {
  command
    .option("--pgp-key <key>", "encrypt the client secret for this PGP key, given in base64")
    .option("--pgp-key-url <address>", "encrypt the client secret for the PGP key at this address")
    .option("--keybase <name>", "encrypt the client secret for the PGP key of this Keybase user");
}

/**
 * Prepares the encryption that the flags ask for, before anything is created: a secret that cannot
 * be encrypted afterwards would be lost.
 * @throws Failure when the key cannot be had or used
 */
export async function openEncryption(options: EncryptionOptions): Promise<EncryptSecret> {
  const key = await readKey(options);
  if (key === undefined) return (client) => Promise.resolve(client);
  await encrypt(key, "trial");
  return async (client) => {
    if (client.client_secret === undefined) return client;
    return { ...client, client_secret: await encrypt(key, client.client_secret) };
  };
}

async function readKey(options: EncryptionOptions): Promise<Buffer | undefined> {
  if (options.pgpKey !== undefined) return Buffer.from(options.pgpKey, "base64");
  if (options.pgpKeyUrl !== undefined) return download(options.pgpKeyUrl);
  if (options.keybase === undefined) return undefined;
  return download(`https://keybase.io/${encodeURIComponent(options.keybase)}/pgp_keys.asc`);
}

async function download(address: string): Promise<Buffer> {
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(address, { signal }).catch(() => undefined);
  if (response?.ok === true) return Buffer.from(await response.arrayBuffer());
  throw new Failure(`No PGP key could be read from ${address}.`, "Check the address.");
}

/** The PGP message in base64, as one line. */
async function encrypt(key: Buffer, secret: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "grantry-pgp-"));
  try {
    const keyFile = join(home, "recipient");
    await writeFile(keyFile, key);
    const flags = [
      "--homedir",
      home,
      "--batch",
      "--quiet",
      "--no-autostart",
      "--trust-model",
      "always",
    ];
    return await runGpg([...flags, "--recipient-file", keyFile, "--encrypt"], secret);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function runGpg(words: string[], input: string): Promise<string> {
  const gpg = spawn("gpg", words, { stdio: "pipe" });
  const ended = new Promise<number | null>((resolve, reject) => {
    gpg.once("error", () =>
      reject(new Failure("The secret cannot be encrypted: there is no gpg.", "Install GnuPG.")),
    );
    gpg.once("close", resolve);
  });
  gpg.stdin.on("error", () => undefined).end(input);
  const [message, complaint, code] = await Promise.all([
    buffer(gpg.stdout),
    text(gpg.stderr),
    ended,
  ]);
  if (code === 0) return message.toString("base64");
  throw new Failure(`The secret cannot be encrypted for this PGP key.\n${complaint.trim()}`);
}
