import { Environment, EnvironmentError } from "./environment.js";
import { mailServerFromEnvironment } from "./mail-server.js";

const read = (url: string | undefined) =>
  mailServerFromEnvironment(
    new Environment({ GRANTRY_SMTP_URL: url }),
    "https://console.example.com",
  );

describe("the mail server of the environment", () => {
  it("is none without the variable", () => {
    expect(read(undefined)).toBeUndefined();
  });

  it("asks for TLS everywhere but on this machine", () => {
    expect(read("smtp://mail.example.com")).toEqual({
      host: "mail.example.com",
      port: 587,
      isSecure: false,
      isTlsRequired: true,
      login: undefined,
      from: "grantry@console.example.com",
    });
    expect(read("smtp://127.0.0.1:2525")).toMatchObject({ port: 2525, isTlsRequired: false });
    expect(read("smtps://mail.example.com")).toMatchObject({ port: 465, isSecure: true });
  });

  it("takes user, password and sender from the address", () => {
    const server = read("smtps://post%40example.com:p%3Ass@mail.example.com?from=a@example.com");
    expect(server?.login).toEqual({ user: "post@example.com", password: "p:ss" });
    expect(server?.from).toBe("a@example.com");
  });

  it.each(["mail.example.com", "http://mail.example.com", "smtp://", "smtp://h?from=nobody"])(
    "refuses %s",
    (value) => {
      expect(() => read(value)).toThrow(EnvironmentError);
    },
  );
});
