import type { GrantStore, SessionStore } from "@grantry/oauth2";
import type { ProjectUsage } from "./project-usage.js";

/** A session store whose new sessions count as sign-ins. */
export function countSignIns(sessions: SessionStore, usage: ProjectUsage): SessionStore {
  return {
    async insert(session) {
      const outcome = await sessions.insert(session);
      if (outcome === "inserted") {
        usage.count("sign_ins");
        usage.noteSubject(session.subject);
      }
      return outcome;
    },
    find: (...given) => sessions.find(...given),
    extend: (...given) => sessions.extend(...given),
    revoke: (...given) => sessions.revoke(...given),
    end: (...given) => sessions.end(...given),
    endBySubject: (...given) => sessions.endBySubject(...given),
    listBySubject: (...given) => sessions.listBySubject(...given),
  };
}

/** A grant store that notes the users to whom tokens are issued. */
export function noteActiveUsers(grants: GrantStore, usage: ProjectUsage): GrantStore {
  return {
    insert: (...given) => grants.insert(...given),
    async redeem(grantId, at, first) {
      const redemption = await grants.redeem(grantId, at, first);
      if (redemption.outcome === "redeemed") usage.noteSubject(redemption.grant.subject);
      return redemption;
    },
    async rotate(grantId, generation, at, next) {
      const rotation = await grants.rotate(grantId, generation, at, next);
      if (rotation.outcome === "rotated") usage.noteSubject(rotation.grant.subject);
      return rotation;
    },
    state: (grantId) => grants.state(grantId),
    stateWithDetails: (grantId) => grants.stateWithDetails(grantId),
    find: (...given) => grants.find(...given),
    keepDetails: (...given) => grants.keepDetails(...given),
    revoke: (...given) => grants.revoke(...given),
    revokeWhere: (...given) => grants.revokeWhere(...given),
    remembered: (...given) => grants.remembered(...given),
    listBySubject: (...given) => grants.listBySubject(...given),
  };
}
