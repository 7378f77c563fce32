import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import type { AuditEntry, AuditRecord } from '../../src/cases/accountability/audit-record.ts';
import { openAccountability } from '../../src/cases/accountability/index.ts';
import { loadConfiguration } from '../../src/cases/configuration.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startLocalStore } from '../../src/local/docstore/index.ts';

const root = projectRoot(import.meta.dirname);
const key = 'a key of thirty-two characters or more';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'casusoverleg-verify-'));
  await onStore(async (connection) => {
    const accountability = await openAccountability({
      connection,
      clock: systemClock,
      register: loadConfiguration('config').register,
      secret: key,
      headsFile: join(dataDir, 'audit-log-heads'),
      productVersion: '0.0.0-test',
      keepFor: 'P5Y',
      log: () => undefined,
    });
    const entry: AuditEntry = {
      at: '2026-11-25T10:00:00.000Z',
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      actor: { kind: 'person', userId: 'usr-een', partnerId: 'politie' },
      operation: 'listCases',
      access: 'read',
      why: [],
      outcome: 'done',
      statedPurpose: null,
      refusal: null,
      subjects: [],
    };
    await accountability.auditLog.append(entry, entry, entry);
    await accountability.close();
  });
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function onStore(work: (connection: Connection) => Promise<unknown>): Promise<void> {
  const store = await startLocalStore({ port: 0, dataDir: join(dataDir, 'store') });
  const connection = await mongoose
    .createConnection(`mongodb://${store.host}:${store.port}/casusoverleg`)
    .asPromise();
  await work(connection);
  await connection.close();
  await store.close();
}

async function verify(...args: string[]): Promise<{ code: number | null; output: string }> {
  const { MONGODB_URI: _, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      pathToFileURL(join(root, 'test', 'support', 'typescript-loader.mjs')).href,
      join(root, 'src', 'cli', 'verify-audit-log.ts'),
      ...args,
    ],
    {
      cwd: root,
      env: { ...environment, NODE_OPTIONS: '', DATA_DIR: dataDir, ACCOUNTABILITY_KEY: key },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, output };
}

test('the command says that the log is as it was written, and later that its end was cut off', async () => {
  const whole = await verify();
  expect(whole).toMatchObject({ code: 0, output: expect.stringContaining('3 records') });
  const [end = ''] = /^3:[0-9a-f]{64}$/m.exec(whole.output) ?? [];
  expect(end).not.toBe('');

  await onStore((connection) => connection.collection<AuditRecord>('auditLog').deleteOne({ _id: 3 }));
  expect(await verify()).toMatchObject({ code: 1, output: expect.stringContaining('NOT as it was written') });

  // Without the file of the product itself, the end that an operator wrote down tells it as well.
  await rm(join(dataDir, 'audit-log-heads'));
  expect((await verify('--head', end)).code).toBe(1);
});
