import dgram from "node:dgram";

const TXT = 16;

/** A name server on this machine that knows the TXT records it was given (RFC 1035). */
export class NameServer {
  /** Texts by name. */
  readonly records = new Map<string, string[]>();

  private constructor(
    private readonly socket: dgram.Socket,
    readonly address: string,
  ) {}

  static async start(): Promise<NameServer> {
    const socket = dgram.createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const server = new NameServer(socket, `127.0.0.1:${socket.address().port}`);
    socket.on("message", (query, from) => {
      socket.send(server.answer(query), from.port, from.address);
    });
    return server;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }

  private answer(query: Buffer): Buffer {
    const { name, end } = readName(query);
    const question = query.subarray(12, end + 4);
    const isText = query.readUInt16BE(end) === TXT;
    const texts = isText ? (this.records.get(name.toLowerCase()) ?? []) : [];
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    // An answer, recursion available; without records: no such name.
    header.writeUInt16BE(texts.length > 0 ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(texts.length, 6);
    return Buffer.concat([header, question, ...texts.map(textRecord)]);
  }
}

/** A name is labels, each after its length, up to an empty one (§4.1.2). */
function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join("."), end: at + 1 };
}

function textRecord(text: string): Buffer {
  const data = Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "latin1")]);
  const head = Buffer.alloc(12);
  // A pointer to the name of the question.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(1, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
