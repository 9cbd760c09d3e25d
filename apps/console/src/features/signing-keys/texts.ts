import type { SigningKey } from "@grantry/contracts";
import { durationInWords } from "../../lib/format.js";

/** The first characters of a key's ID, enough to tell it from the others. */
export function shortKid(kid: string): string {
  return kid.length > 8 ? `${kid.slice(0, 8)}…` : kid;
}

function lengthSince(moment: string): string {
  const seconds = Math.floor((Date.now() - new Date(moment).getTime()) / 1_000);
  return durationInWords(roughly(Math.max(1, seconds)));
}

/** Without the seconds of what has lasted for minutes, and without the minutes of days. */
function roughly(seconds: number): number {
  const step = seconds >= 86_400 ? 86_400 : seconds >= 3_600 ? 3_600 : seconds >= 60 ? 60 : 1;
  return seconds - (seconds % step);
}

export const keyTexts = {
  title: "Signing keys",
  purpose:
    "They sign ID tokens and JWT access tokens. Opaque tokens are sealed, not signed, and are untouched by this page.",
  caption: (name: string) => `Signing keys of ${name}`,
  jwks: "JWKS address",
  rotation: "Rotation",
  rotationEvery: (period: string) => `Every ${period}`,
  rotationNever: "Never by itself",
  change: "Change rotation",
  columns: {
    key: "Key ID",
    algorithm: "Algorithm",
    state: "State",
    times: "Times",
    actions: "Actions",
  },
  states: { next: "Next", current: "Current", retired: "Retired" } satisfies Record<
    SigningKey["state"],
    string
  >,
  announced: "Announced",
  signs: "Signs since",
  retired: "Retired",
  leaves: "In the JWKS until",
  none: "This project has no signing keys. They are made with its next client.",
  kept: "A retired key stays published until the last token it signed has expired, 30 days at least.",
  rotate: "Rotate now",
  rotateOf: (algorithm: string) => `Rotate now: ${algorithm} key`,
  rotateTitle: (algorithm: string, project: string) => `Rotate the ${algorithm} key of ${project}?`,
  rotateText: ({ kid, created_at: announced }: SigningKey) =>
    `${shortKid(kid)} signs from now on. It has been in the JWKS for ${lengthSince(announced)}. A verifier that cached the JWKS before then may refuse new tokens for up to 5 minutes.`,
  noSuccessor: "Its successor is not announced yet.",
  rotated: (next: string) => `Rotated. ${shortKid(next)} is current.`,
};
