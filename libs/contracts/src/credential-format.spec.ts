import {
  checkCharacters,
  crc32,
  formatCredential,
  generateCredential,
  isWellFormedCredential,
} from "./credential-format.js";

describe("credential format", () => {
  it("computes the CRC-32 check value of the IEEE polynomial", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
    expect(crc32("")).toBe(0);
  });

  it("writes check characters in base 62 with digits first, padded with 0", () => {
    expect(checkCharacters("123456789")).toBe("3jZRME");
    expect(checkCharacters("")).toBe("000000");
  });

  it("joins prefix, random part and check characters", () => {
    const value = formatCredential("gry_pat_", "A".repeat(43));
    expect(value).toHaveLength(57);
    expect(value).toBe(`gry_pat_${"A".repeat(43)}${checkCharacters(`gry_pat_${"A".repeat(43)}`)}`);
    expect(isWellFormedCredential(value)).toBe(true);
  });

  it("refuses a random part of another length or alphabet", () => {
    expect(() => formatCredential("gry_pat_", "A".repeat(42))).toThrow(RangeError);
    expect(() => formatCredential("gry_pat_", `${"A".repeat(42)}-`)).toThrow(RangeError);
  });

  it("tells every single-character typing mistake from a real value", () => {
    const value = generateCredential("gry_rat_");
    for (let at = 8; at < value.length; at += 1) {
      const other = value[at] === "x" ? "y" : "x";
      expect(isWellFormedCredential(value.slice(0, at) + other + value.slice(at + 1))).toBe(false);
    }
  });

  it("refuses other prefixes, surrounding space and truncation", () => {
    const value = generateCredential("gry_pat_");
    expect(isWellFormedCredential(value.replace("gry_pat_", "ory_pat_"))).toBe(false);
    expect(isWellFormedCredential(` ${value}`)).toBe(false);
    expect(isWellFormedCredential(`${value}\n`)).toBe(false);
    expect(isWellFormedCredential(value.slice(0, -1))).toBe(false);
  });

  it("is never given twice, and begins with every digit alike", () => {
    const values = Array.from({ length: 2_000 }, () => generateCredential("gry_pat_"));
    expect(new Set(values.map((value) => value.slice(8, 30))).size).toBe(2_000);
    expect(new Set(values.map((value) => value[8])).size).toBe(62);
    expect(values.every(isWellFormedCredential)).toBe(true);
  });
});
