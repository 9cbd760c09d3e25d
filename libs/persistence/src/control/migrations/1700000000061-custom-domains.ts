import type { MigrationInterface, QueryRunner } from "typeorm";
import { forwardOnly } from "../forward-only.js";

/**
 * Unlocks host names of a project's own: claimed by anybody, verified by one; and gateways that
 * hear at once when a project is somewhere else.
 */
export class CustomDomains1700000000061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table custom_domains (
        id uuid primary key,
        project_id uuid not null references projects,
        hostname text not null,
        cors_enabled boolean not null,
        cors_allowed_origins text[] not null,
        challenge text not null,
        verified_at timestamptz(3),
        checked_at timestamptz(3),
        verification_errors text[] not null default '{}',
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        unique (project_id, hostname)
      );
      create unique index custom_domains_verified on custom_domains (hostname)
        where verified_at is not null;
      create index custom_domains_pending on custom_domains (created_at) where verified_at is null;
      grant select, insert, update, delete on custom_domains to grantry_control;

      alter table projects add column issuer_host text;

      create function notify_routing() returns trigger
      language plpgsql set search_path = pg_catalog, pg_temp as $$
      begin
        perform pg_notify('grantry_routing', '');
        return null;
      end $$;
      create trigger notify_routing after insert or delete or update of slug, plane_id, state
        on projects for each statement execute function notify_routing();
      create trigger notify_routing after insert or delete or update of hostname, verified_at
        on custom_domains for each statement execute function notify_routing();
      create trigger notify_routing after insert or delete or update of addresses
        on data_planes for each statement execute function notify_routing();`);
  }

  async down(): Promise<void> {
    await forwardOnly();
  }
}
