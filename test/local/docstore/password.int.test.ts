import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Binary, MongoClient, type MongoClientOptions } from 'mongodb';
import { type LocalStore, startLocalStore } from '../../../src/local/docstore/index.ts';
import { spawnRefused, spawnServer } from '../../support/spawn-server.ts';

const password = 'correct, horse=battery staple';
let dataDir: string;
let store: LocalStore;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  store = await startLocalStore({ port: 0, dataDir, password });
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

async function connected<T>(
  options: MongoClientOptions,
  work: (client: MongoClient) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(store.uri, options);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const as = (username: string, secret: string): MongoClientOptions => ({
  auth: { username, password: secret },
});

describe('a store with a password', () => {
  test('serves whoever knows it, with or without the mechanism named', async () => {
    for (const options of [{}, { authMechanism: 'SCRAM-SHA-256' }, { authSource: 'test' }] as const) {
      await connected({ ...as('casusoverleg', password), ...options }, async (client) => {
        await client.db('test').collection('things').insertOne({ n: 1 });
        const status = await client.db('admin').command({ connectionStatus: 1 });
        expect(status['authInfo']).toMatchObject({ authenticatedUsers: [{ user: 'casusoverleg' }] });
      });
    }
  });

  test.each([
    ['a wrong password', 'casusoverleg', 'correct, horse=battery stapler'],
    ['another user', 'casus', password],
  ])('refuses %s with code 18', async (_name, username, secret) => {
    await connected(as(username, secret), (client) =>
      expect(client.connect()).rejects.toMatchObject({ code: 18 }),
    );
  });

  test('refuses another mechanism with code 18', async () => {
    await connected({ ...as('casusoverleg', password), authMechanism: 'SCRAM-SHA-1' }, (client) =>
      expect(client.connect()).rejects.toMatchObject({ code: 18 }),
    );
  });

  test('answers nothing but the handshake without it', async () => {
    await connected({}, async (client) => {
      expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
      for (const command of [
        { find: 'things' },
        { insert: 'things', documents: [{ n: 1 }] },
        { listDatabases: 1 },
        { casusoverlegBackup: 1, path: '/tmp/x' },
        { serverStatus: 1 },
      ])
        await expect(client.db('admin').command(command)).rejects.toMatchObject({ code: 13 });
    });
  });

  test('is not opened by a broken or repeated conversation', async () => {
    await connected({ maxPoolSize: 1 }, async (client) => {
      const admin = client.db('admin');
      const payload = (text: string) => new Binary(Buffer.from(text));
      const start = (text: string) =>
        admin.command({ saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: payload(text) });
      const go = (text: string) =>
        admin.command({ saslContinue: 1, conversationId: 1, payload: payload(text) });
      await expect(go('')).rejects.toMatchObject({ code: 17 });
      for (const text of ['', 'n,,n=casusoverleg', 'p=tls-unique,,n=casusoverleg,r=abc', `n,,n=,r=abc`])
        await expect(start(text)).rejects.toMatchObject({ code: 18 });
      const { payload: challenge } = (await start('n,,n=casusoverleg,r=abc')) as unknown as {
        payload: Binary;
      };
      const nonce = /r=([^,]+)/.exec(Buffer.from(challenge.buffer).toString())![1]!;
      expect(nonce.startsWith('abc')).toBe(true);
      await expect(go(`c=biws,r=${nonce},p=${Buffer.alloc(32).toString('base64')}`)).rejects.toMatchObject({
        code: 18,
      });
      await expect(go('')).rejects.toMatchObject({ code: 17 });
      await expect(admin.command({ find: 'things' })).rejects.toMatchObject({ code: 13 });
    });
  });
});

test('needs a password on an address that is not loopback, and a good one', async () => {
  const dir = join(dataDir, 'other');
  await expect(startLocalStore({ port: 0, dataDir: dir, host: '0.0.0.0' })).rejects.toThrow(
    'needs a password',
  );
  await expect(startLocalStore({ port: 0, dataDir: dir, password: 'short' })).rejects.toThrow(
    '16 characters',
  );
  await expect(startLocalStore({ port: 0, dataDir: dir, password: `${password}é` })).rejects.toThrow('ASCII');
  const open = await startLocalStore({ port: 0, dataDir: dir, host: '0.0.0.0', password });
  await open.close();
});

test('a store without a password refuses one with code 18', async () => {
  await store.close();
  store = await startLocalStore({ port: 0, dataDir });
  await connected(as('casusoverleg', password), (client) =>
    expect(client.connect()).rejects.toMatchObject({ code: 18 }),
  );
});

test('the program reads the password from a file', async () => {
  const entry = 'src/local/store-cli.ts';
  const data = ['--data', join(dataDir, 'other')];
  expect(await spawnRefused({ entry, args: ['--listen', '0.0.0.0:0', ...data] })).toMatchObject({
    code: 1,
    output: expect.stringContaining('--password-file'),
  });
  const file = join(dataDir, 'password');
  expect(await spawnRefused({ entry, args: ['--password-file', file, ...data] })).toMatchObject({ code: 1 });
  writeFileSync(file, `${password}\n`);
  const server = await spawnServer({
    entry,
    args: ['--listen', '127.0.0.1:0', '--password-file', file, ...data],
  });
  const client = new MongoClient(`mongodb://${server.address}`, as('casusoverleg', password));
  expect(await client.db('test').collection('things').countDocuments()).toBe(0);
  await client.close();
  await server.stop('SIGTERM');
});
