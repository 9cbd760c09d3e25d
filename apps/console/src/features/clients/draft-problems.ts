import type { Environment } from "@grantry/contracts";
import { typeDefaults } from "./client-type.js";
import { outcomeOf, type ClientDraft } from "./draft.js";
import { lintRedirectUri } from "./redirect-uri-lint.js";
import { clientTexts as texts } from "./texts.js";

/** What keeps a draft from being sent, by field. */
export type DraftProblems = Partial<
  Record<"name" | "site" | "redirectUris" | "audience" | "clientId", string>
>;

const CLIENT_ID = /^[A-Za-z0-9._~:/-]{1,255}$/;

function nameProblem({ name }: ClientDraft): string | undefined {
  const trimmed = name.trim();
  if (trimmed === "") return texts.nameMissing;
  return trimmed.length > 200 ? texts.nameLong : undefined;
}

function siteProblem({ party, site }: ClientDraft): string | undefined {
  if (party === "ours") return undefined;
  if (site === "") return texts.siteMissing;
  return URL.canParse(site) && /^https?:\/\//i.test(site) ? undefined : texts.siteForm;
}

function redirectProblem(
  draft: ClientDraft,
  environment: Environment,
  kept: ReadonlySet<string>,
): string | undefined {
  const outcome = outcomeOf(draft);
  if (!outcome.usesCode) return undefined;
  const { redirectUris, type } = draft;
  if (redirectUris.length === 0) {
    return typeDefaults[type].redirects === "optional" ? undefined : texts.redirectMissing;
  }
  const findings = redirectUris.map((value, index) =>
    lintRedirectUri(value, {
      type,
      environment,
      hasSecret: !outcome.isPublic,
      all: redirectUris,
      index,
    }),
  );
  if (findings.some((finding) => finding?.level === "e")) return texts.redirectBlocked;
  const open = findings.some(
    (finding, index) => finding?.level === "w" && !kept.has(redirectUris[index] ?? ""),
  );
  return open ? texts.redirectDoubts : undefined;
}

function audienceProblem({ type, audience }: ClientDraft): string | undefined {
  if (typeDefaults[type].audience === "optional") return undefined;
  if (audience.length === 0) return texts.audienceMissing;
  return audience.every((entry) => URL.canParse(entry)) ? undefined : texts.audienceForm;
}

/** Checks a draft; empty when it can be sent. */
export function draftProblems(
  draft: ClientDraft,
  environment: Environment,
  kept: ReadonlySet<string>,
): DraftProblems {
  const found: Record<string, string | undefined> = {
    name: nameProblem(draft),
    site: siteProblem(draft),
    redirectUris: redirectProblem(draft, environment, kept),
    audience: audienceProblem(draft),
    clientId:
      draft.clientId === "" || CLIENT_ID.test(draft.clientId) ? undefined : texts.clientIdForm,
  };
  return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== undefined));
}
