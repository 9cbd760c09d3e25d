import { whatIsSought } from "./what-is-sought.js";

describe("what is sought among users (console, section 6.12)", () => {
  test.each([
    ["  ada@example.com ", { address: "ada@example.com" }],
    ["FB2EFE2F-7A11-430C-AA05-4AEABC6A6F03", { id: "fb2efe2f-7a11-430c-aa05-4aeabc6a6f03" }],
    [" ", undefined],
  ])("%j", (text, sought) => {
    expect(whatIsSought(text)).toEqual(sought);
  });
});
