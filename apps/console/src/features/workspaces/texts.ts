import { count, plural } from "../../lib/format.js";

export const workspaceTexts = {
  settings: "Settings",
  purpose: "The name of this workspace and what it asks of personal access tokens.",
  general: "General",
  name: "Name",
  nameMissing: "Enter a name.",
  nameLong: "Use at most 100 characters.",
  workspaceId: "Workspace ID",
  saveName: "Save name",
  renamed: "The name was saved.",

  create: "Create workspace",
  createText: "It owns projects, members and an audit log of its own. You become its owner.",
  created: (name: string) => `${name} was created.`,

  policy: "Token policy",
  policyText: "Holds for every personal access token of the workspace, also for those that exist.",
  lifetime: "Longest lifetime in days",
  lifetimeHint: "Empty: as long as one likes. 1 to 3,650 days.",
  lifetimeWrong: "Use a whole number from 1 to 3,650, or leave it empty.",
  expiryRequired: "Every token has to expire",
  expiryRequiredHint: "A token that never expires is found years later.",
  addressesRequired: "Every token needs a list of networks",
  networks: "Allowed networks",
  networksHint: "No token works from elsewhere. Empty: from everywhere.",
  network: "network",
  networkWrong: "Enter an address or network, such as 203.0.113.0/24.",
  approval: "Approval by an owner",
  approvals: {
    none: "No token waits",
    permissions: "Tokens that hold certain permissions wait",
    all: "Every new token waits",
  },
  approvalPermissions: "Permissions that need an approval",
  approvalPermissionsMissing: "Choose at least one permission.",
  reviewPolicy: "Review and save",
  reviewTitle: "Change the token policy",
  savePolicy: "Save token policy",
  policySaved: "The token policy was saved.",
  endsNothing: "No token ends or changes.",
  ended: (tokens: number) =>
    plural(tokens, { one: "1 token ends now:", other: `${count(tokens)} tokens end now:` }),
  cutOff: (tokens: number) =>
    plural(tokens, {
      one: "1 token no longer works from where it is used:",
      other: `${count(tokens)} tokens no longer work from where they are used:`,
    }),
  shortened: (tokens: number) =>
    plural(tokens, {
      one: "1 token ends earlier than before:",
      other: `${count(tokens)} tokens end earlier than before:`,
    }),
  withoutAddresses: (tokens: number) =>
    plural(tokens, {
      one: "1 token goes on, but cannot be rolled without a list of networks:",
      other: `${count(tokens)} tokens go on, but cannot be rolled without a list of networks:`,
    }),

  danger: "Danger",
  delete: "Delete workspace",
  deleteSummary: "Only an empty workspace can be deleted.",
  deleteFirst: (projects: number) =>
    plural(projects, {
      one: "Delete its project first.",
      other: `Delete its ${count(projects)} projects first.`,
    }),
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteText: "Ends the membership of everybody in it and every personal access token now.",
  deleted: (name: string) => `${name} was deleted.`,
};
