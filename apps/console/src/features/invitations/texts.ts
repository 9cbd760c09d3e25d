export const invitationTexts = {
  title: "Invitation",
  titleFor: (workspace: string) => `Join ${workspace}`,
  invites: (name: string, address: string, workspace: string, role: string) =>
    `${name} invites ${address} to ${workspace} as ${role}.`,
  accept: "Accept",
  decline: "Decline",
  signInAs: (address: string) => `Sign in as ${address}`,
  signInFirst: "Sign in, or make an account, to answer.",
  otherAddress: (address: string, other: string) =>
    `This invitation is for ${address}. You are ${other}.`,
  expired: (day: string, name: string) =>
    `This invitation expired on ${day}. Ask ${name} for a new one.`,
  over: {
    accepted: "This invitation was accepted.",
    declined: "This invitation was declined.",
    revoked: "This invitation was taken back.",
  },
  declined: "You declined the invitation.",
  declinedText: "Nothing else happens. You can close this page.",
  none: "There is no such invitation. It may have been sent again: use the link of the newest mail.",
  open: "Open the console",
};
