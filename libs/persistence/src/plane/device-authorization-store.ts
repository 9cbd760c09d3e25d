import type { DeviceAuthorization, DeviceAuthorizationStore, DevicePoll } from "@grantry/oauth2";

import { instant, isStorable, isUuid, present } from "./columns.js";
import type { Statement } from "./project-query.js";
import type { ProjectScope } from "./scope.js";

interface DeviceRow {
  id: string;
  user_code: string;
  client_id: string;
  scope: string[];
  audience: string[];
  state: DeviceAuthorization["state"];
  grant_id: string | null;
  requested_at: Date;
  expires_at: Date;
}

const COLUMNS =
  "id, user_code, client_id, scope, audience, state, grant_id, requested_at, expires_at";

/** The code of an authorization that ended may be given again. */
const INSERT: Statement = {
  name: "devices_insert",
  text: `
    with ended as (
      delete from plane.device_authorizations
       where project_id = $1 and user_code = $3 and expires_at <= $8 returning 1
    )
    insert into plane.device_authorizations
      (project_id, id, user_code, client_id, scope, audience, state, requested_at, expires_at)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9 from (select count(*) from ended) as first
    on conflict do nothing returning 1 as inserted`,
};

const FIND: Statement = {
  name: "devices_find",
  text: `select ${COLUMNS} from plane.device_authorizations where project_id = $1 and id = $2`,
};

const FIND_BY_USER_CODE: Statement = {
  name: "devices_find_by_user_code",
  text: `
    select ${COLUMNS} from plane.device_authorizations
     where project_id = $1 and user_code = $2 and state = 'waiting' and expires_at > $3`,
};

const DECIDE: Statement = {
  name: "devices_decide",
  text: `
    update plane.device_authorizations set state = $3, grant_id = $4
     where project_id = $1 and id = $2 and state = 'waiting' returning 1 as decided`,
};

/** An early question is told to slow down and makes the interval five seconds longer. */
const POLL: Statement = {
  name: "devices_poll",
  text: `
    with asked as (
      select id, state, grant_id,
             polled_at + make_interval(secs => $4::integer + slowed_seconds) > $3 as early
        from plane.device_authorizations where project_id = $1 and id = $2 for update
    )
    update plane.device_authorizations device
       set polled_at = $3,
           slowed_seconds = device.slowed_seconds + case when asked.early then 5 else 0 end
      from asked where device.project_id = $1 and device.id = asked.id
    returning asked.state, asked.grant_id, coalesce(asked.early, false) as early`,
};

/** The devices of one project that wait for their users (RFC 8628). */
export class PlaneDeviceAuthorizationStore implements DeviceAuthorizationStore {
  readonly #scope: ProjectScope;

  constructor(scope: ProjectScope) {
    this.#scope = scope;
  }

  async insert(device: DeviceAuthorization): Promise<"inserted" | "taken"> {
    const rows = await this.#scope.run(INSERT, [
      device.id,
      device.userCode,
      device.clientId,
      device.scope,
      device.audience,
      device.state,
      instant(device.requestedAt),
      instant(device.expiresAt),
    ]);
    return rows.length > 0 ? "inserted" : "taken";
  }

  async find(id: string): Promise<DeviceAuthorization | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.#scope.run<DeviceRow>(FIND, [id]);
    return row === undefined ? undefined : readDevice(row);
  }

  async findByUserCode(userCode: string, at: Date): Promise<DeviceAuthorization | undefined> {
    if (!isStorable(userCode)) return undefined;
    const [row] = await this.#scope.run<DeviceRow>(FIND_BY_USER_CODE, [userCode, instant(at)]);
    return row === undefined ? undefined : readDevice(row);
  }

  async decide(
    id: string,
    decision:
      | { readonly state: "approved"; readonly grantId: string }
      | { readonly state: "denied" },
  ): Promise<"decided" | "answered"> {
    if (!isUuid(id)) return "answered";
    const grantId = decision.state === "approved" ? decision.grantId : null;
    const rows = await this.#scope.run(DECIDE, [id, decision.state, grantId]);
    return rows.length > 0 ? "decided" : "answered";
  }

  async poll(id: string, at: Date, intervalSeconds: number): Promise<DevicePoll> {
    if (!isUuid(id)) return { outcome: "absent" };
    const [row] = await this.#scope.run<{
      state: DeviceAuthorization["state"];
      grant_id: string | null;
      early: boolean;
    }>(POLL, [id, instant(at), intervalSeconds]);
    if (row === undefined) return { outcome: "absent" };
    if (row.early) return { outcome: "slow_down" };
    if (row.grant_id !== null) return { outcome: "approved", grantId: row.grant_id };
    return { outcome: row.state === "denied" ? "denied" : "waiting" };
  }
}

function readDevice(row: DeviceRow): DeviceAuthorization {
  return present<DeviceAuthorization>({
    id: row.id,
    userCode: row.user_code,
    clientId: row.client_id,
    scope: row.scope,
    audience: row.audience,
    state: row.state,
    grantId: row.grant_id,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
  });
}
