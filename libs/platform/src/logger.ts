import { pino, type DestinationStream, type Logger } from "pino";

export type { Logger } from "pino";

/** Fields that never reach a log, at the top, in one object below, and in its headers or body. */
const secretFields = [
  "authorization",
  "cookie",
  "set-cookie",
  "proxy-authorization",
  "password",
  "secret",
  "client_secret",
  "clientSecret",
  "client_assertion",
  "token",
  "access_token",
  "accessToken",
  "refresh_token",
  "refreshToken",
  "id_token",
  "idToken",
  "code",
  "code_verifier",
  "csrf_token",
  "masterKey",
  "databaseUrl",
  "redisUrl",
];

const secretPaths = secretFields.flatMap((field) => {
  // A top-level or error `code` is an error code; only in a request's parts is it a credential.
  const prefixes = field === "code" ? ["*.body.", "*.query."] : ["", "*.", "*.*."];
  return prefixes.map((prefix) => `${prefix}["${field}"]`.replace(".[", "["));
});

export interface LoggerOptions {
  /** Which process speaks: gateway, control-plane, data-plane, worker. */
  name: string;
  /** pino's level; GRANTRY_LOG_LEVEL, default info. */
  level?: string;
  destination?: DestinationStream;
}

/**
 * A JSON line logger on stdout. Events, not stories: name, ids, outcome. Credentials are removed
 * wherever a log call carries them by accident, request addresses lose their query.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? process.env["GRANTRY_LOG_LEVEL"] ?? "info",
    base: { name: options.name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretPaths, censor: "[redacted]" },
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
