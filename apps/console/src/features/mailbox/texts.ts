import { count, plural } from "../../lib/format.js";

export const mailboxTexts = {
  title: "Mailbox",
  banner: "No mail server is set. Mail stays here and is not sent.",
  caption: "Mails, newest first",
  columns: { subject: "Subject", to: "To", project: "Project", time: "Time" },
  ownMail: "Grantry",
  unread: "Unread",
  unreadCount: (mails: number) =>
    plural(mails, { one: "1 unread mail", other: `${count(mails)} unread mails` }),
  search: "Search by address",
  searchButton: "Search",
  clear: "Clear search",
  empty: "No mail yet.",
  noMatch: "No mail to this address.",
  deleteAll: "Delete all",
  deleteTitle: "Delete all mail?",
  deleteEffect: (mails: number) =>
    plural(mails, {
      one: "Deletes 1 mail for good.",
      other: `Deletes ${count(mails)} mails for good.`,
    }),
  deleted: "The mailbox is empty.",
  to: "To",
  copyCode: "Copy code",
  openLink: "Open link",
  text: "Text",
  arrived: (subject: string) => `New mail, ${subject}`,
};
