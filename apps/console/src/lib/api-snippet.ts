import { addresses } from "./addresses.js";
import { shellCommand, shellQuoted } from "./shell.js";

/** A write of the control-plane API as curl, with the token as `$GRANTRY_PAT`. */
export function apiCurl(method: "POST" | "PATCH" | "DELETE", path: string, body?: unknown): string {
  return shellCommand(
    `curl -X ${method}`,
    `${addresses.api}${path}`,
    '-H "Authorization: Bearer $GRANTRY_PAT"',
    ...(body === undefined
      ? []
      : [
          "-H 'Content-Type: application/json'",
          `-d ${shellQuoted(JSON.stringify(body, null, 2))}`,
        ]),
  );
}
