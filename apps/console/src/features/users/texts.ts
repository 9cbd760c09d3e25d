import { count, plural } from "../../lib/format.js";

export const userTexts = {
  title: "Users",
  purpose: "The people who sign in to this project.",
  caption: (name: string) => `Users of ${name}`,
  columns: {
    address: "Address",
    name: "Name",
    state: "State",
    verified: "Address verified",
    created: "Created",
  },
  states: { active: "Active", inactive: "Disabled" },
  verified: "Verified",
  unverified: "Not verified",
  empty: (issuer: string) =>
    `No users yet. They appear when they sign up at ${issuer}/ui/registration, or create one.`,
  noMatch: "No user has this address.",
  clear: "Clear filters",
  search: "Address in full, or user ID",
  searchButton: "Search",
  staleCursor: "The list changed. Showing the first page.",

  create: "Create user",
  createText: "The user signs in with the address and the password you give.",
  email: "Email",
  emailProblem: "Enter an address like name@example.com.",
  name: "Name",
  password: "Password",
  passwordHint: "8 characters or more. Empty: the user cannot sign in until there is one.",
  passwordShort: "Use 8 characters or more.",
  created: (address: string) => `${address} was created.`,

  profile: "Profile",
  id: "User ID",
  changed: "Changed",
  traits: "Known facts",
  credentials: "Signs in with",
  credentialKinds: { password: "Password" } as Readonly<Record<string, string>>,
  noCredentials: "Nothing yet: this user cannot sign in.",

  sessions: "Sessions",
  sessionsText: "Browsers in which this user is signed in.",
  noSessions: "This user is signed in nowhere.",
  sessionsCaption: (address: string) => `Sessions of ${address}`,
  sessionColumns: {
    device: "Device",
    address: "Address",
    since: "Signed in",
    until: "Ends",
    by: "By",
  },
  unknownDevice: "Unknown device",
  endSessions: "End all sessions",
  endTitle: (address: string) => `End the sessions of ${address}?`,
  endText: (sessions: number) =>
    plural(sessions, {
      one: "Signs the user out of 1 browser at its next request. Clients keep what they were granted.",
      other: `Signs the user out of ${count(sessions)} browsers at their next request. Clients keep what they were granted.`,
    }),
  ended: (sessions: number) =>
    plural(sessions, { one: "1 session ended.", other: `${count(sessions)} sessions ended.` }),

  disable: "Disable user",
  disableTitle: (address: string) => `Disable ${address}?`,
  disableText:
    "Ends every session, token and consent of this user within 1 second. The user cannot sign in until enabled again.",
  disabled: (address: string) => `${address} is disabled.`,
  enable: "Enable user",
  enabled: (address: string) => `${address} is enabled.`,
  delete: "Delete user",
  deleteTitle: (address: string, project: string) => `Delete ${address} from ${project}?`,
  deleteText:
    "Ends every session, token and consent of this user, and removes what is known of them.",
  deleted: (address: string) => `${address} was deleted.`,
};
