import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What the environment and the command line decide; everything else is in `config/`. */
export interface Settings {
  /** Address the web server binds; loopback unless said otherwise. */
  host: string;
  /** Port of API and web. Default 8080; 0 takes a free one. */
  port: number;
  /** Folder for the bundled servers' data and the generated signing secret. Default `./data`. */
  dataDir: string;
  /** gRPC gateway of a real Zeebe; undefined starts the bundled engine. */
  zeebeAddress: string | undefined;
  /** Connection string of a real MongoDB; undefined starts the bundled store. */
  mongodbUri: string | undefined;
  /** Key that encrypts the data of the bundled store: 32 random bytes, base64 or hexadecimal. Undefined: not encrypted. */
  storeKey: string | undefined;
  /** Key that signs access tokens; undefined uses a random one kept in `dataDir`. */
  jwtSecret: string | undefined;
  /** Key of the audit log, of ids in the processing log and of match keys; undefined uses a random one kept in `dataDir`. */
  accountabilityKey: string | undefined;
  /** Collector that gets the processing log with OTLP; undefined: it is kept in the store only. */
  otlpEndpoint: string | undefined;
  /** Address people type, for the cookie's `Secure` flag. Undefined: plain http on loopback. */
  publicOrigin: string | undefined;
  production: boolean;
  logLevel: string;
  /** Fictional accounts from config/demo.json. Refused in production. */
  demoUsers: boolean;
  /** Plays fictional cases into an empty store. Refused in production. */
  demoCases: boolean;
}

/** A setting that cannot be used; the message says which and what to do. */
export class SettingsError extends Error {}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];
const flags = ['--demo-users', '--demo-cases'];

function port(text: string | undefined): number {
  if (text === undefined || text === '') return 8080;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) {
    throw new SettingsError(`PORT is "${text}"; give a whole number from 0 to 65535.`);
  }
  return value;
}

/** `NAME`, or the contents of the file that `NAME_FILE` names (how container secrets arrive). */
function secret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (cause) {
    throw new SettingsError(`${name}_FILE names a file that cannot be read: ${file}.`, { cause });
  }
}

function webAddress(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name] || undefined;
  if (value !== undefined && !(URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) {
    throw new SettingsError(`${name} is "${value}"; give an address such as https://collector.example:4318.`);
  }
  return value;
}

function longSecret(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = secret(env, name);
  if (value !== undefined && value.length < 32) {
    throw new SettingsError(`${name} is too short; give at least 32 random characters.`);
  }
  return value;
}

function withPassword(uri: string | undefined, password: string | undefined): string | undefined {
  if (!uri || password === undefined) return uri || undefined;
  let parsed: URL;
  try {
    parsed = new URL(uri);
  } catch (cause) {
    throw new SettingsError('MONGODB_URI is not a connection string such as mongodb://host:27017/name.', {
      cause,
    });
  }
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}

/**
 * Reads the settings of one run.
 * @throws SettingsError when a value cannot be used, or when demo data is asked for in production.
 */
export function readSettings(env: NodeJS.ProcessEnv, args: readonly string[]): Settings {
  const unknown = args.find((arg) => !flags.includes(arg));
  if (unknown !== undefined) {
    throw new SettingsError(`Unknown option ${unknown}. Options are: ${flags.join(', ')}.`);
  }
  const production = env['NODE_ENV'] === 'production';
  const demoCases = args.includes('--demo-cases');
  const demoUsers = demoCases || args.includes('--demo-users');
  if (production && demoUsers) {
    throw new SettingsError(
      'Demo mode has publicly known passwords and does not start with NODE_ENV=production. ' +
        'Leave --demo-users and --demo-cases out; create an administrator with: npm run create-administrator',
    );
  }
  const logLevel = env['LOG_LEVEL'] || (production ? 'info' : 'warn');
  if (!logLevels.includes(logLevel)) {
    throw new SettingsError(`LOG_LEVEL is "${logLevel}"; choose one of: ${logLevels.join(', ')}.`);
  }
  const jwtSecret = longSecret(env, 'JWT_SECRET');
  const accountabilityKey = longSecret(env, 'ACCOUNTABILITY_KEY');
  const storeKey = secret(env, 'STORE_KEY');
  if (storeKey !== undefined && env['MONGODB_URI']) {
    throw new SettingsError(
      'STORE_KEY encrypts the bundled store only, and MONGODB_URI names another. Leave one of them out; MongoDB has encryption of its own.',
    );
  }
  return {
    host: env['HOST'] || '127.0.0.1',
    port: port(env['PORT']),
    dataDir: resolve(env['DATA_DIR'] || 'data'),
    zeebeAddress: env['ZEEBE_ADDRESS'] || undefined,
    mongodbUri: withPassword(env['MONGODB_URI'], secret(env, 'MONGODB_PASSWORD')),
    storeKey,
    jwtSecret,
    accountabilityKey,
    otlpEndpoint: webAddress(env, 'OTEL_EXPORTER_OTLP_ENDPOINT'),
    publicOrigin: env['PUBLIC_ORIGIN'] || undefined,
    production,
    logLevel,
    demoUsers,
    demoCases,
  };
}
