/** Words of the design system itself. */
export const uiTexts = {
  copy: (what: string) => `Copy ${what}`,
  copied: (what: string) => `Copied, ${what}`,
  copyByHand: "Press Ctrl C to copy.",
  close: "Close",
  cancel: "Cancel",
  tryAgain: "Try again",
  tryAgainIn: (seconds: number) => `Try again in ${seconds} s`,
  requestId: "Request ID",
  loading: (what: string) => `Loading ${what}`,
  error: "Error:",
  warning: "Warning:",
  remove: (what: string) => `Remove ${what}`,
  add: "Add",
  checkTheFollowing: "Check the following",
  previous: "Previous",
  next: "Next",
  first: "First",
  rows: (from: number, to: number) => `Rows ${from} to ${to}`,
  perPage: "Rows per page",
  noAnswer: "Grantry did not answer. What you typed is still here.",
  forbidden: (permission: string) => `You need ${permission} to see this.`,
  forbiddenTitle: "You may not see this",
  needPermission: (permission: string) => `You need ${permission} to change this.`,
  notFound: (noun: string) => `There is no ${noun} with this ID, or you may not see it.`,
  tooMany: (seconds: number) => `Too many requests. You can try again in ${seconds} seconds.`,
  tooManySoon: "Too many requests. Wait a minute, then try again.",
  serverFailed:
    "The server failed while answering. Trying again is safe: the same change is not applied twice.",
  couldNotLoad: (what: string) => `${what} could not be loaded`,
  never: "Never",
  notifications: "Notifications",
  reset: "Reset",
  showAsCurl: "Show as curl",
  hideCurl: "Hide curl",
  curlText: "This request does exactly what the button does.",
  curlWhat: "request",
  sessionEnded: "Your session ended. Sign in to go on.",
};

/** Words of the dialog that shows a secret once. */
export const secretTexts = {
  title: "Store this secret now",
  once: "It is shown once. Grantry keeps only a hash.",
  stored: "I have stored it",
  done: "Done",
  waiting: "Copy it, download it, or tick the box first.",
  download: "Download .env",
  leave: "The secret is shown once. Leave without storing it?",
};

/** Words of the confirmation that asks to type a name. */
export const confirmTexts = {
  type: (name: string) => ({ before: "Type", name, after: "to delete it." }),
  inactive: "The button stays inactive until the text matches.",
};

/** Words of the bar that saves an edit page. */
export const saveTexts = {
  unsaved: { one: "1 unsaved change", other: (count: string) => `${count} unsaved changes` },
  review: "Review",
  discard: "Discard",
  save: "Save",
  leaveTitle: "Leave without saving?",
  leaveText: (count: string, name: string) => `You have ${count} to ${name}.`,
  stay: "Stay",
  leave: "Discard and leave",
  reviewTitle: (name: string) => `Changes to ${name}`,
  path: "Setting",
  before: "Before",
  after: "After",
  added: "Added",
  removed: "Removed",
  changed: "Changed",
  changedSecret: "changed",
  empty: "empty",
};
