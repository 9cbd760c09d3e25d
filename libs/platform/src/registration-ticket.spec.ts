import { randomBytes } from "node:crypto";
import { mintRegistrationTicket, openRegistrationTicket } from "./registration-ticket.js";

describe("registration ticket", () => {
  const key = randomBytes(32);
  const ticket = mintRegistrationTicket(key, { projectId: "console", email: "ada@example.com" });

  it("opens registration for its address, at its project, under any listed key", () => {
    const keys = [randomBytes(32), key];
    expect(openRegistrationTicket(keys, "console", ticket)).toBe("ada@example.com");
  });

  it("opens nothing elsewhere, later, or when it was altered", () => {
    const later = new Date(Date.now() + 31 * 60_000);
    const [payload = "", tag = ""] = ticket.split(".");
    const other = Buffer.from(JSON.stringify(["console", "eve@example.com", 9e9]));
    expect(openRegistrationTicket([key], "photos", ticket)).toBeUndefined();
    expect(openRegistrationTicket([key], "console", ticket, later)).toBeUndefined();
    expect(openRegistrationTicket([randomBytes(32)], "console", ticket)).toBeUndefined();
    const forged = `${other.toString("base64url")}.${tag}`;
    expect(openRegistrationTicket([key], "console", forged)).toBeUndefined();
    expect(openRegistrationTicket([key], "console", `${ticket}.${payload}`)).toBeUndefined();
    expect(openRegistrationTicket([key], "console", "")).toBeUndefined();
  });
});
