import { isPermission, type SetTokenPolicyBody, type TokenPolicy } from "@grantry/contracts";

/** The token policy as its form holds it. */
export interface PolicyDraft {
  days: string;
  expiryRequired: boolean;
  addressesRequired: boolean;
  networks: string[];
  approval: TokenPolicy["approval"];
  approvalPermissions: string[];
}

/** The form of a policy. */
export function draftOf(policy: TokenPolicy): PolicyDraft {
  return {
    days: policy.maximum_lifetime_days === null ? "" : String(policy.maximum_lifetime_days),
    expiryRequired: policy.expiry_required,
    addressesRequired: policy.addresses_required,
    networks: [...policy.allowed_cidrs],
    approval: policy.approval,
    approvalPermissions: [...policy.approval_permissions],
  };
}

/** Whether the days are a number that the API takes. */
export function hasValidDays({ days }: PolicyDraft): boolean {
  const text = days.trim();
  return text === "" || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3_650);
}

/** The policy that a form means. */
export function policyOf(draft: PolicyDraft): SetTokenPolicyBody {
  const days = draft.days.trim();
  return {
    maximum_lifetime_days: days === "" ? null : Number(days),
    expiry_required: draft.expiryRequired,
    addresses_required: draft.addressesRequired,
    allowed_cidrs: draft.networks,
    approval: draft.approval,
    approval_permissions:
      draft.approval === "permissions" ? draft.approvalPermissions.filter(isPermission) : [],
  };
}
