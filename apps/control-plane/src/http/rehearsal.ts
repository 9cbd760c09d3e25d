import type { Effect, Rehearsal } from "@grantry/contracts";
import { invalidField } from "@grantry/control";
import type { FastifyReply } from "fastify";

/** `dry_run` tells what would happen and leaves everything as it is. */
export type WriteMode = "save" | "dry_run";

/**
 * Reads `?dry_run=`: true tells what would happen, false and absent do it.
 * @throws ControlError `bad_request`: a typing error must not save what was meant as a question
 */
export function readMode(dryRun: unknown): WriteMode {
  switch (dryRun) {
    case "true":
      return "dry_run";
    case undefined:
    case "false":
      return "save";
    default:
      throw invalidField("dry_run", "Use true or false.");
  }
}

/** The answer of a route that was only asked what it would do, in place of its own. */
export function rehearsed(reply: FastifyReply, effects: Effect[]): Rehearsal {
  void reply.code(200);
  return { dry_run: true, effects };
}

/** A route without an answer of its own: nothing (204), or what it would do. */
export function rehearsedOrDone(
  reply: FastifyReply,
  effects: Effect[] | "done",
): Rehearsal | undefined {
  return effects === "done" ? undefined : rehearsed(reply, effects);
}
