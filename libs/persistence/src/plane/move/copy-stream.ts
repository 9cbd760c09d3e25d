import pg from "pg";

declare module "pg" {
  interface Query {
    handleCopyData(message: { readonly chunk: Buffer }, connection: pg.Connection): void;
    handleCopyInResponse(connection: pg.Connection): void;
  }
}

interface CopyConnection {
  readonly stream: NodeJS.ReadWriteStream & { readonly writableNeedDrain: boolean };
  sendCopyFromChunk(chunk: Buffer): void;
  sendCopyFail(reason: string): void;
  endCopyFrom(): void;
}

/**
 * Streams the rows of one server into another: `COPY (…) TO STDOUT` into `COPY … FROM STDIN`. What
 * the target cannot take yet is not read from the source, so any number of rows fits.
 * @throws what either server refused; then nothing has arrived
 */
export async function copyRows(
  source: { readonly client: pg.Client; readonly text: string },
  target: { readonly client: pg.Client; readonly text: string },
): Promise<void> {
  const into = copyIn(target.client, target.text);
  const sink = await into.ready;
  try {
    await copyOut(source.client, source.text, sink);
  } catch (error) {
    sink.sendCopyFail("the source failed");
    await into.done.catch(() => undefined);
    throw error;
  }
  sink.endCopyFrom();
  await into.done;
}

interface CopyTarget {
  /** The rows may flow. */
  readonly ready: Promise<CopyConnection>;
  /** They have arrived, all of them. */
  readonly done: Promise<void>;
}

function copyIn(client: pg.Client, text: string): CopyTarget {
  let query: pg.Query | undefined;
  const done = new Promise<void>((resolve, reject) => {
    query = new pg.Query(text, [], (error: Error | undefined) => {
      if (error) reject(error);
      else resolve();
    });
  });
  const ready = new Promise<CopyConnection>((resolve, reject) => {
    done.catch(reject);
    if (query === undefined) return;
    query.handleCopyInResponse = (connection) => {
      resolve(connection as unknown as CopyConnection);
    };
    client.query(query);
  });
  return { ready, done };
}

function copyOut(client: pg.Client, text: string, sink: CopyConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query(text, [], (error: Error | undefined) => {
      if (error) reject(error);
      else resolve();
    });
    query.handleCopyData = ({ chunk }, connection) => {
      sink.sendCopyFromChunk(chunk);
      if (!sink.stream.writableNeedDrain) return;
      const { stream } = connection as unknown as CopyConnection;
      stream.pause();
      sink.stream.once("drain", () => stream.resume());
    };
    client.query(query);
  });
}
