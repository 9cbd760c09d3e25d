import { homedir } from "node:os";
import { join } from "node:path";

/** What the environment says; flags of a command come before it. */
export interface Environment {
  /** Address of the console; everything else is found from it. */
  url: string;
  personalAccessToken: string | undefined;
  project: string | undefined;
  workspace: string | undefined;
  settingsPath: string;
  clientId: string | undefined;
  clientSecret: string | undefined;
  /** NO_COLOR is set, or the terminal shows none. */
  withoutColour: boolean;
}

/** Reads the environment once, at the start; an empty variable counts as absent. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const read = (name: string): string | undefined => variables[name]?.trim() || undefined;
  return {
    url: read("GRANTRY_URL") ?? "http://localhost:4000",
    personalAccessToken: read("GRANTRY_PAT"),
    project: read("GRANTRY_PROJECT"),
    workspace: read("GRANTRY_WORKSPACE"),
    settingsPath: read("GRANTRY_CONFIG_PATH") ?? join(homedir(), ".grantry.json"),
    clientId: read("OAUTH2_CLIENT_ID"),
    clientSecret: read("OAUTH2_CLIENT_SECRET"),
    withoutColour: read("NO_COLOR") !== undefined || read("TERM") === "dumb",
  };
}

/** Stops the checking of TLS certificates for this run, which `--skip-tls-verify` asks for. */
export function skipCertificateChecks(): void {
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
}
