import { hostname, totalmem } from 'node:os';
import { Long } from 'bson';
import { MECHANISM, USER } from '../auth/scram.ts';
import type { Doc, Value } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { MAX_DOCUMENT_BYTES } from '../update/apply.ts';
import { MAX_MESSAGE_BYTES } from '../wire/frames.ts';
import { docOf, doubleValue } from './arguments.ts';
import type { Command } from './context.ts';
import { MAX_WRITE_BATCH } from './write.ts';

/** The MongoDB release whose command behaviour this store follows. */
const VERSION = '7.0.0';
/** Wire version of that release. */
const MAX_WIRE_VERSION = 21;

/**
 * `hello`, `isMaster`: a standalone server, so no set name and no retryable writes. There is no `topologyVersion`: it
 * would announce a stream of answers, and drivers clear their connections when that stream does not come.
 */
export const hello: Command = ({ store, args, connection, credentials }) => {
  const legacy = args.command !== 'hello';
  return docOf({
    ...(args.body.get('helloOk') === true ? { helloOk: true } : {}),
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_WRITE_BATCH,
    localTime: store.clock.now(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: connection.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    ...(credentials && args.body.has('saslSupportedMechs') ? { saslSupportedMechs: [MECHANISM] } : {}),
  });
};

/** `buildInfo` */
export const buildInfo: Command = () =>
  docOf({
    version: VERSION,
    gitVersion: 'bundled-store',
    modules: ['bundled-store'],
    sysInfo: 'deprecated',
    versionArray: [...VERSION.split('.').map(Number), 0],
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    storageEngines: ['lmdb'],
  });

/** Commands that succeed and do nothing here: sessions hold no state, and every write is on disk already. */
export const nothing: Command = () => docOf({});

/** `fsync`: every write is on disk already. The lock that it can ask for is refused: writers would not be stopped. */
export const fsync: Command = ({ args }) => {
  args.allow('async', 'lock').refuse('lock');
  return docOf({ numFiles: 1 });
};

/** `connectionStatus` */
export const connectionStatus: Command = ({ connection }) =>
  docOf({
    authInfo: docOf({
      authenticatedUsers: connection.authentication.done ? [docOf({ user: USER, db: 'admin' })] : [],
      authenticatedUserRoles: connection.authentication.done ? [docOf({ role: 'root', db: 'admin' })] : [],
    }),
  });

/** `whatsmyuri` */
export const whatsMyUri: Command = ({ connection }) => docOf({ you: connection.remoteAddress });

/** `hostInfo` */
export const hostInfo: Command = ({ store }) =>
  docOf({
    system: docOf({
      currentTime: store.clock.now(),
      hostname: hostname(),
      memSizeMB: Math.floor(totalmem() / 1_048_576),
    }),
    os: docOf({ type: process.platform, name: process.platform, version: '' }),
    extra: docOf({}),
  });

/** `getLog`: the start-up warnings that mongosh asks for; the store's log itself goes to its output. */
export const getLog: Command = ({ args }) => {
  if (args.value('getLog') === '*') return docOf({ names: ['global', 'startupWarnings'] });
  return docOf({ totalLinesWritten: 0, log: [] });
};

/** `getCmdLineOpts` */
export const getCommandLine: Command = () => docOf({ argv: [], parsed: docOf({}) });

const PARAMETERS: Record<string, Value> = {
  featureCompatibilityVersion: docOf({ version: '7.0' }),
  authenticationMechanisms: [],
};

/** `getParameter` */
export const getParameter: Command = ({ args }) => {
  const which = args.value('getParameter');
  const known: Doc = docOf(PARAMETERS);
  if (which === '*') return known;
  const found: Doc = new Map();
  for (const name of args.body.keys()) {
    const value = known.get(name);
    if (value !== undefined) found.set(name, value);
  }
  if (found.size === 0) throw new StoreError('InvalidOptions', 'no option found to get');
  return found;
};

/** `serverStatus`, as far as tools read it on connecting. */
export const serverStatus: Command = ({ store }) =>
  docOf({
    host: hostname(),
    version: VERSION,
    process: 'bundled-store',
    pid: Long.fromNumber(process.pid),
    uptime: doubleValue(process.uptime()),
    localTime: store.clock.now(),
    storageEngine: docOf({ name: 'lmdb', persistent: true }),
    metrics: docOf({ cursor: docOf({ open: docOf({ total: Long.fromNumber(store.cursors.size) }) }) }),
  });

/** `replSetGetStatus`: the answer by which tools know a standalone server. */
export const notAReplicaSet: Command = () => {
  throw new StoreError('Location76', 'not running with --replSet');
};

/** `commitTransaction`, `abortTransaction` */
export const noTransactions: Command = () => {
  throw new StoreError(
    'IllegalOperation',
    'Transaction numbers are only allowed on a replica set member or mongos',
  );
};
