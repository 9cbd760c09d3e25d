import type pg from "pg";

/** The data plane: row-level security lets a statement see one project. */
export const PLANE_ROLE = "grantry_plane";

/** The control plane and the worker on a plane's database: every project, no DDL. */
export const PROVISIONER_ROLE = "grantry_provisioner";

/** Owns the hot statements, which read and write the exact rows they are given. */
export const KERNEL_ROLE = "grantry_kernel";

/**
 * Creates the roles of a plane where they are missing and lets the migration login take them on.
 * Roles belong to the whole server, so another database's migration may do the same right now.
 */
export async function ensurePlaneRoles(client: pg.Client): Promise<void> {
  for (const role of [PLANE_ROLE, PROVISIONER_ROLE, KERNEL_ROLE]) {
    await client.query(`
      do $$
      begin
        if not exists (select from pg_roles where rolname = '${role}') then
          create role ${role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
        end if;
      exception when duplicate_object or unique_violation then
        null;
      end $$`);
    await client.query(`
      do $$
      begin
        if exists (
          select from pg_auth_members
           where roleid = '${role}'::regrole
             and member = current_user::regrole
             and not admin_option
        ) then
          return;
        end if;
        execute format('grant ${role} to %I', current_user);
      exception when unique_violation or internal_error then
        perform pg_sleep(0.05);
        execute format('grant ${role} to %I', current_user);
      end $$`);
  }
}
