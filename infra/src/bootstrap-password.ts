import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * The owner's first password, between its invention and the moment it was shown. It is kept in the
 * data folder (mode 0600) meanwhile, so that a start that was killed half-way can still show it.
 */
export class BootstrapPassword {
  private readonly file: string;

  constructor(dataDir: string) {
    this.file = path.join(dataDir, "bootstrap-password");
  }

  /** The password to begin with, or undefined when nothing needs one: not on a first start. */
  begin(given: string | undefined, firstStart: boolean): string | undefined {
    if (fs.existsSync(this.file)) return fs.readFileSync(this.file, "utf8");
    if (!firstStart || given !== undefined) return undefined;
    const password = randomBytes(12).toString("base64url");
    fs.writeFileSync(this.file, password, { mode: 0o600 });
    return password;
  }

  /** It was shown: forget it. */
  shown(): void {
    fs.rmSync(this.file, { force: true });
  }
}
