import type { setTokenPolicyBodySchema, TokenPolicy, TokenPolicyChange } from "@grantry/contracts";
import { type Caller, invalidField, isInNetworks, isNetwork } from "@grantry/control";
import type {
  ControlStores,
  OutboxMessage,
  PersonalAccessTokenRow,
  TokenPolicyRow,
} from "@grantry/persistence";
import type { z } from "zod";
import type { ControlPlane } from "../control-plane.js";
import type { WriteMode } from "../http/rehearsal.js";
import { effectOn, isTimeChanged, lastAddresses, viewOf } from "./policy-effects.js";

type Wish = z.output<typeof setTokenPolicyBodySchema>;

/** What the caller's workspace asks of tokens. */
export async function readTokenPolicy(
  { control }: ControlPlane,
  caller: Caller,
): Promise<TokenPolicy> {
  return policyView(await control.tokenPolicies.find(caller.workspace.id));
}

/**
 * Sets the policy. Tokens that outlive it end earlier, or now; a dry run tells which and changes
 * nothing.
 * @throws ControlError `bad_request` for contradictions
 */
export async function setTokenPolicy(
  controlPlane: ControlPlane,
  caller: Caller,
  wish: Wish,
  mode: WriteMode,
): Promise<TokenPolicyChange> {
  const workspaceId = caller.workspace.id;
  const isDryRun = mode === "dry_run";
  const lastUsed = await lastAddresses(controlPlane, caller, wish);
  return controlPlane.commit(async (stores) => {
    const before = await stores.tokenPolicies.find(workspaceId);
    const policy = changedPolicy({ ...before, ...rules(wish) }, workspaceId, caller);
    assertSensible(policy, caller);
    const now = new Date();
    const tokens = await stores.tokens.list(workspaceId);
    const effect = effectOn(tokens, policy, {
      isTimeChanged: isTimeChanged(before, policy),
      isReachChanged: before.allowedCidrs.join() !== policy.allowedCidrs.join(),
      lastUsed,
      now,
    });
    const answer = { policy: policyView(policy), dry_run: isDryRun, ...viewOf(effect) };
    if (isDryRun) return { result: answer, messages: [] };
    await stores.tokenPolicies.set(policy);
    for (const { token, expiresAt } of [...effect.ended, ...effect.shortened]) {
      await stores.tokens.update(token.id, { expiresAt });
    }
    await stores.audit.record({
      workspaceId,
      projectId: null,
      actor: caller.actor,
      action: "token_policy.update",
      target: { type: "workspace", id: workspaceId, label: caller.workspace.name },
      before: policyView(before),
      after: {
        ...policyView(policy),
        ended: effect.ended.map(({ token }) => token.id),
        shortened: effect.shortened.map(({ token }) => token.id),
      },
    });
    const isReachChanged = before.allowedCidrs.join() !== policy.allowedCidrs.join();
    const changed = isReachChanged
      ? tokens.filter(({ revokedAt }) => !revokedAt)
      : [...effect.ended, ...effect.shortened].map(({ token }) => token);
    return { result: answer, messages: await deliveries(stores, changed) };
  });
}

async function deliveries(
  stores: ControlStores,
  tokens: readonly PersonalAccessTokenRow[],
): Promise<OutboxMessage[]> {
  const messages: OutboxMessage[] = [];
  for (const { id } of tokens) messages.push(await stores.outbox.add("credential.put", id));
  return messages;
}

function rules(wish: Wish) {
  return {
    ...(wish.maximum_lifetime_days === undefined
      ? {}
      : { maximumLifetimeDays: wish.maximum_lifetime_days }),
    ...(wish.expiry_required === undefined ? {} : { expiryRequired: wish.expiry_required }),
    ...(wish.addresses_required === undefined
      ? {}
      : { addressesRequired: wish.addresses_required }),
    ...(wish.allowed_cidrs ? { allowedCidrs: [...new Set(wish.allowed_cidrs)] } : {}),
    ...(wish.approval ? { approval: wish.approval } : {}),
    ...(wish.approval_permissions
      ? { approvalPermissions: [...new Set(wish.approval_permissions)] }
      : {}),
  };
}

function changedPolicy(
  policy: Omit<TokenPolicyRow, "workspaceId" | "updatedAt" | "updatedBy">,
  workspaceId: string,
  caller: Caller,
): TokenPolicyRow {
  return { ...policy, workspaceId, updatedAt: new Date(), updatedBy: caller.actor.label };
}

function assertSensible(policy: TokenPolicyRow, caller: Caller): void {
  const wrong = policy.allowedCidrs.findIndex((cidr) => !isNetwork(cidr));
  if (wrong !== -1) {
    const message = "Enter an address or network, such as 203.0.113.0/24.";
    throw invalidField(`allowed_cidrs.${wrong}`, message);
  }
  const { address } = caller.actor;
  const networks = policy.allowedCidrs;
  if (caller.token && networks.length > 0 && !isInNetworks(address ?? "", networks)) {
    throw invalidField("allowed_cidrs", `Your own address, ${address}, is not in the list.`);
  }
  if (policy.approval === "permissions" && policy.approvalPermissions.length === 0) {
    throw invalidField("approval_permissions", "Choose the permissions that need a yes.");
  }
}

function policyView(
  policy: Awaited<ReturnType<ControlStores["tokenPolicies"]["find"]>>,
): TokenPolicy {
  return {
    maximum_lifetime_days: policy.maximumLifetimeDays,
    expiry_required: policy.expiryRequired,
    addresses_required: policy.addressesRequired,
    allowed_cidrs: policy.allowedCidrs,
    approval: policy.approval,
    approval_permissions: policy.approvalPermissions as TokenPolicy["approval_permissions"],
    updated_at: policy.updatedAt?.toISOString() ?? null,
    updated_by: policy.updatedBy ?? null,
  };
}
