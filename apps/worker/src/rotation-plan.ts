import type { SigningAlgorithm, SigningKeyRecord } from "@grantry/oauth2";

export interface RotationRule {
  readonly now: Date;
  /** How long a key signs; undefined when keys rotate on request only. */
  readonly periodSeconds: number | undefined;
  /** How long verifiers may hold on to a JWK Set: a key is announced at least that long. */
  readonly announcedForSeconds: number;
  /** The current key that shall retire before its time. */
  readonly retireKeyId?: string;
}

/** What to do next with the keys of one algorithm. */
export type RotationPlan =
  | { readonly step: "none" }
  /** The successor is too young: verifiers may not have seen it yet. */
  | { readonly step: "wait"; readonly until: Date }
  /** There is no successor: one is made and published. */
  | { readonly step: "announce"; readonly algorithm: SigningAlgorithm }
  /** The successor signs, the current key retires, a new successor is published. */
  | {
      readonly step: "rotate";
      readonly algorithm: SigningAlgorithm;
      readonly retire: string;
      readonly promote: string;
    };

/**
 * Decides the next step for the keys of one algorithm. A plan is made again from what is stored
 * before each step, so a job that runs twice makes it once.
 */
export function planRotation(
  algorithm: SigningAlgorithm,
  keys: readonly SigningKeyRecord[],
  rule: RotationRule,
): RotationPlan {
  const own = keys.filter((key) => key.algorithm === algorithm);
  const current = own.find((key) => key.state === "current");
  const next = own.find((key) => key.state === "next");
  if (current === undefined && next === undefined) return { step: "none" };
  if (next === undefined) return { step: "announce", algorithm };
  if (current === undefined || !mustRetire(current, rule)) return { step: "none" };
  const ready = after(next.createdAt, rule.announcedForSeconds);
  if (ready > rule.now) return { step: "wait", until: ready };
  return { step: "rotate", algorithm, retire: current.kid, promote: next.kid };
}

function mustRetire(current: SigningKeyRecord, rule: RotationRule): boolean {
  if (rule.retireKeyId !== undefined) return current.kid === rule.retireKeyId;
  if (rule.periodSeconds === undefined) return false;
  return after(current.activatedAt ?? current.createdAt, rule.periodSeconds) <= rule.now;
}

function after(date: Date, seconds: number): Date {
  return new Date(date.getTime() + seconds * 1_000);
}
