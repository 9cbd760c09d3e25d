import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { FORM } from "./browsers.js";
import { ask } from "./http/ask.js";
import type { Answer } from "./http/connection.js";
import type { LoadResult } from "./load/plan.js";
import type { Issued, Operation } from "./operations.js";
import { clientOf } from "./servers/target.js";
import type { ClientKind, Target } from "./servers/target.js";

const tokensTried = 5;
const promisedMilliseconds = 1_000;

/**
 * Looks at what a load brought: signatures of JWTs, and whether issued tokens live, can be revoked
 * and are dead afterwards at every door. Answers what is wrong, in words.
 */
export async function checkIssued(
  operation: Operation,
  target: Target,
  doors: readonly Target[],
  { samples, unspent }: LoadResult,
): Promise<string[]> {
  const { issues } = operation;
  if (issues === undefined) return [];
  const answers = samples.map((body) => JSON.parse(body) as Record<string, unknown>);
  if (answers.length === 0) return ["no answer to look at"];
  const values =
    issues.alive === "refresh_token"
      ? unspent
      : answers.map((answer) => String(answer[issues.alive ?? "access_token"]));
  const chosen = values.slice(0, tokensTried);
  return [
    ...(new Set(values).size === values.length ? [] : ["a token was issued twice"]),
    ...(await checkSignatures(target, issues, answers)),
    ...(issues.alive === undefined
      ? []
      : (await Promise.all(chosen.map((value) => checkLife(target, doors, issues, value)))).flat()),
  ];
}

async function checkSignatures(
  target: Target,
  { signed, kind }: Issued,
  answers: readonly Record<string, unknown>[],
): Promise<string[]> {
  if (Object.keys(signed).length === 0) return [];
  const { port, host, paths, issuer } = target;
  const answer = await ask({ port, method: "GET", path: paths.jwks, headers: { host } });
  const keys = createLocalJWKSet(JSON.parse(answer.body) as JSONWebKeySet);
  const problems: string[] = [];
  for (const [member, algorithm] of Object.entries(signed)) {
    for (const tokens of answers.slice(0, tokensTried)) {
      const options = {
        issuer,
        algorithms: [algorithm],
        ...(member === "id_token" && { audience: clientOf(target, kind).id }),
      };
      await jwtVerify(String(tokens[member]), keys, options).catch((error: Error) =>
        problems.push(`${member} is no ${algorithm} JWT of the issuer: ${error.message}`),
      );
    }
  }
  return problems;
}

async function checkLife(
  target: Target,
  doors: readonly Target[],
  { kind }: Issued,
  token: string,
): Promise<string[]> {
  for (const door of doors) {
    if (!(await isActive(door, kind, token)))
      return [`an issued token is inactive at ${door.name}`];
  }
  const { status } = await revokeAt(target, kind, token);
  if (status !== 200) return [`revocation answered ${status}`];
  const until = performance.now() + promisedMilliseconds;
  const problems: string[] = [];
  for (const door of doors) {
    while (await isActive(door, kind, token)) {
      if (performance.now() < until) continue;
      problems.push(`a revoked token is still active at ${door.name} after a second`);
      break;
    }
  }
  return problems;
}

/** Whether a client's token is active (RFC 7662 §2.2); throws unless the answer says either. */
export async function isActive(target: Target, kind: ClientKind, token: string): Promise<boolean> {
  const answer = await form(target, target.paths.introspection, kind, `token=${token}`);
  const { active } = JSON.parse(answer.body || "{}") as { active?: boolean };
  if (answer.status !== 200 || active === undefined) {
    throw new Error(`introspection at ${target.name}: ${answer.status} ${answer.body}`);
  }
  return active;
}

/** Revokes a client's token (RFC 7009 §2). */
export async function revokeAt(target: Target, kind: ClientKind, token: string): Promise<Answer> {
  return await form(target, target.paths.revocation, kind, `token=${token}`);
}

/** A form post of a client to one of a target's endpoints. */
export async function form(
  target: Target,
  path: string,
  kind: ClientKind,
  body: string,
): Promise<Answer> {
  const { port, host } = target;
  const authorization = clientOf(target, kind).basic;
  const headers = { host, authorization, "content-type": FORM };
  return await ask({ port, method: "POST", path, headers, body });
}
