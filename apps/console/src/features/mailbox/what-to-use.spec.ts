import { codeIn, linkIn } from "./what-to-use.js";

describe("what a mail is read for (console, section 6.23)", () => {
  test("its code", () => {
    expect(codeIn("Enter 123456 to go on.")).toBe("123456");
    expect(codeIn("Open http://localhost:4000/x/12345678")).toBeUndefined();
  });

  test("its link", () => {
    expect(linkIn("Answer:\nhttp://localhost:4000/invitations/abc\n\nThe link")).toBe(
      "http://localhost:4000/invitations/abc",
    );
    expect(linkIn("javascript:alert(1)")).toBeUndefined();
  });
});
