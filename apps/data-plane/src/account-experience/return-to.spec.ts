import type { AccountProject } from "./ports.js";
import { allowedReturnTo } from "./return-to.js";

function projectAt(url: string, allowedReturnUrls: readonly string[] = []): AccountProject {
  const accountExperience = { registrationEnabled: true, defaultLocale: "en", allowedReturnUrls };
  return { issuer: { url }, accountExperience } as unknown as AccountProject;
}

describe("return_to", () => {
  const inPath = projectAt("http://localhost:4000/p/photos");
  const inHost = projectAt("https://photos.projects.example.com", ["https://app.example.com/home"]);

  test.each([
    ["/p/photos/ui/welcome", "http://localhost:4000/p/photos/ui/welcome"],
    ["ui/welcome", "http://localhost:4000/p/photos/ui/welcome"],
    ["http://localhost:4000/p/photos/x?y=1", "http://localhost:4000/p/photos/x?y=1"],
  ])("lets %s in", (wanted, expected) => expect(allowedReturnTo(inPath, wanted)).toBe(expected));

  test.each([
    "/p/other/ui/welcome",
    "/p/photos/../other",
    "/p/photos/%2e%2e/other",
    "/p/photos-evil",
    "//evil.example/p/photos/",
    "\\\\evil.example/p/photos/",
    "https://localhost:4000/p/photos/x",
    "http://user@localhost:4000/p/photos/x",
    "http://localhost:4000@evil.example/p/photos/",
    "javascript:alert(1)",
    "",
  ])("keeps %s out", (wanted) => expect(allowedReturnTo(inPath, wanted)).toBeUndefined());

  it("lets in what the project lists, character by character", () => {
    expect(allowedReturnTo(inHost, "https://app.example.com/home")).toBe(
      "https://app.example.com/home",
    );
    expect(allowedReturnTo(inHost, "https://app.example.com/home/x")).toBeUndefined();
    expect(allowedReturnTo(inHost, "/ui/welcome")).toBe(
      "https://photos.projects.example.com/ui/welcome",
    );
    expect(allowedReturnTo(inHost, null)).toBeUndefined();
  });
});
