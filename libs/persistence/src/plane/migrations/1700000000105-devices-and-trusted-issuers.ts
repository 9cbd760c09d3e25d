import type { MigrationInterface, QueryRunner } from "typeorm";

import { PLANE_ROLE, PROVISIONER_ROLE } from "../roles.js";
import { forwardOnly } from "./forward-only.js";

/** Unlocks: device authorization (RFC 8628) and assertions of trusted issuers (RFC 7523). */
export class DevicesAndTrustedIssuers1700000000105 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DEVICE_AUTHORIZATIONS);
    await runner.query(
      `create unique index device_authorizations_by_user_code
        on plane.device_authorizations (project_id, user_code)`,
    );
    await runner.query(TRUSTED_ISSUERS);
    await runner.query(
      `create unique index trusted_issuers_by_key
        on plane.trusted_issuers (project_id, issuer, kid, coalesce(subject, ''))`,
    );
    for (const table of ["device_authorizations", "trusted_issuers"]) {
      await runner.query(`alter table plane.${table} enable row level security`);
      await runner.query(`alter table plane.${table} force row level security`);
      await runner.query(
        `create policy one_project on plane.${table} to ${PLANE_ROLE}
          using (${THE_PROJECT}) with check (${THE_PROJECT})`,
      );
      await runner.query(
        `create policy every_project on plane.${table} to ${PROVISIONER_ROLE}
          using (true) with check (true)`,
      );
      await runner.query(`grant select, insert, update, delete on plane.${table} to ${PLANE_ROLE}`);
      await runner.query(`grant select, update, delete on plane.${table} to ${PROVISIONER_ROLE}`);
    }
  }

  down = forwardOnly;
}

const THE_PROJECT = `project_id = nullif(current_setting('grantry.project_id', true), '')::uuid`;

const DEVICE_AUTHORIZATIONS = `
  create table plane.device_authorizations (
    project_id uuid not null references plane.projects on delete cascade,
    id uuid not null,
    user_code text not null,
    client_id text not null,
    scope text[] not null,
    audience text[] not null,
    state text not null check (state in ('waiting', 'approved', 'denied')),
    grant_id uuid,
    polled_at timestamptz,
    slowed_seconds integer not null default 0,
    requested_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (project_id, id),
    check ((state = 'approved') = (grant_id is not null))
  )`;

const TRUSTED_ISSUERS = `
  create table plane.trusted_issuers (
    project_id uuid not null references plane.projects on delete cascade,
    id uuid not null,
    issuer text not null,
    subject text,
    scope text[] not null,
    kid text not null,
    public_key json not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (project_id, id)
  )`;
