import type { Environment } from "./environment.js";
import { EnvironmentError } from "./environment.js";

/** The mail server that mail leaves through. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte on (`smtps:`); otherwise STARTTLS where the server offers it. */
  readonly isSecure: boolean;
  /** Mail and password go over TLS or not at all: everywhere but on this machine. */
  readonly isTlsRequired: boolean;
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** The sender's address. */
  readonly from: string;
}

const NAME = "GRANTRY_SMTP_URL";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Reads `GRANTRY_SMTP_URL`: `smtp://` or `smtps://`, with user and password where the server asks
 * for them, and `?from=` for the sender.
 * @returns undefined without the variable: then mail stays in the local mailbox
 * @throws EnvironmentError
 */
export function mailServerFromEnvironment(
  environment: Environment,
  consoleAddress: string,
): MailServer | undefined {
  const value = environment.optional(NAME);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === "") {
    throw new EnvironmentError(NAME, "must look like smtps://user:password@mail.example.com");
  }
  const from = url.searchParams.get("from") ?? `grantry@${new URL(consoleAddress).hostname}`;
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(from)) {
    throw new EnvironmentError(NAME, "has a ?from= that is no address like name@example.com");
  }
  const isSecure = url.protocol === "smtps:";
  const standardPort = isSecure ? 465 : 587;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? standardPort : Number(url.port),
    isSecure,
    isTlsRequired: !isSecure && !LOOPBACK.has(url.hostname),
    login:
      url.username === ""
        ? undefined
        : {
            user: decodeURIComponent(url.username),
            password: decodeURIComponent(url.password),
          },
    from,
  };
}
