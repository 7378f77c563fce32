import { Double } from 'bson';
import type { Credentials } from '../auth/scram.ts';
import type { Doc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { checkDatabaseName } from '../storage/catalog.ts';
import type { Store } from '../store.ts';
import type { Connection } from '../wire/connection.ts';
import type { Request } from '../wire/messages.ts';
import { aggregate } from './aggregate.ts';
import { Arguments, checkCommon } from './arguments.ts';
import { logout, requireAuthenticated, saslContinue, saslStart } from './authenticate.ts';
import { backup } from './backup.ts';
import { compact } from './compact.ts';
import type { Command, CommandContext } from './context.ts';
import { explain } from './explain.ts';
import * as read from './read.ts';
import * as schema from './schema.ts';
import * as facts from './server-facts.ts';
import * as write from './write.ts';

/** Every command that exists here; any other is CommandNotFound. */
const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['hello', facts.hello],
  ['isMaster', facts.hello],
  ['ismaster', facts.hello],
  ['ping', facts.nothing],
  ['buildInfo', facts.buildInfo],
  ['buildinfo', facts.buildInfo],
  ['connectionStatus', facts.connectionStatus],
  ['whatsmyuri', facts.whatsMyUri],
  ['hostInfo', facts.hostInfo],
  ['getLog', facts.getLog],
  ['getCmdLineOpts', facts.getCommandLine],
  ['getParameter', facts.getParameter],
  ['serverStatus', facts.serverStatus],
  ['startSession', facts.nothing],
  ['refreshSessions', facts.nothing],
  ['endSessions', facts.nothing],
  ['killSessions', facts.nothing],
  ['logout', logout],
  ['saslStart', saslStart],
  ['saslContinue', saslContinue],
  ['fsync', facts.fsync],
  ['casusoverlegBackup', backup],
  ['replSetGetStatus', facts.notAReplicaSet],
  ['commitTransaction', facts.noTransactions],
  ['abortTransaction', facts.noTransactions],
  ['insert', write.insert],
  ['update', write.update],
  ['delete', write.remove],
  ['findAndModify', write.findAndModify],
  ['findandmodify', write.findAndModify],
  ['aggregate', aggregate],
  ['explain', explain],
  ['find', read.find],
  ['getMore', read.getMore],
  ['killCursors', read.killCursors],
  ['count', read.count],
  ['distinct', read.distinct],
  ['create', schema.create],
  ['drop', schema.drop],
  ['dropDatabase', schema.dropDatabase],
  ['renameCollection', schema.renameCollection],
  ['listDatabases', schema.listDatabases],
  ['listCollections', schema.listCollections],
  ['listIndexes', schema.listIndexes],
  ['createIndexes', schema.createIndexes],
  ['dropIndexes', schema.dropIndexes],
  ['compact', compact],
  ['collStats', schema.collStats],
  ['collstats', schema.collStats],
  ['dbStats', schema.dbStats],
  ['dbstats', schema.dbStats],
]);

/** Told about errors that are the store's own fault; never about the contents of documents. */
export type FailureLog = (message: string, error: unknown) => void;

/** Answers a request; never throws. */
export async function dispatch(
  store: Store,
  request: Request,
  connection: Connection,
  log: FailureLog,
  credentials?: Credentials,
): Promise<Doc> {
  const { body } = request;
  const [name] = body.keys();
  try {
    const command = name === undefined ? undefined : COMMANDS.get(name);
    if (name === undefined || !command) {
      throw new StoreError('CommandNotFound', `no such command: '${name ?? ''}'`);
    }
    const given = body.get('$db');
    const db = request.database ?? (typeof given === 'string' ? given : undefined);
    if (db === undefined) throw new StoreError('MissingField', 'OP_MSG requests require a $db argument');
    checkDatabaseName(db);
    const args = new Arguments(name, body);
    const context: CommandContext = { store, db, args, connection, credentials };
    requireAuthenticated(context);
    checkCommon(args);
    const reply = await (command === compact ? command(context) : store.gate.pass(() => command(context)));
    reply.set('ok', new Double(1));
    return reply;
  } catch (error) {
    if (error instanceof StoreError) {
      if (error.cause) log(`Command ${name ?? ''} failed`, error.cause);
      return error.toReply();
    }
    log(`Command ${name ?? ''} failed`, error);
    return new StoreError('InternalError', 'The store failed on this command; see its log.').toReply();
  }
}
