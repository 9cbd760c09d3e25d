import type { Member, ProjectMetadata, Role } from "@grantry/contracts";
import { useState } from "react";
import { Badge } from "../../../components/ui/badge.js";
import { DataTable } from "../../../components/ui/data-table.js";
import { MenuItem } from "../../../components/ui/menu.js";
import { Time } from "../../../components/ui/time.js";
import { count } from "../../../lib/format.js";
import { useMay, useSession } from "../../../lib/session.js";
import { grantsAll } from "../../../components/permissions/difference.js";
import { memberTexts as texts } from "../texts.js";
import { ChangeMemberDialog } from "./change-member-dialog.js";
import { RemoveMemberDialog } from "./remove-member-dialog.js";
import { RowMenu } from "./row-menu.js";

interface MembersTableProps {
  members: readonly Member[];
  roles: readonly Role[];
  projects: readonly ProjectMetadata[];
}

/** The people of a workspace. */
export function MembersTable({ members, roles, projects }: MembersTableProps) {
  const { member: me } = useSession();
  const may = useMay();
  const [changing, setChanging] = useState<Member>();
  const [removing, setRemoving] = useState<Member>();
  const owners = members.filter(({ role }) => role === "owner");
  const isLastOwner = (member: Member) => member.role === "owner" && owners.length === 1;
  /** Nobody changes who holds more than they do. */
  const isWithin = (member: Member) =>
    grantsAll(me.permissions, roles.find(({ id }) => id === member.role)?.permissions ?? []);
  return (
    <>
      <DataTable
        caption={texts.caption}
        rows={members}
        keyOf={({ id }) => id}
        columns={[
          {
            header: texts.columns.member,
            className: "sm:max-w-72",
            cell: ({ id, name, email }) => (
              <span className="min-w-0">
                <span className="text-body flex flex-wrap items-center gap-2 font-medium break-words">
                  {name || email}
                  {id === me.id ? <Badge>{texts.you}</Badge> : null}
                </span>
                {name === "" ? null : (
                  <span className="text-muted-foreground break-words">{email}</span>
                )}
              </span>
            ),
          },
          {
            header: texts.columns.role,
            cell: (member) => (
              <span>
                {member.role_name}
                {member.project_roles.length === 0 ? null : (
                  <span
                    className="text-muted-foreground block"
                    title={member.project_roles.map(({ role_name }) => role_name).join(", ")}
                  >
                    {texts.otherRoles(member.project_roles.length)}
                  </span>
                )}
              </span>
            ),
          },
          {
            header: texts.columns.projects,
            cell: ({ project_ids: ids }) =>
              ids === null ? texts.allProjects : texts.projectCount(ids.length),
          },
          {
            header: texts.columns.lastSeen,
            cell: ({ last_seen_at: seen }) => <Time moment={seen} />,
          },
          {
            header: texts.columns.tokens,
            cell: ({ personal_access_tokens: tokens }) => (
              <span className="tabular-nums">{count(tokens)}</span>
            ),
          },
          {
            header: texts.columns.actions,
            className: "sm:text-right",
            cell: (member) => {
              if (isLastOwner(member)) {
                return <span className="text-muted-foreground">{texts.lastOwner}</span>;
              }
              const isMe = member.id === me.id;
              const mayChange = may("members:write") && !isMe && isWithin(member);
              if (!mayChange && !isMe) return null;
              return (
                <RowMenu name={member.name || member.email}>
                  {mayChange ? (
                    <MenuItem onSelect={() => setChanging(member)}>{texts.change}</MenuItem>
                  ) : null}
                  <MenuItem destructive onSelect={() => setRemoving(member)}>
                    {isMe ? texts.leave : texts.remove}
                  </MenuItem>
                </RowMenu>
              );
            },
          },
        ]}
      />
      {changing === undefined ? null : (
        <ChangeMemberDialog
          member={changing}
          roles={roles}
          projects={projects}
          onClose={() => setChanging(undefined)}
        />
      )}
      {removing === undefined ? null : (
        <RemoveMemberDialog member={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  );
}
