import type { MigrationInterface, QueryRunner } from "typeorm";

import { forwardOnly } from "./forward-only.js";

/** Unlocks: projects and everything that one of them holds. Every key begins with the project. */
export class ProjectTables1700000000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(table);
  }

  down = forwardOnly;
}

const PROJECT = "project_id uuid not null references plane.projects on delete cascade";

/**
 * The UTC day on which a row ends. An index on the exact instant would make each change of it write
 * every index of the row anew; the day changes at most once a day.
 */
const PURGE_DAY = `purge_on date generated always as ((expires_at at time zone 'UTC')::date) stored`;

const TABLES = [
  `create table plane.projects (
    project_id uuid primary key,
    slug text not null unique,
    name text not null,
    environment text not null check (environment in ('prod', 'stage', 'dev')),
    workspace_id text not null,
    state text not null check (state in ('running', 'halted', 'deleted')),
    revision text not null,
    config json not null,
    version bigint not null,
    secret bytea not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,

  `create table plane.clients (
    ${PROJECT},
    client_id text not null,
    client_name text not null,
    owner text not null,
    metadata json not null,
    secrets json not null,
    registration_token_digest text,
    not_before timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    revision integer not null,
    primary key (project_id, client_id)
  )`,
  `create index clients_by_creation on plane.clients (project_id, created_at, client_id)`,

  `create table plane.signing_keys (
    ${PROJECT},
    kid text not null,
    algorithm text not null check (algorithm in ('RS256', 'ES256', 'PS256', 'EdDSA')),
    state text not null check (state in ('next', 'current', 'retired')),
    public_jwk json not null,
    private_key bytea not null,
    created_at timestamptz not null,
    activated_at timestamptz,
    retired_at timestamptz,
    expires_at timestamptz,
    primary key (project_id, kid)
  )`,
  `create unique index signing_keys_one_next
    on plane.signing_keys (project_id, algorithm) where state = 'next'`,
  `create unique index signing_keys_one_current
    on plane.signing_keys (project_id, algorithm) where state = 'current'`,

  `create table plane.identities (
    ${PROJECT},
    id uuid not null,
    normalised_email text not null,
    traits json not null,
    state text not null check (state in ('active', 'inactive')),
    email_verified_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, id),
    unique (project_id, normalised_email)
  )`,

  `create table plane.identity_credentials (
    ${PROJECT},
    identity_id uuid not null,
    kind text not null check (kind in ('password')),
    digest text not null,
    updated_at timestamptz not null,
    primary key (project_id, identity_id, kind),
    foreign key (project_id, identity_id) references plane.identities on delete cascade
  )`,

  `create table plane.sessions (
    ${PROJECT},
    id uuid not null,
    subject text not null,
    authenticated_at timestamptz not null,
    acr text,
    amr text[] not null,
    persistent boolean not null,
    remembered boolean not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    user_agent text,
    address text,
    ${PURGE_DAY},
    primary key (project_id, id)
  )`,
  `create index sessions_by_subject on plane.sessions (project_id, subject)`,
  `create index sessions_to_purge on plane.sessions (project_id, purge_on)`,

  // Wide columns first, so that no padding is stored. Redeeming and rotating change no indexed
  // column and find room on the page, so they write no index: `purge_on`, the day on which a purge
  // looks at the grant next, is moved by the purge alone.
  `create table plane.grants (
    ${PROJECT},
    id uuid not null,
    session_id uuid,
    auth_time timestamptz not null,
    requested_at timestamptz not null,
    redeemed_at timestamptz,
    rotated_at timestamptz,
    refresh_expires_at timestamptz,
    revoked_at timestamptz,
    remember_until timestamptz,
    expires_at timestamptz not null,
    subject_hash bigint generated always as (
      hashtextextended(subject, uuid_hash_extended(project_id, 0))
    ) stored,
    generation integer not null,
    purge_on date not null,
    remember boolean not null,
    skipped boolean not null,
    client_id text not null,
    subject text not null,
    scope text not null,
    audience text[],
    details json,
    primary key (project_id, id)
  )`,
  // A hash, because there are as many entries as grants and a subject is any text.
  `create index grants_by_subject on plane.grants (subject_hash)`,
  `create index grants_by_client on plane.grants (project_id, client_id)`,
  `create index grants_by_session on plane.grants (session_id) where session_id is not null`,
  `create index grants_to_purge on plane.grants (project_id, purge_on)`,

  `create table plane.revocations (
    ${PROJECT},
    token_id text not null,
    expires_at timestamptz not null,
    primary key (project_id, token_id)
  )`,
  `create index revocations_to_purge on plane.revocations (project_id, expires_at)`,

  // The digest of issuer and jti: both are another party's text of any length.
  `create table plane.used_assertions (
    ${PROJECT},
    digest bytea not null,
    expires_at timestamptz not null,
    primary key (project_id, digest)
  )`,
  `create index used_assertions_to_purge on plane.used_assertions (project_id, expires_at)`,

  `create table plane.admin_credentials (
    ${PROJECT},
    token_id text not null,
    digest bytea not null,
    permissions text[] not null,
    owner_label text not null,
    expires_at timestamptz,
    allowed_cidrs text[] not null,
    last_used_at timestamptz,
    last_used_address text,
    last_used_user_agent text,
    primary key (project_id, token_id),
    unique (project_id, digest)
  )`,
  `create index admin_credentials_by_token on plane.admin_credentials (token_id)`,
];
