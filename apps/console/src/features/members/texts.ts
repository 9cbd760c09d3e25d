import { count, plural } from "../../lib/format.js";

function sessions(value: number): string {
  return plural(value, { one: "1 session", other: `${count(value)} sessions` });
}

function tokens(value: number): string {
  return plural(value, {
    one: "1 personal access token",
    other: `${count(value)} personal access tokens`,
  });
}

export const memberTexts = {
  title: "Members",
  purpose: "Who works in this workspace, and what each may do.",
  tabs: "Kinds of members",
  members: "Members",
  invitations: "Invitations",
  serviceAccounts: "Service accounts",
  actions: "Actions",
  actionsOf: (name: string) => `Actions for ${name}`,
  you: "You",
  caption: "Members of the workspace",
  columns: {
    member: "Name",
    role: "Role",
    projects: "Projects",
    lastSeen: "Last seen",
    tokens: "Tokens",
    invited: "Address",
    invitedBy: "Invited by",
    state: "State",
    expires: "Expires",
    account: "Name",
    responsible: "Responsible",
    created: "Created",
    actions: "Actions",
  },
  allProjects: "All",
  projectCount: (projects: number) =>
    plural(projects, { one: "1 project", other: `${count(projects)} projects` }),
  otherRoles: (projects: number) =>
    plural(projects, {
      one: "another role in 1 project",
      other: `another role in ${count(projects)} projects`,
    }),
  lastOwner: "A workspace needs an owner.",

  invite: "Invite members",
  inviteText: "Each address gets a mail with a link that works once, for 7 days.",
  addresses: "Email addresses",
  addressesHint: "One or many, separated by a comma, a space or a line.",
  addressesMissing: "Enter an email address.",
  addressWrong: (address: string) =>
    `${address} is not an email address. Use one such as name@example.com.`,
  alreadyMember: (address: string) => `${address} is already a member.`,
  alreadyInvited: (address: string) =>
    `${address} is already invited. Send it again from the list.`,
  role: "Role",
  send: (invitations: number) =>
    plural(invitations, {
      one: "Send invitation",
      other: `Send ${count(invitations)} invitations`,
    }),
  sent: (invitations: number) =>
    plural(invitations, {
      one: "1 invitation sent.",
      other: `${count(invitations)} invitations sent.`,
    }),
  partlySent: (invitations: number) =>
    plural(invitations, {
      one: "1 sent. These were not:",
      other: `${count(invitations)} sent. These were not:`,
    }),
  noInvitations: "No invitations. An invitation brings somebody into this workspace by mail.",
  invitationsCaption: "Invitations to the workspace",
  invitationStates: {
    pending: "Pending",
    accepted: "Accepted",
    declined: "Declined",
    revoked: "Revoked",
    expired: "Expired",
  },
  resend: "Send again",
  resent: (address: string) => `Sent to ${address} again. The older link no longer works.`,
  revoke: "Revoke invitation",
  revokeTitle: (address: string) => `Revoke the invitation of ${address}?`,
  revokeEffect: "The link in the mail stops working now.",
  revoked: (address: string) => `The invitation of ${address} was revoked.`,

  change: "Change role",
  changeTitle: (name: string) => `Role of ${name}`,
  changeSave: "Save role",
  changed: (name: string, role: string) => `${name} is now ${role}.`,

  remove: "Remove member",
  leave: "Leave workspace",
  removeTitle: (name: string) => `Remove ${name}?`,
  leaveTitle: (workspace: string) => `Leave ${workspace}?`,
  removeEffect: (endedSessions: number, endedTokens: number) =>
    `Ends ${sessions(endedSessions)} and ${tokens(endedTokens)} now.`,
  removed: (name: string) => `${name} was removed.`,
  left: (workspace: string) => `You left ${workspace}.`,

  serviceAccountsText:
    "A service account owns personal access tokens that belong to no person, such as those of CI.",
  serviceAccountsCaption: "Service accounts of the workspace",
  noServiceAccounts:
    "No service accounts. They own personal access tokens that outlive the people who made them.",
  createServiceAccount: "Create service account",
  changeServiceAccount: "Change service account",
  changeServiceAccountTitle: (name: string) => `Change ${name}`,
  saveServiceAccount: "Save service account",
  name: "Name",
  nameHint: "What it is for, such as ci-deploy.",
  nameMissing: "Enter a name.",
  nobody: "Nobody",
  accountCreated: (name: string) => `${name} was created.`,
  accountChanged: (name: string) => `${name} was changed.`,
  deleteServiceAccount: "Delete service account",
  deleteAccountTitle: (name: string) => `Delete ${name}?`,
  deleteAccountEffect: (ended: number) => `Ends ${tokens(ended)} now.`,
  accountDeleted: (name: string) => `${name} was deleted.`,
};
