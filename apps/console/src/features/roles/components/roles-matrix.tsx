import type { Role } from "@grantry/contracts";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { areaGroups, levelIn } from "../../../components/permissions/matrix.js";
import { areaTexts, extraTexts, permissionTexts } from "../../../components/permissions/texts.js";
import { Badge } from "../../../components/ui/badge.js";
import { cn } from "../../../components/ui/cn.js";
import { roleTexts as texts } from "../texts.js";

const groupNames = {
  project: permissionTexts.projectPermissions,
  workspace: permissionTexts.workspacePermissions,
};

/** All roles beside each other: areas by roles. */
export function RolesMatrix({
  roles,
  workspaceId,
}: {
  roles: readonly Role[];
  workspaceId: string;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so it has to be reachable by keyboard
    <section aria-label={texts.matrix} tabIndex={0} className="relative overflow-x-auto">
      <table className="text-table w-full">
        <caption className="sr-only">{texts.matrix}</caption>
        <thead>
          <tr className="border-border border-b align-bottom">
            <th scope="col" className="bg-card sticky left-0 z-10 px-5 py-3 text-left font-medium">
              {texts.area}
            </th>
            {roles.map(({ id, name, built_in: isBuiltIn }) => (
              <th key={id} scope="col" className="min-w-24 px-3 py-3 text-left font-medium">
                <Link
                  to="/workspaces/$workspace/roles/$role"
                  params={{ workspace: workspaceId, role: id }}
                  className="text-foreground hover:text-primary inline-flex min-h-6 items-center break-words hover:underline"
                >
                  {name}
                </Link>
                <span className="block">
                  <Badge tone={isBuiltIn ? "neutral" : "info"}>
                    {isBuiltIn ? texts.builtIn : texts.custom}
                  </Badge>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {areaGroups.map(({ name: group, rows }) => (
            <Fragment key={group}>
              <tr className="border-border bg-sidebar border-b">
                <th
                  scope="rowgroup"
                  colSpan={roles.length + 1}
                  className="px-5 py-1.5 text-left font-medium"
                >
                  {groupNames[group]}
                </th>
              </tr>
              {rows.map(({ area, extras }) => (
                <tr key={area} className="border-border border-b last:border-b-0">
                  <th scope="row" className="bg-card sticky left-0 px-5 py-2 text-left font-normal">
                    {areaTexts[area]?.label ?? area}
                  </th>
                  {roles.map((role) => (
                    <Held key={role.id} role={role} area={area} extras={extras} />
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Held({ role, area, extras }: { role: Role; area: string; extras: readonly string[] }) {
  const level = levelIn(role.permissions, area);
  const more = extras.filter((permission) => role.permissions.includes(permission));
  const hasNothing = level === "none" && more.length === 0;
  return (
    <td className={cn("px-3 py-2 align-top", level === "write" && "font-medium")}>
      {level === "none" ? (
        hasNothing ? (
          <span className="text-muted-foreground">
            <span aria-hidden>{texts.levels.none}</span>
            <span className="sr-only">{texts.noneSpoken}</span>
          </span>
        ) : null
      ) : (
        texts.levels[level]
      )}
      {more.map((permission) => (
        <span key={permission} className="text-muted-foreground block font-normal">
          {extraTexts[permission]?.label ?? permission}
        </span>
      ))}
    </td>
  );
}
