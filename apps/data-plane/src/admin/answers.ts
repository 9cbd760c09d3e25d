import type { ConsentAcceptance, LoginAcceptance, RejectionBody } from "@grantry/oauth2";
import { InvalidRequest } from "@grantry/oauth2";
import { z } from "zod";

const claims = z.record(z.string(), z.unknown());
/** No text of a database holds NUL. */
const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((value) => !value.includes("\0"), "must not contain NUL");
const LONGEST_SECONDS = 10 * 365 * 86_400;
/** As in Hydra any whole number: below 0 says what 0 says, above ten years is ten years. */
const seconds = z.int().transform((value) => Math.min(Math.max(value, 0), LONGEST_SECONDS));
/** A null in a list is nothing: consent apps of Hydra's send `[null]` when nothing was ticked. */
const texts = z
  .array(text(1_000).nullable())
  .max(100)
  .transform((list) => list.filter((text) => text !== null))
  .nullish();

const loginAcceptance = z.object({
  subject: z.string(),
  remember: z.boolean().nullish(),
  remember_for: seconds.nullish(),
  extend_session_lifespan: z.boolean().nullish(),
  acr: text(255).nullish(),
  amr: texts,
  context: z.unknown().optional(),
  force_subject_identifier: text(255).nullish(),
});

const consentAcceptance = z.object({
  grant_scope: texts,
  grant_access_token_audience: texts,
  session: z.object({ access_token: claims.nullish(), id_token: claims.nullish() }).nullish(),
  remember: z.boolean().nullish(),
  remember_for: seconds.nullish(),
  context: z.unknown().optional(),
});

const rejection = z.object({
  error: z.string().nullish(),
  error_description: z.string().nullish(),
  error_hint: z.string().nullish(),
});

/** Reads what a login app answers; throws `invalid_request` naming the member. */
export function readLoginAcceptance(body: unknown): LoginAcceptance {
  return present(parse(loginAcceptance, body));
}

/** Reads what a consent app answers; throws `invalid_request` naming the member. */
export function readConsentAcceptance(body: unknown): ConsentAcceptance {
  const { session, ...rest } = parse(consentAcceptance, body);
  return {
    ...present(rest),
    ...(session === null || session === undefined ? {} : { session: present(session) }),
  };
}

/** Reads a refusal; throws `invalid_request` naming the member. */
export function readRejectionBody(body: unknown): RejectionBody {
  return present(parse(rejection, body));
}

function parse<Shape>(schema: z.ZodType<Shape>, body: unknown): Shape {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InvalidRequest(
    `Field '${issue?.path.join(".") ?? ""}': ${issue?.message ?? "is wrong"}.`,
  );
}

type Present<Shape> = { [Name in keyof Shape]?: Exclude<Shape[Name], null | undefined> };

/** Drops members that are `null` or absent: on the wire both mean nothing was said. */
function present<Shape extends object>(
  shape: Shape,
): Present<Shape> & Pick<Shape, RequiredNames<Shape>> {
  const entries = Object.entries(shape).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return Object.fromEntries(entries) as Present<Shape> & Pick<Shape, RequiredNames<Shape>>;
}

type RequiredNames<Shape> = {
  [Name in keyof Shape]-?: null extends Shape[Name]
    ? never
    : undefined extends Shape[Name]
      ? never
      : Name;
}[keyof Shape];
