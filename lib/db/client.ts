import type { Client, InArgs, InStatement } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "./generated/client";
import { isLocked, tellLocked } from "./locked";

/** How long SQLite itself waits for another process's write, ms. It blocks this process meanwhile: the longer waiting is `tellLocked`'s. */
const BLOCKED_MS = 100;

/**
 * libsql keeps a statement that failed because the database was locked unfinished on its connection: a later transaction on it can neither
 * commit nor roll back, and would lock this very process out for good. After such a failure the connections are made anew. The adapter
 * lets one operation in at a time, so none is cut off. Transactions take the write lock when they begin: then only their
 * beginning can fail like that, and it can be tried again.
 */
function withFreshConnections(client: Client): Client {
  const afresh = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isLocked(error)) client.reconnect();
      throw error;
    }
  };
  return {
    execute: (statement: InStatement, args?: InArgs) => afresh(() => (typeof statement === "string" ? client.execute(statement, args) : client.execute(statement))),
    batch: (statements, mode) => afresh(() => client.batch(statements, mode)),
    migrate: (statements) => afresh(() => client.migrate(statements)),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- one of its two signatures is; the adapter asks for "deferred"
    transaction: () => afresh(() => client.transaction("write")),
    executeMultiple: (sql) => afresh(() => client.executeMultiple(sql)),
    sync: () => client.sync(),
    reconnect: () => client.reconnect(),
    close: () => client.close(),
    get closed() {
      return client.closed;
    },
    protocol: client.protocol,
  };
}

class Adapter extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql["createClient"]>[0]): Client {
    return withFreshConnections(super.createClient(config));
  }
}

/**
 * Opens the database at `url`: `file:/…` or, for a team that shares one, `libsql://…` (its token in DATABASE_AUTH_TOKEN).
 * It must have been migrated before (`migrate`). Close with `$disconnect()`. Statements fail with `database-locked` where another process
 * holds the database for longer than they wait; a transaction says so only within `tellLocked`.
 */
export function openDatabase(url: string, authToken?: string) {
  // "minimal": its longer messages quote the arguments, and with them prompts, which must not reach the log.
  const client = new PrismaClient({ errorFormat: "minimal", adapter: new Adapter({ url, timeout: BLOCKED_MS, ...(authToken ? { authToken } : {}) }) });
  return client.$extends({ name: "locked", query: { $allOperations: ({ args, query }) => tellLocked(async () => query(args)) } });
}

export type Database = ReturnType<typeof openDatabase>;
