/** `npm run create-administrator`: makes the first account of an installation. The password is never an argument. */
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import mongoose from 'mongoose';
import { openAccounts } from '../access/accounts/index.ts';
import { loadConfiguration, type Configuration } from '../cases/configuration.ts';
import { migrate } from '../cases/migrations.ts';
import { systemClock } from '../lib/clock.ts';
import { ProductError } from '../lib/errors.ts';
import { projectRoot } from '../lib/project-root.ts';
import { readSettings } from '../settings.ts';
import { openStore, storeLimitMs } from './open-store.ts';

const usage = `Usage: npm run create-administrator -- [--email ADDRESS] [--name NAME] [--partner ID]
  --email    address to sign in with
  --name     name that colleagues see
  --partner  organisation, an id in config/partners.json
What is left out is asked for. The password is asked for too, or read from standard input when that is no terminal.
Uses the store at MONGODB_URI, or the bundled one in DATA_DIR; stop the product first when it runs on the bundled one.`;

interface Answers {
  readonly email: string;
  readonly name: string;
  readonly partnerId: string;
  readonly password: string;
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** @throws Error when an option is unknown or something is missing that nobody can be asked for */
async function answers(configuration: Configuration): Promise<Answers> {
  const { values } = parseArgs({
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      partner: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(usage);
    process.exit(0);
  }
  if (!process.stdin.isTTY) {
    const { email, name, partner } = values;
    if (email === undefined || name === undefined || partner === undefined)
      throw new Error(`--email, --name and --partner are needed when nobody can be asked.\n${usage}`);
    return { email, name, partnerId: partner, password: await firstLineOfInput() };
  }
  const email = values.email ?? (await ask('E-mail address: '));
  const name = values.name ?? (await ask('Name: '));
  if (values.partner === undefined)
    say(
      `Organisations:\n${configuration.partners.map((partner) => `  ${partner.partnerId}  (${partner.name})`).join('\n')}`,
    );
  const partnerId = values.partner ?? (await ask('Organisation: '));
  const password = await askUnseen('Password: ');
  if ((await askUnseen('Password again: ')) !== password)
    throw new Error('The two passwords differ; nothing was made. Try again.');
  return { email, name, partnerId, password };
}

async function firstLineOfInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk);
  return text.split(/\r?\n/, 1)[0] ?? '';
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/** Shows the question and nothing of what is typed. */
async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    const [line] = (await once(terminal, 'line')) as [string];
    return line;
  } finally {
    terminal.close();
    say('');
  }
}

async function createAdministrator(): Promise<void> {
  const configuration = loadConfiguration(join(projectRoot(import.meta.dirname), 'config'));
  const account = await answers(configuration);
  const store = await openStore(readSettings(process.env, []));
  try {
    const connection = await mongoose
      .createConnection(store.uri, { serverSelectionTimeoutMS: storeLimitMs })
      .asPromise();
    try {
      await migrate(connection);
      const accounts = await openAccounts({
        connection,
        clock: systemClock,
        // Nobody signs in here, so no token is ever made with it.
        tokenSecret: '',
        directory: configuration,
      });
      const { userId } = await accounts.create(
        {
          ...account,
          roles: ['administrator'],
          designations: [],
          trainingValidUntil: null,
          screeningValidUntil: null,
        },
        { byUserId: null, reason: 'Beheerder, gemaakt met het commando op de server' },
      );
      say(`Administrator ${userId} can sign in now.`);
    } finally {
      await connection.close();
    }
  } finally {
    await store.close();
  }
}

function explain(error: unknown): string {
  if (error instanceof ProductError)
    return [
      error.message,
      ...error.errors.map(({ pointer, message }) => `- ${pointer ?? ''}: ${message}`),
    ].join('\n');
  return error instanceof Error ? error.message : String(error);
}

try {
  await createAdministrator();
} catch (error) {
  say(explain(error));
  process.exitCode = 1;
}
