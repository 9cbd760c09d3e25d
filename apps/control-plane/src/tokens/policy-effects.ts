import type { Effect, SetTokenPolicyBody } from "@grantry/contracts";
import {
  type Caller,
  commonNetworks,
  counted,
  endUnderPolicy,
  isInNetworks,
  type TokenPolicyRules,
} from "@grantry/control";
import type { PersonalAccessTokenRow, TokenPolicyRow } from "@grantry/persistence";
import type { ControlPlane } from "../control-plane.js";
import { lastUses } from "./read-tokens.js";
import { laterUse } from "./token-view.js";

interface Affected {
  token: PersonalAccessTokenRow;
  expiresAt: Date | null;
}

/** What changes, as far as it decides about tokens. */
export interface PolicyChange {
  isTimeChanged: boolean;
  isReachChanged: boolean;
  /** Addresses by the ids of tokens. */
  lastUsed: ReadonlyMap<string, string>;
  now: Date;
}

/** What a policy does to each token that exists. */
export function effectOn(
  tokens: readonly PersonalAccessTokenRow[],
  policy: TokenPolicyRow,
  { isTimeChanged, isReachChanged, lastUsed, now }: PolicyChange,
): Record<"ended" | "shortened" | "cutOff" | "withoutAddresses", Affected[]> {
  const ended: Affected[] = [];
  const shortened: Affected[] = [];
  const cutOff: Affected[] = [];
  const withoutAddresses: Affected[] = [];
  for (const token of tokens) {
    const end = isTimeChanged ? endUnderPolicy(policy, token, now) : { effect: "none" as const };
    if (end.effect === "ended") ended.push({ token, expiresAt: end.expiresAt });
    if (end.effect === "shortened") shortened.push({ token, expiresAt: end.expiresAt });
    const isLiving = !token.revokedAt && !(token.expiresAt && token.expiresAt <= now);
    if (isReachChanged && isLiving && isCutOff(token, policy, lastUsed.get(token.id))) {
      cutOff.push({ token, expiresAt: token.expiresAt });
    }
    const isOpen = isLiving && token.kind === "personal" && token.allowedCidrs.length === 0;
    if (policy.addressesRequired && isOpen) {
      withoutAddresses.push({ token, expiresAt: token.expiresAt });
    }
  }
  return { ended, shortened, cutOff, withoutAddresses };
}

/** No network is left, or the last use came from outside of those that are. */
function isCutOff(
  token: PersonalAccessTokenRow,
  { allowedCidrs }: TokenPolicyRow,
  lastAddress: string | undefined,
): boolean {
  const networks = commonNetworks(token.allowedCidrs, allowedCidrs);
  if (networks === undefined) return true;
  return networks.length > 0 && lastAddress !== undefined && !isInNetworks(lastAddress, networks);
}

/** From where tokens were used last, when networks are about to change. */
export async function lastAddresses(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: Pick<SetTokenPolicyBody, "allowed_cidrs">,
): Promise<Map<string, string>> {
  if (wish.allowed_cidrs === undefined) return new Map();
  const tokens = await controlPlane.control.tokens.list(caller.workspace.id);
  const ids = tokens.map(({ id }) => id);
  const atPlanes = await lastUses(controlPlane, ids);
  return new Map(
    tokens.flatMap((token) => {
      const { address } = laterUse(token, atPlanes.get(token.id));
      return address === null ? [] : [[token.id, address] as const];
    }),
  );
}

/** Tokens from before a policy keep their end until its times are touched. */
export function isTimeChanged(before: TokenPolicyRules, after: TokenPolicyRules): boolean {
  return (
    before.maximumLifetimeDays !== after.maximumLifetimeDays ||
    before.expiryRequired !== after.expiryRequired
  );
}

/** The tokens that feel it, one by one and in numbers. */
export function viewOf(effect: ReturnType<typeof effectOn>) {
  const view = (affected: Affected[]) =>
    affected.map(({ token, expiresAt }) => ({
      id: token.id,
      name: token.name,
      owner_id: token.ownerId,
      expires_at: token.expiresAt?.toISOString() ?? null,
      would_expire_at: expiresAt?.toISOString() ?? null,
    }));
  return {
    ended: view(effect.ended),
    shortened: view(effect.shortened),
    cut_off: view(effect.cutOff),
    without_addresses: view(effect.withoutAddresses),
    effects: inNumbers(effect),
  };
}

function inNumbers(effect: ReturnType<typeof effectOn>): Effect[] {
  const tokens = ({ length }: Affected[]) => counted(length, "personal access token");
  const lines = [
    {
      of: effect.ended,
      code: "tokens_ended",
      severity: "danger",
      message: `Ends ${tokens(effect.ended)} now.`,
    },
    {
      of: effect.cutOff,
      code: "tokens_cut_off",
      severity: "danger",
      message: `${tokens(effect.cutOff)} no longer work from where they are used.`,
    },
    {
      of: effect.shortened,
      code: "tokens_shortened",
      severity: "warning",
      message: `${tokens(effect.shortened)} end earlier than before.`,
    },
    {
      of: effect.withoutAddresses,
      code: "tokens_without_addresses",
      severity: "info",
      message: `${tokens(effect.withoutAddresses)} go on, and need a list of networks to be rolled.`,
    },
  ] as const;
  return lines
    .filter(({ of }) => of.length > 0)
    .map(({ of, ...line }) => ({ ...line, counts: { personal_access_tokens: of.length } }));
}
