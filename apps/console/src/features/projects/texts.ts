import { calendarDay, count, plural } from "../../lib/format.js";

/** What a project holds, in numbers where they are known. */
function holdings(counts: Record<string, number> | undefined): string {
  const { clients, users } = counts ?? {};
  if (clients === undefined || users === undefined) return "its clients, users, tokens and keys";
  const clientWords = plural(clients, { one: "1 client", other: `${count(clients)} clients` });
  const userWords = plural(users, { one: "1 user", other: `${count(users)} users` });
  return `${clientWords}, ${userWords}, all tokens and keys`;
}

export const projectTexts = {
  projects: "Projects",
  projectsPurpose: "Each project is an OAuth2 and OpenID Connect server of its own.",
  create: "Create project",
  caption: (workspace: string) => `Projects of ${workspace}`,
  columns: {
    name: "Name",
    environment: "Environment",
    slug: "Slug",
    region: "Region",
    state: "State",
    updated: "Updated",
  },
  search: "Search name, slug or ID",
  searchResult: (found: number) =>
    plural(found, { one: "1 project", other: `${count(found)} projects` }),
  noMatch: "No project matches.",
  clear: "Clear filters",
  allEnvironments: "All environments",
  environmentFilter: "Environment",
  more: "Show more projects",
  empty: "No projects yet. A project gives you an issuer, keys and hosted sign-in.",
  states: { running: "Running", halted: "Halted", deleted: "Deleted" },

  createPurpose: "A project gives you an issuer, signing keys and hosted sign-in pages.",
  name: "Name",
  nameHint: "Your users see it on the sign-in page.",
  environment: "Environment",
  environmentHelp: {
    dev: "Allows http and loopback redirects.",
    stage: "For tests before going live.",
    prod: "Warns about risks and asks for review.",
  },
  region: "Region",
  regionHint: "This cannot be changed later.",
  issuerPreview: "Issuer",
  slugNote: "The slug is made by Grantry and never changes.",
  stillPreparing: "Still preparing…",
  created: "Project created.",
  createdIn: (milliseconds: number) =>
    `Project created. Discovery answered in ${count(milliseconds)} ms.`,

  welcome: "Welcome",
  welcomeLead: "A project is an OAuth2 and OpenID Connect server of your own.",
  projectName: "Project name",
  firstName: "My first project",
  fromTerminal: "Or from a terminal",
  fromTerminalText: "A project made there appears here by itself, and this page goes on with it.",

  overview: "Overview",
  createClient: "Create client",
  endpoints: "Endpoints and project ID",
  endpointsText: "Everything a client needs to know about this project.",
  discovery: "Discovery",
  jwks: "JWKS",
  issuer: "Issuer",
  authorization: "Authorization",
  token: "Token",
  userinfo: "UserInfo",
  introspection: "Introspection",
  revocation: "Revocation",
  endSession: "End session",
  admin: "Admin API",
  projectId: "Project ID",
  slug: "Slug",
  showMore: "Show all endpoints",
  showLess: "Show fewer endpoints",
  proof: "Prove it",
  proofText: "Ask the issuer for its own description.",

  health: "Health",
  healthy: "Healthy",
  failing: "Failing",
  halted: "Halted",
  checking: "Checking",
  discoveryRow: "Discovery",
  discoveryIn: (milliseconds: number) => `answered in ${count(milliseconds)} ms`,
  discoveryFails: "does not answer",
  discoveryElsewhere: "not measured from this page",
  keysRow: "Signing keys",
  keysPublished: (keys: number, algorithms: string) =>
    plural(keys, {
      one: `1 published, ${algorithms}`,
      other: `${count(keys)} published, ${algorithms}`,
    }),
  keysMissing: "none published",
  adminRow: "Admin API",
  adminAnswers: (milliseconds: number) => `answered in ${count(milliseconds)} ms`,
  adminFails: "does not answer",
  stateRow: "State",

  firstSteps: "First steps",
  firstStepsText: "From here to a first token, with commands that run as they are.",
  hideSteps: "Hide",
  stepClient: "Create a client",
  stepClientText: "A client is the software that asks this project for tokens.",
  stepClientDone: "Done: this project has a client.",
  stepToken: "Get a first token",
  stepTokenText: "With the ID and the secret of a client that may use client credentials.",
  stepIntrospect: "Introspect it",
  stepIntrospectText: "Ask the project whether the token is alive and what it may do.",

  settings: "Settings",
  settingsPurpose: "The name of this project, its fixed addresses, and its end.",
  general: "General",
  identity: "Addresses and ID",
  identityText: "Slug and ID never change. The issuer changes only to a custom domain.",
  save: "Save name",
  renamed: "Name saved.",
  created_at: "Created",
  danger: "Danger",
  delete: "Delete project",
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteText: (project: string, counts: Record<string, number> | undefined, until: Date) =>
    `Deletes ${project}: ${holdings(counts)}. It stops answering now and can be restored until ${calendarDay(until)}.`,
  deleteSummary:
    "Every call to its issuer fails from then on. For 30 days it can be restored with everything in it.",
  deleted: (name: string) => `${name} was deleted.`,
  deletedProjects: "Deleted projects",
  deletedText:
    "For 30 days a deleted project can be restored with its issuer, keys, clients and users.",
  deletedCaption: (workspace: string) => `Deleted projects of ${workspace}`,
  deletedColumns: {
    name: "Name",
    slug: "Slug",
    deleted: "Deleted",
    until: "Restore until",
    actions: "Actions",
  },
  deletedEmpty: "No deleted projects.",
  deletedMore: "Show more deleted projects",
  restore: "Restore",
  restoreOf: (name: string) => `Restore ${name}`,
  restored: (name: string) => `${name} was restored.`,
  purge: "Delete for good",
  purgeOf: (name: string) => `Delete for good: ${name}`,
  purgeTitle: (name: string) => `Delete ${name} for good?`,
  purgeText: (name: string, environment: string) =>
    `Removes ${name} (${environment}) with its clients, users and keys. It cannot be restored, and its slug is never given again.`,
  purged: (name: string) => `${name} was deleted for good.`,
  reviewProduction: "This project is in Production. Review the change before it is saved.",
};
