import { nextPageToken } from "./clients.js";

describe("the next page of a list (RFC 8288 §3)", () => {
  it("is named by the relation next", () => {
    const link =
      '</admin/clients?page_size=1&page_token=a>; rel="first", </admin/clients?page_size=1&page_token=b%2Bc>; rel="next"';
    expect(nextPageToken(link)).toBe("b+c");
  });

  it("is absent on the last page", () => {
    expect(nextPageToken('</admin/clients?page_size=1&page_token=a>; rel="first"')).toBe("");
    expect(nextPageToken("")).toBe("");
  });

  it("is read from a whole address too", () => {
    expect(nextPageToken("<https://x.test/admin/clients?page_token=b>; rel=next")).toBe("b");
  });
});
