import type { SigningKey } from "@grantry/contracts";
import { durationInWords } from "../../lib/format.js";

/** The first characters of a key's ID, enough to tell it from the others. */
export function shortKid(kid: string): string {
  return kid.length > 8 ? `${kid.slice(0, 8)}…` : kid;
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
  rotateText: (next: string, seconds: number) =>
    `${shortKid(next)} signs from now on. It has been in the JWKS for ${durationInWords(seconds)}. A verifier that cached the JWKS before then may refuse new tokens for up to 5 minutes.`,
  noSuccessor: "Its successor is not announced yet.",
  rotated: (next: string) => `Rotated. ${shortKid(next)} is current.`,
};
