import type { CreatePersonalAccessTokenBody, Permission } from "@grantry/contracts";
import { isPermission } from "@grantry/contracts";
import { isNetwork } from "../../components/networks/network.js";
import { tokenTexts as texts } from "./texts.js";

export const expiryChoices = ["7", "30", "90", "365", "custom"] as const;
export type ExpiryChoice = (typeof expiryChoices)[number];

/** What the create form holds. */
export interface TokenDraft {
  name: string;
  permissions: string[];
  reach: "all" | "chosen";
  projectIds: string[];
  expiry: ExpiryChoice;
  /** `YYYY-MM-DD`, for a custom expiry. */
  day: string;
  addresses: string[];
}

const DAY_MILLISECONDS = 86_400_000;
const LONGEST_DAYS = 365;

/** The moment at which the token stops; undefined while no day is chosen. */
export function expiryOf({ expiry, day }: TokenDraft, now: number): Date | undefined {
  if (expiry !== "custom") return new Date(now + Number(expiry) * DAY_MILLISECONDS);
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

export type TokenProblems = Partial<
  Record<"name" | "permissions" | "projects" | "expiry" | "addresses", string>
>;

function expiryProblem(draft: TokenDraft, now: number): string | undefined {
  const end = expiryOf(draft, now);
  if (end === undefined) return texts.expiryMissing;
  if (end.getTime() <= now) return texts.expiryPast;
  const longest = now + (LONGEST_DAYS + 1) * DAY_MILLISECONDS;
  return end.getTime() > longest ? texts.expiryFar : undefined;
}

function nameProblem({ name }: TokenDraft): string | undefined {
  const trimmed = name.trim();
  if (trimmed === "") return texts.nameMissing;
  return trimmed.length > 80 ? texts.nameLong : undefined;
}

/** Checks a draft; empty when it can be sent. */
export function tokenProblems(draft: TokenDraft, now: number): TokenProblems {
  const { permissions, reach, projectIds, addresses } = draft;
  const found: Record<string, string | undefined> = {
    name: nameProblem(draft),
    permissions: permissions.length === 0 ? texts.permissionsMissing : undefined,
    projects: reach === "chosen" && projectIds.length === 0 ? texts.chooseProject : undefined,
    expiry: expiryProblem(draft, now),
    addresses: addresses.every(isNetwork)
      ? addresses.length > 50
        ? texts.addressMany
        : undefined
      : texts.addressForm,
  };
  return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== undefined));
}

/** The request body that creates the token. */
export function tokenBodyOf(draft: TokenDraft, now: number): CreatePersonalAccessTokenBody {
  const permissions: Permission[] = draft.permissions.filter(isPermission);
  return {
    name: draft.name.trim(),
    permissions,
    project_ids: draft.reach === "all" ? null : draft.projectIds,
    expires_at: expiryOf(draft, now)?.toISOString() ?? null,
    ...(draft.addresses.length === 0 ? {} : { allowed_cidrs: draft.addresses }),
  };
}
