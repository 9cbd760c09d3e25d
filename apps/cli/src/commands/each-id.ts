import { usesPersonalAccessToken } from "../credential.js";
import { describeFailure, HeldBack, SilentFailure } from "../failure.js";
import { printListing, printResource, type Session } from "../session.js";
import { idListing, idResource } from "./id-resource.js";

/**
 * Does the same to each of several things, goes on after a failure and says which one it was.
 * @returns those that succeeded
 */
export async function attemptEach(
  session: Session,
  names: readonly string[],
  work: (name: string) => Promise<void>,
): Promise<string[]> {
  const done: string[] = [];
  for (const name of names) {
    try {
      await work(name);
      done.push(name);
    } catch (error) {
      if (error instanceof HeldBack) throw error;
      session.world.err(`${name}: ${describeFailure(error, usesPersonalAccessToken(session))}`);
    }
  }
  return done;
}

/**
 * As `attemptEach`, for ids, which are printed when they succeeded.
 * @throws SilentFailure when one of them failed
 */
export async function doToEachId(
  session: Session,
  ids: readonly string[],
  work: (id: string) => Promise<void>,
): Promise<void> {
  const done = await attemptEach(session, ids, work);
  if (done.length === 1) printResource(session, idResource(done[0] ?? ""));
  if (done.length > 1) printListing(session, idListing(done));
  if (done.length < ids.length) throw new SilentFailure();
}
