import { count, plural } from "../../lib/format.js";

/** Words of the permission matrix. */
export const permissionTexts = {
  projectPermissions: "Inside projects",
  workspacePermissions: "In the workspace",
  levels: { none: "None", read: "Read", write: "Write" },
  extra: "Extra",
  youHold: (level: string) => `You hold ${level} only.`,
  gains: "Gains",
  loses: "Loses",
  sameRights: "Holds the same permissions as before.",
  youLack: "You do not hold this permission.",
  levelName: (area: string, level: string) => `${area}, ${level}`,
  setAll: (level: string) => `Set all to ${level}`,
  chosenCount: (chosen: number) =>
    plural(chosen, { one: "1 chosen", other: `${count(chosen)} chosen` }),
};

/** What each area lets somebody read and change. */
export const areaTexts: Record<string, { label: string; read: string; write?: string }> = {
  project: { label: "Project", read: "read the project", write: "change and halt the project" },
  config: {
    label: "Configuration",
    read: "read the configuration",
    write: "change the configuration",
  },
  clients: { label: "Clients", read: "read clients", write: "change clients" },
  tokens: { label: "Tokens", read: "introspect tokens", write: "revoke tokens" },
  keys: { label: "Signing keys", read: "read signing keys", write: "rotate signing keys" },
  users: { label: "Users", read: "read users", write: "change users, sessions and consents" },
  branding: { label: "Branding", read: "read branding", write: "change branding" },
  streams: { label: "Event streams", read: "read event streams", write: "change event streams" },
  jobs: { label: "Jobs", read: "read jobs", write: "retry and run jobs" },
  logs: { label: "Logs", read: "read logs" },
  mail: { label: "Mail", read: "read mail and the codes in it" },
  usage: { label: "Usage", read: "read usage" },
  workspace: { label: "Workspace", read: "read the workspace", write: "change the workspace" },
  members: { label: "Members", read: "read members", write: "change members and roles" },
  pats: {
    label: "Personal access tokens",
    read: "read personal access tokens of others",
    write: "revoke personal access tokens of others",
  },
  planes: { label: "Data planes", read: "read data planes" },
  audit: { label: "Audit log", read: "read the audit log" },
};

/** What the permissions beyond read and write let somebody do. */
export const extraTexts: Record<string, { label: string; may: string }> = {
  "project:delete": { label: "delete", may: "delete projects" },
  "projects:create": { label: "create projects", may: "create projects" },
  "clients:secrets": { label: "secrets", may: "make and roll client secrets" },
  "keys:revoke": { label: "revoke", may: "revoke signing keys" },
  "workspace:delete": { label: "delete", may: "delete the workspace" },
  "audit:export": { label: "export", may: "export the audit log" },
  "planes:write": { label: "manage", may: "change data planes and move projects" },
};
