import { createHash } from "node:crypto";
import {
  ACCESS_TOKEN_TYPE,
  commonPermissions,
  grants,
  isPermission,
  type TokenExchange,
} from "@grantry/contracts";
import { findUnmetCondition, generatePersonalAccessToken } from "@grantry/control";
import type { PersonalAccessTokenRow, TrustedIssuerRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import type { CallOrigin } from "../http/call-origin.js";
import { newTokenRow } from "../tokens/create-token.js";
import { ExchangeError } from "./exchange-error.js";
import { readExchange } from "./exchange-parameters.js";
import {
  issuerNamedBy,
  replayableUntil,
  type SubjectToken,
  verifySubjectToken,
} from "./subject-token.js";

const LONGEST_SUBJECT = 300;
const MILLISECONDS = 1_000;

/**
 * Exchanges a token of a trusted issuer for a short-lived access token of the workspace (RFC 8693).
 * What it may do is what the trusted issuer says, never more than its owner may at the time of use;
 * the request only ever asks for less. The result is stored like a personal access token, so that
 * revoking it, or the trust, reaches every plane within a second.
 * @throws ExchangeError
 */
export async function exchangeToken(
  controlPlane: ControlPlane,
  origin: CallOrigin,
  form: string,
): Promise<TokenExchange> {
  const wish = readExchange(form, controlPlane.addresses.api);
  const issuer = issuerNamedBy(wish.subjectToken);
  const candidates = await controlPlane.control.trustedIssuers.listTrusting(wish.by, issuer);
  const { trusted, subject } = await findAccepting(controlPlane, candidates, wish.subjectToken);
  const { value, digest, lastCharacters } = generatePersonalAccessToken(
    controlPlane.tokenDigestKey,
  );
  const now = new Date();
  const projectIds = await readResources(controlPlane, trusted, wish.resources);
  const whole: PersonalAccessTokenRow = {
    ...newTokenRow(trusted.workspaceId, trusted.ownerId, now),
    kind: "exchanged",
    trustedIssuerId: trusted.id,
    name: trusted.name,
    description: subject.subject.slice(0, LONGEST_SUBJECT),
    digest,
    lastCharacters,
    permissions: trusted.permissions,
    projectIds,
    allowedCidrs: [],
    expiresAt: new Date(now.getTime() + trusted.lifetimeSeconds * MILLISECONDS),
  };
  const owner = await controlPlane.control.holders.rights(trusted.ownerId);
  const held = commonPermissions(whole.permissions, owner?.permissions ?? []);
  if (held.length === 0) {
    throw new ExchangeError("invalid_request", "The trusted issuer's owner may do none of this.");
  }
  const token = { ...whole, permissions: narrowed(held, wish.scope) };
  await store(controlPlane, { token, trusted, subject, subjectToken: wish.subjectToken, origin });
  return {
    access_token: value,
    issued_token_type: ACCESS_TOKEN_TYPE,
    token_type: "Bearer",
    expires_in: trusted.lifetimeSeconds,
    scope: token.permissions.join(" "),
  };
}

/** The one trusted issuer whose audience and conditions the token fits. */
async function findAccepting(
  { issuerKeys }: ControlPlane,
  candidates: readonly TrustedIssuerRow[],
  subjectToken: string,
): Promise<{ trusted: TrustedIssuerRow; subject: SubjectToken }> {
  const accepting: { trusted: TrustedIssuerRow; subject: SubjectToken }[] = [];
  let refusal = new ExchangeError("invalid_request", "Nobody here trusts this token's issuer.");
  for (const trusted of candidates) {
    try {
      const subject = await verifySubjectToken(issuerKeys, trusted, subjectToken, new Date());
      const unmet = findUnmetCondition(trusted.conditions, subject.claims);
      if (!unmet) accepting.push({ trusted, subject });
      else {
        const description = `subject_token does not meet the condition on its claim '${unmet.claim}'.`;
        refusal = new ExchangeError("invalid_request", description);
      }
    } catch (cause) {
      if (!(cause instanceof ExchangeError)) throw cause;
      refusal = cause;
    }
  }
  const [first, second] = accepting;
  if (!first) throw refusal;
  if (!second) return first;
  throw new ExchangeError(
    "invalid_request",
    "Several trusted issuers accept this token. Name one: 'trusted_issuer' is its ID.",
  );
}

/** The projects that are meant, within those of the trusted issuer (RFC 8707 §2). */
async function readResources(
  { control, addresses }: ControlPlane,
  trusted: TrustedIssuerRow,
  resources: readonly string[],
): Promise<string[] | null> {
  if (resources.length === 0) return trusted.projectIds;
  const projects = await control.projects.list(trusted.workspaceId, { within: trusted.projectIds });
  return resources.map((resource) => {
    const project = projects.find(({ slug }) => addresses.issuer(slug) === resource);
    if (project) return project.id;
    throw new ExchangeError("invalid_target", "'resource' is no project that this token reaches.");
  });
}

function narrowed(held: readonly string[], scope: readonly string[] | undefined): string[] {
  if (!scope) return [...held];
  const tooMuch = scope.find((each) => !isPermission(each) || !grants(held, each));
  if (tooMuch === undefined && scope.length > 0) return [...new Set(scope)];
  const name = tooMuch?.slice(0, 100) ?? "";
  throw new ExchangeError("invalid_scope", `The permission '${name}' is not given here.`);
}

async function store(
  controlPlane: ControlPlane,
  exchange: {
    token: PersonalAccessTokenRow;
    trusted: TrustedIssuerRow;
    subject: SubjectToken;
    subjectToken: string;
    origin: CallOrigin;
  },
): Promise<void> {
  const { token, trusted, subject, subjectToken, origin } = exchange;
  const label = `${trusted.name} (${token.description})`;
  await controlPlane.commit(async (stores) => {
    // Whoever takes the trust away waits for this, or this finds it gone.
    if (!(await stores.trustedIssuers.lockTrusted(trusted.id, trusted.updatedAt))) {
      throw new ExchangeError("invalid_request", "Nobody here trusts this token's issuer.");
    }
    if (trusted.singleUse) {
      const digest = createHash("sha256")
        .update(subject.id === undefined ? subjectToken : `jti:${subject.id}`)
        .digest();
      const until = replayableUntil(subject);
      if (!(await stores.trustedIssuers.consume(trusted.id, digest, until))) {
        throw new ExchangeError("invalid_request", "subject_token has been exchanged before.");
      }
    }
    await stores.tokens.create(token);
    await stores.trustedIssuers.recordUse(trusted.id, token.createdAt, token.description);
    await stores.audit.record({
      workspaceId: token.workspaceId,
      projectId: token.projectIds?.length === 1 ? (token.projectIds[0] ?? null) : null,
      actor: { type: "service", id: trusted.id, label, ...origin },
      action: "trusted_issuer.exchange",
      target: { type: "personal_access_token", id: token.id, label: token.name },
      before: null,
      after: {
        subject: token.description,
        issuer: trusted.issuer,
        permissions: token.permissions,
        project_ids: token.projectIds,
        expires_at: token.expiresAt?.toISOString() ?? null,
      },
    });
    // Planes forget what has expired.
    await stores.outbox.add("credential.remove", token.id, token.expiresAt ?? undefined);
    return { result: undefined, messages: [await stores.outbox.add("credential.put", token.id)] };
  });
}
