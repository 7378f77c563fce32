import type { Credentials } from '../auth/scram.ts';
import type { Doc, Value } from '../bson/value.ts';
import type { Store } from '../store.ts';
import type { Connection } from '../wire/connection.ts';
import type { Arguments } from './arguments.ts';

/** What a command works with. */
export interface CommandContext {
  readonly store: Store;
  readonly db: string;
  readonly args: Arguments;
  readonly connection: Connection;
  /** Undefined: the store has no password. */
  readonly credentials: Credentials | undefined;
}

/** Runs a command and returns its reply, without `ok`. */
export type Command = (context: CommandContext) => Doc | Promise<Doc>;

/** Milliseconds since the epoch at which a command with `maxTimeMS` gives up. */
export function deadlineOf(args: Arguments): number | undefined {
  const limit = args.count('maxTimeMS');
  return limit ? Date.now() + limit : undefined;
}

/** Namespace as drivers see it. */
export function namespaceOf(db: string, collection: string): string {
  return `${db}.${collection}`;
}

/** The `writeErrors` and counters of a bulk. */
export function writeErrorsField(errors: Value[]): Value[] | undefined {
  return errors.length > 0 ? errors : undefined;
}
