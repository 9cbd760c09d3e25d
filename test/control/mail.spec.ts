import type { Invitation, Mailbox, PublicInvitation } from "@grantry/contracts";
import { inDatabase } from "../support/engines.js";
import { type OwnGrantry, startGrantry } from "../support/grantry.js";
import { MailSink } from "../support/mail-sink.js";
import { newPerson } from "../support/sign-in.js";
import { ControlApi } from "./control-api.js";

describe("mail through a mail server (RFC 5321, contract §3)", () => {
  let grantry: OwnGrantry;
  let sink: MailSink;
  let api: ControlApi;

  beforeAll(async () => {
    sink = await MailSink.start();
    grantry = await startGrantry({
      env: { GRANTRY_SMTP_URL: `${sink.url}?from=team@grantry.test` },
    });
    api = new ControlApi(grantry.addresses.api, grantry.token);
  });
  afterAll(async () => {
    await grantry?.stop();
    await sink?.stop();
  });

  const invite = async () => {
    const { email } = newPerson();
    expect((await api.call<Invitation>("POST", "/invitations", { email })).status).toBe(201);
    return email;
  };
  const mailTo = async (email: string) =>
    await eventually(() => sink.received.find(({ to }) => to === email));
  const rowOf = (email: string) =>
    inDatabase(grantry.facts.stores.databaseUrl, async (client) => {
      const { rows } = await client.query<{ state: string; attempts: number; content: unknown }>(
        "select state, attempts, content from mails where recipient = $1",
        [email],
      );
      return rows[0];
    });

  it("brings an invitation, keeps nothing of it, and leaves the mailbox empty", async () => {
    const email = await invite();
    const mail = await mailTo(email);
    expect(mail.from).toBe("team@grantry.test");
    expect(mail.text).toMatch(/^From: Grantry <team@grantry\.test>\r$/m);
    const [, code = ""] = /\/invitations\/([\w-]+)/.exec(mail.text) ?? [];
    const shown = await api.as(undefined).call<PublicInvitation>("GET", `/invitations/${code}`);
    expect(shown.body).toMatchObject({ email, state: "pending" });
    const row = await eventually(async () => {
      const found = await rowOf(email);
      return found?.state === "sent" ? found : undefined;
    });
    expect(row.content).toBeNull();
    const box = await api.call<Mailbox>("GET", "/mailbox");
    expect(box.body).toEqual({ mails: [], unread: 0 });
  });

  it("tries again where the server is busy, and gives up where it refuses", async () => {
    const busy = new Set<string>();
    sink.replyTo = (recipient) => {
      if (recipient.startsWith("nobody-")) return 550;
      if (busy.has(recipient)) return 250;
      busy.add(recipient);
      return 450;
    };
    const email = await invite();
    const nobody = `nobody-${email}`;
    expect((await api.call("POST", "/invitations", { email: nobody })).status).toBe(201);
    await mailTo(email);
    expect(sink.asked.filter((each) => each === email)).toHaveLength(2);
    const refused = await eventually(async () => {
      const found = await rowOf(nobody);
      return found?.state === "failed" ? found : undefined;
    });
    expect(refused).toMatchObject({ attempts: 1, content: null });
    sink.replyTo = () => 250;
  });

  it("tells the owner of a token that was found in the open", async () => {
    const { owner } = grantry;
    const account = await api.call<{ id: string }>("POST", "/service-accounts", {
      name: "robot",
      role: "viewer",
    });
    const wish = { permissions: ["project:read"] };
    const own = await api.createToken({ ...wish, name: "Mine <b>" });
    const robots = await api.createToken({
      ...wish,
      name: "R2",
      service_account_id: account.body.id,
    });
    const report = [
      { token: own.value, url: "https://example.com/found" },
      { token: robots.value, url: null },
    ].map((each) => ({ ...each, type: "grantry_personal_access_token" }));
    expect((await api.as(undefined).call("POST", "/secret-scanning", report)).status).toBe(200);
    for (const name of ["Mine <b>", "R2"]) {
      const mail = await eventually(() =>
        sink.received.find(({ text }) => text.includes(`personal access token ${name} (`)),
      );
      expect(mail.to).toBe(owner.email);
      expect(mail.text).not.toContain("gry_pat_");
    }
    expect(sink.received.some(({ text }) => text.includes("https://example.com/found"))).toBe(true);
  });
});

/** Waits for half a minute at most until there is something. */
async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("It did not happen.");
}
