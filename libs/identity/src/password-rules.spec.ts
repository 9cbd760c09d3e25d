import { passwordProblem } from "./password-rules.js";

describe("passwords that people choose (NIST SP 800-63B §3.1.1.2)", () => {
  it("counts characters, not bytes, and lets spaces count", () => {
    expect(passwordProblem("", "ada@example.com")).toBe("empty");
    expect(passwordProblem("x7 kq!z", "ada@example.com")).toBe("short");
    expect(passwordProblem("🐙🦀🐡🦑🐠🐟🐬🐳", "ada@example.com")).toBeUndefined();
    expect(passwordProblem("k w".repeat(100), "ada@example.com")).toBe("long");
    expect(passwordProblem(" leave the door open ", "ada@example.com")).toBeUndefined();
  });

  test.each([
    "password",
    "PASSWORD",
    "Password1!",
    "P4$$w0rd",
    "Welcome2024!",
    "qwertyuiop",
    "12345678",
    "hgfedcba",
    "aaaaaaaaaa",
    "abcabcabc",
    "1q2w3e4r",
    "Ada@Example.com",
  ])("refuses %s as too easy to guess", (password) => {
    expect(passwordProblem(password, "ada@example.com")).toBe("common");
  });

  it("refuses the local part of the address", () => {
    expect(passwordProblem("lovelace.ada", "lovelace.ada@example.com")).toBe("common");
  });

  test.each(["violet-harbour-19", "correct horse battery staple", "Tr0ub4dor&3", "gN8!vq2Lp0"])(
    "accepts %s",
    (password) => expect(passwordProblem(password, "ada@example.com")).toBeUndefined(),
  );
});
