import type { AccountProject } from "./ports.js";
import { framesPage } from "./frames-page.js";

const PROJECT = {
  id: "p",
  name: "Shop",
  environment: "prod",
  issuer: { url: "https://shop.projects.example.com" },
  accountExperience: { registrationEnabled: true, defaultLocale: "en" },
} as unknown as AccountProject;

const shown = framesPage(PROJECT, {
  frames: [
    "https://one.example.com/out?iss=i&sid=s",
    "https://one.example.com/other",
    "https://two.example.com:8443/out",
  ],
  location: "https://app.example.com/bye?state=ä&x=1",
  requestId: "a-request-id",
});

describe("the page that signs clients out (OpenID Connect Front-Channel Logout §3)", () => {
  test("names exactly the origins of its frames", () => {
    expect(shown.headers["content-security-policy"]).toContain(
      "; frame-src https://one.example.com https://two.example.com:8443",
    );
    expect(shown.headers["content-security-policy"]).toContain("default-src 'none'");
  });

  test("has a hidden, sandboxed frame for each address", () => {
    const frames = shown.html.match(/<iframe [^>]*>/g) ?? [];
    expect(frames).toHaveLength(3);
    for (const frame of frames) {
      expect(frame).toContain('sandbox="allow-scripts allow-same-origin" hidden');
    }
    expect(frames[0]).toContain("https://one.example.com/out?iss=i&amp;sid=s");
  });

  test("goes on by a link, and after seven seconds by itself", () => {
    expect(shown.html).toContain("Continue");
    expect(shown.headers["refresh"]).toBe("7; url=https://app.example.com/bye?state=%C3%A4&x=1");
  });
});
