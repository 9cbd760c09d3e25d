import { whatIsSought } from "./what-is-sought.js";

describe("what a search among the logs is for", () => {
  it.each([
    ["invalid_grant", { error: "invalid_grant" }],
    ["zSGlOgN0Vwa7Bq5k3gXw2A", { requestId: "zSGlOgN0Vwa7Bq5k3gXw2A" }],
    ["3f2b1c9e-8f9a-4b39-9a2f-0d2a3f4d5e6f", { clientId: "3f2b1c9e-8f9a-4b39-9a2f-0d2a3f4d5e6f" }],
    ["photos-web", { clientId: "photos-web" }],
    [undefined, {}],
  ])("%s", (text, filter) => {
    expect(whatIsSought(text)).toEqual(filter);
  });
});
