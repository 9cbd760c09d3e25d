import type { MessageKey } from "@grantry/identity";
import { destinationOf } from "./app-display.js";
import type { Destination } from "./app-display.js";

/** The marks of the warnings; stable for tests. */
export type WarningMark = "device" | "unverified" | "host-differs" | "lookalike" | "renamed";

export interface Warning {
  readonly mark: WarningMark;
  readonly message: MessageKey;
  /** What the message names: the project's name is filled in by the page. */
  readonly values: Readonly<Record<string, string>>;
}

export interface ConsentFacts {
  /** Absent where a device waits for the answer. */
  readonly redirectUri?: string;
  /** The app's own site, as registered; may be empty. */
  readonly clientUri: string;
  /** Somebody of the project created the client or checked it. */
  readonly verified: boolean;
  /** The name under which the user allowed it last, when it is another now. */
  readonly formerName?: string;
}

/** Everything a user should know before allowing an app, in the order it is shown. */
export function consentWarnings(facts: ConsentFacts): readonly Warning[] {
  const clientHost = hostOf(facts.clientUri);
  const { kind, host }: Destination =
    facts.redirectUri === undefined
      ? { kind: "web", host: clientHost ?? "" }
      : destinationOf(facts.redirectUri);
  const warnings: Warning[] = [];
  if (kind !== "web") warnings.push({ mark: "device", message: "warning.device", values: {} });
  if (!facts.verified) {
    warnings.push(
      host === ""
        ? { mark: "unverified", message: "warning.unverifiedNowhere", values: {} }
        : { mark: "unverified", message: "warning.unverified", values: { host } },
    );
  }
  if (kind === "web" && clientHost !== undefined && !belongsTo(host, clientHost)) {
    warnings.push({
      mark: "host-differs",
      message: "warning.hostDiffers",
      values: { host, clientHost },
    });
  }
  if (/(?:^|\.)xn--/.test(host)) {
    warnings.push({ mark: "lookalike", message: "warning.lookalike", values: { host } });
  }
  if (facts.formerName !== undefined) {
    warnings.push({
      mark: "renamed",
      message: "warning.renamed",
      values: { name: facts.formerName },
    });
  }
  return warnings;
}

/** `auth.acme.example` belongs to `acme.example` and to `www.acme.example`; not the other way. */
function belongsTo(host: string, clientHost: string): boolean {
  const site = clientHost.replace(/^www\./, "");
  return host === clientHost || host === site || host.endsWith(`.${site}`);
}

function hostOf(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  return new URL(uri).host || undefined;
}
