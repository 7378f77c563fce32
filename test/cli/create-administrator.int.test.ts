import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { openAccounts } from '../../src/access/accounts/index.ts';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startLocalStore } from '../../src/local/docstore/index.ts';

const root = projectRoot(import.meta.dirname);
const password = 'a long enough passphrase';
const person = [
  '--email',
  'beheer@voorbeeldstad.example',
  '--name',
  'Bea Beheer',
  '--partner',
  'gemeente-voorbeeldstad',
];

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'casusoverleg-cli-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Runs the program with this on its standard input. */
async function run(args: readonly string[], input: string): Promise<{ code: number | null; output: string }> {
  const { MONGODB_URI: _, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      pathToFileURL(join(root, 'test', 'support', 'typescript-loader.mjs')).href,
      join(root, 'src', 'cli', 'create-administrator.ts'),
      ...args,
    ],
    {
      cwd: root,
      env: { ...environment, NODE_OPTIONS: '', DATA_DIR: dataDir },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, output };
}

/** What the store holds after the program ended. */
async function withAccounts<T>(
  look: (accounts: Awaited<ReturnType<typeof openAccounts>>) => Promise<T>,
): Promise<T> {
  const store = await startLocalStore({ port: 0, dataDir: join(dataDir, 'store') });
  const connection = await mongoose.createConnection(store.uri, { dbName: 'casusoverleg' }).asPromise();
  try {
    return await look(
      await openAccounts({
        connection,
        clock: systemClock,
        tokenSecret: 'a secret of more than thirty-two characters',
        directory: loadConfiguration(join(root, 'config')),
      }),
    );
  } finally {
    await connection.close();
    await store.close();
  }
}

describe('create-administrator', () => {
  test('makes an administrator who can sign in, and prints no password', async () => {
    const { code, output } = await run(person, `${password}\n`);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toMatch(/Administrator usr-\S+ can sign in now/);
    expect(output).not.toContain(password);
    const signedIn = await withAccounts((accounts) =>
      accounts.signIn({ email: 'beheer@voorbeeldstad.example', password }),
    );
    expect(signedIn).toMatchObject({ user: { name: 'Bea Beheer', roles: ['administrator'] } });
  });

  test.each([
    ['a short password', person, 'short\n', '/password'],
    ['an unknown organisation', [...person.slice(0, -1), 'nergens'], `${password}\n`, '/partnerId'],
    ['a password as argument', [...person, '--password', password], '', 'Unknown option'],
    ['no name and nobody to ask', person.slice(0, 2), `${password}\n`, '--name'],
  ])(
    'refuses %s with exit code 1 and makes nothing',
    async (_, args, input, reason) => {
      const { code, output } = await run(args, input);
      expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(reason) });
      expect(await withAccounts((accounts) => accounts.isEmpty())).toBe(true);
    },
    120_000,
  );
});
