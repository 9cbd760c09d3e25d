import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A mail as it arrived. */
export interface ReceivedMail {
  from: string;
  to: string;
  /** Headers and body, with quoted-printable undone. */
  text: string;
}

/** A mail server that keeps what it gets (RFC 5321). */
export class MailSink {
  readonly received: ReceivedMail[] = [];
  /** Recipients as they were named, refused ones too. */
  readonly asked: string[] = [];
  /** The code for a recipient; 250 takes it. */
  replyTo: (recipient: string) => 250 | 450 | 550 = () => 250;

  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<MailSink> {
    const server = createServer();
    const sink = new MailSink(server);
    server.on("connection", (socket) => sink.talk(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const say = (line: string) => socket.write(`${line}\r\n`);
    let mail = { from: "", to: "" };
    let data: string[] | undefined;
    let rest = "";
    const hear = (line: string) => {
      if (data === undefined) {
        const [, address = ""] = /<([^>]*)>/.exec(line) ?? [];
        switch (line.slice(0, 4).toUpperCase()) {
          case "EHLO":
            return say("250-sink\r\n250 8BITMIME");
          case "HELO":
          case "NOOP":
          case "RSET":
            return say("250 OK");
          case "MAIL":
            mail = { from: address, to: "" };
            return say("250 OK");
          case "RCPT": {
            this.asked.push(address);
            const code = this.replyTo(address);
            if (code === 250) mail.to = address;
            return say(`${code} ${code === 250 ? "OK" : "no"}`);
          }
          case "DATA":
            data = [];
            return say("354 Go on");
          case "QUIT":
            say("221 Bye");
            return socket.end();
          default:
            return say("502 Unknown");
        }
      }
      if (line !== ".") return void data.push(line.startsWith(".") ? line.slice(1) : line);
      this.received.push({ ...mail, text: withoutQuoting(data.join("\r\n")) });
      data = undefined;
      return say("250 Taken");
    };
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("utf8")).split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines) hear(line);
    });
    say("220 sink ESMTP");
  }
}

/** Undoes quoted-printable (RFC 2045 §6.7), as far as ASCII goes. */
function withoutQuoting(text: string): string {
  return text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
