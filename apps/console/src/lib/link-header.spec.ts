import { nextPageToken } from "./link-header.js";

describe("the next page of a list (RFC 8288)", () => {
  test('is read from rel="next", wherever it stands', () => {
    const link =
      '</admin/clients?page_size=50&page_token=first>; rel="first", ' +
      '</admin/clients?page_size=50&page_token=a%2Cb%3D>; rel="next"';
    expect(nextPageToken(link)).toBe("a,b=");
  });

  test("is absent on the last page", () => {
    expect(nextPageToken('</admin/clients?page_token=first>; rel="first"')).toBeUndefined();
    expect(nextPageToken(null)).toBeUndefined();
  });
});
