import fc from "fast-check";
import {
  answerFrameText,
  FRAME,
  FrameReader,
  frameText,
  MalformedFrame,
  readAnswerFrame,
} from "./link-frames.js";

interface Frame {
  readonly kind: number;
  readonly number: number;
  readonly payload: string;
}

function reading(largest = 1_000): { readonly reader: FrameReader; readonly frames: Frame[] } {
  const frames: Frame[] = [];
  const reader = new FrameReader(largest, (kind, number, bytes, start, end) => {
    frames.push({ kind, number, payload: bytes.toString("latin1", start, end) });
  });
  return { reader, frames };
}

/** What is thrown at pieces of bytes until nothing more is read: one error at most. */
function refusedOf(pieces: readonly Uint8Array[]): unknown[] {
  const { reader } = reading();
  try {
    for (const piece of pieces) reader.push(Buffer.from(piece));
    return [];
  } catch (thrown) {
    return [thrown];
  }
}

const anyByte = fc.integer({ min: 0, max: 255 });
const anyFrame = fc.record({
  kind: anyByte,
  number: fc.integer({ min: 0, max: 0xffff_ffff }),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
});

describe("the frames of a link", () => {
  it("are the same however the bytes are cut", () => {
    const anyFrames = fc.array(anyFrame, { maxLength: 12 });
    const anyCuts = fc.array(fc.nat(4_000), { maxLength: 40 });
    fc.assert(
      fc.property(anyFrames, anyCuts, (sent, cuts) => {
        const text = sent.map(({ kind, number, payload }) => frameText(kind, number, payload));
        const bytes = Buffer.from(text.join(""), "latin1");
        const { reader, frames } = reading();
        let from = 0;
        for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
          if (to <= from || to > bytes.length) continue;
          reader.push(bytes.subarray(from, to));
          from = to;
        }
        expect(frames).toEqual(sent);
      }),
    );
  });

  it("come byte by byte, too", () => {
    const { reader, frames } = reading();
    const text = frameText(FRAME.request, 7, "abc") + frameText(FRAME.ping, 0, "");
    for (const byte of Buffer.from(text, "latin1")) reader.push(Buffer.from([byte]));
    expect(frames).toEqual([
      { kind: FRAME.request, number: 7, payload: "abc" },
      { kind: FRAME.ping, number: 0, payload: "" },
    ]);
  });

  it("are at most as long as whoever reads them allows, before their payload has come", () => {
    const { reader, frames } = reading(10);
    reader.push(Buffer.from(frameText(FRAME.request, 1, "x".repeat(10)), "latin1"));
    expect(frames).toHaveLength(1);
    const beginning = Buffer.from(
      frameText(FRAME.request, 2, "x".repeat(11)).slice(0, 9),
      "latin1",
    );
    expect(() => reader.push(beginning)).toThrow(MalformedFrame);
  });

  it("never throw anything but that they are malformed, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (pieces) => {
        expect(refusedOf(pieces).every((each) => each instanceof MalformedFrame)).toBe(true);
      }),
    );
  });
});

describe("an answer in a frame", () => {
  const payloadOf = (text: string): Buffer => Buffer.from(text, "latin1").subarray(9);

  it("has its head and its body, each byte as it is", () => {
    const anyText = fc.string({ unit: anyByte.map((byte) => String.fromCharCode(byte)) });
    fc.assert(
      fc.property(anyText, anyText, (head, body) => {
        const payload = payloadOf(answerFrameText(1, { head, body }));
        expect(readAnswerFrame(payload, 0, payload.length)).toEqual({ head, body });
      }),
    );
  });

  it("is refused when its head is longer than all of it", () => {
    for (const payload of ["", "\0\0", "\0\0\0\x02a", "\xff\xff\xff\xffabc"]) {
      const bytes = Buffer.from(payload, "latin1");
      expect(() => readAnswerFrame(bytes, 0, bytes.length)).toThrow(MalformedFrame);
    }
  });
});
