import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BSON, MongoClient } from 'mongodb';
import { type LocalStore, startLocalStore } from '../../../src/local/docstore/index.ts';
import { crc32c } from '../../../src/local/docstore/wire/crc32c.ts';

let store: LocalStore;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  store = await startLocalStore({ port: 0, dataDir, log: () => undefined });
});

afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true });
});

function header(length: number, operation: number, requestId = 7): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(requestId, 4);
  bytes.writeInt32LE(operation, 12);
  return bytes;
}

function message(body: object, flags = 0, sections: Buffer[] = []): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(flags, 0);
  const parts = [head, Buffer.from(BSON.serialize(body)), ...sections];
  const length = 16 + parts.reduce((sum, part) => sum + part.length, 0) + (flags & 1 ? 4 : 0);
  const whole = Buffer.concat([header(length, 2013), ...parts]);
  if (!(flags & 1)) return whole;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32c(whole), 0);
  return Buffer.concat([whole, checksum]);
}

function sequence(name: string, documents: object[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((item) => Buffer.from(BSON.serialize(item))),
  ]);
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

/** Sends bytes in the given pieces and collects answers until there are `count`, or the server closes. */
function exchange(pieces: Buffer[], count: number): Promise<BSON.Document[] | 'closed'> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(store.port, '127.0.0.1');
    socket.setNoDelay(true);
    let received = Buffer.alloc(0);
    const answers: BSON.Document[] = [];
    socket.on('error', reject);
    socket.on('close', () => resolve(answers.length >= count ? answers : 'closed'));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const frame = received.subarray(0, received.readInt32LE(0));
        received = received.subarray(frame.length);
        answers.push(BSON.deserialize(frame.subarray(frame.readInt32LE(12) === 1 ? 36 : 21)));
      }
      if (answers.length >= count) socket.end();
    });
    void (async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await new Promise((next) => setImmediate(next));
      }
    })();
  });
}

const ping = message({ ping: 1, $db: 'admin' });

describe('frames', () => {
  test('a message may come byte by byte', async () => {
    const pieces = [...ping].map((byte) => Buffer.from([byte]));
    expect(await exchange(pieces, 1)).toEqual([{ ok: 1 }]);
  });

  test('many messages may come at once, and are answered in order', async () => {
    const hello = message({ hello: 1, $db: 'admin' });
    const answers = await exchange([Buffer.concat([ping, hello, ping])], 3);
    expect(answers).toMatchObject([{ ok: 1 }, { isWritablePrimary: true }, { ok: 1 }]);
  });

  test('the old handshake gets the old answer', async () => {
    const body = Buffer.from(BSON.serialize({ isMaster: 1, helloOk: true }));
    const middle = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from('admin.$cmd\0'),
      Buffer.alloc(4),
      Buffer.from([255, 255, 255, 255]),
    ]);
    const frame = Buffer.concat([header(16 + middle.length + body.length, 2004), middle, body]);
    expect(await exchange([frame], 1)).toMatchObject([
      { ismaster: true, helloOk: true, maxWireVersion: 21, ok: 1 },
    ]);
  });

  test('a document with two _id is refused', async () => {
    const documents = sequence('documents', [{ _id: 1, _ie: 2 }]);
    documents.write('_id', documents.indexOf('_ie'));
    const insert = message({ insert: 'c', $db: 'twice' }, 0, [documents]);
    expect(await exchange([insert], 1)).toMatchObject([
      { ok: 1, n: 0, writeErrors: [{ index: 0, code: 2 }] },
    ]);
  });

  test('a correct checksum is accepted and a wrong one is not', async () => {
    const good = message({ ping: 1, $db: 'admin' }, 1);
    expect(await exchange([good], 1)).toEqual([{ ok: 1 }]);
    const wrong = Buffer.from(good);
    wrong[wrong.length - 1]! ^= 1;
    expect(await exchange([wrong], 1)).toBe('closed');
  });

  test('documents may come as a sequence; an unacknowledged write gets no answer', async () => {
    const insert = message({ insert: 'seq', $db: 'wire' }, 0, [
      sequence('documents', [{ _id: 1 }, { _id: 2 }]),
    ]);
    const silent = message({ insert: 'seq', $db: 'wire' }, 2, [sequence('documents', [{ _id: 3 }])]);
    const count = message({ count: 'seq', $db: 'wire' });
    expect(await exchange([insert, silent, count], 2)).toEqual([
      { n: 2, ok: 1 },
      { n: 3, ok: 1 },
    ]);
  });
});

describe('malformed frames close their connection and no other', () => {
  const body = Buffer.from(BSON.serialize({ ping: 1, $db: 'admin' }));
  const cases: [string, Buffer][] = [
    ['a negative length', header(-1, 2013)],
    ['a length below the header', header(10, 2013)],
    ['a length beyond the maximum', header(0x7fffffff, 2013)],
    ['an unknown operation', Buffer.concat([header(20, 9999), Buffer.alloc(4)])],
    ['a compressed message, which was never offered', Buffer.concat([header(25, 2012), Buffer.alloc(9)])],
    ['an unknown required flag', message({ ping: 1, $db: 'admin' }, 1 << 5)],
    ['no section', Buffer.concat([header(20, 2013), Buffer.alloc(4)])],
    [
      'an unknown section',
      Buffer.concat([header(21 + body.length, 2013), Buffer.from([0, 0, 0, 0, 9]), body]),
    ],
    [
      'two bodies',
      Buffer.concat([header(22 + 2 * body.length, 2013), Buffer.alloc(5), body, Buffer.alloc(1), body]),
    ],
    [
      'a document longer than the message',
      Buffer.concat([header(26, 2013), Buffer.alloc(5), Buffer.from([200, 0, 0, 0, 0])]),
    ],
  ];

  test.each(cases)('%s', async (_name, frame) => {
    expect(await exchange([frame], 1)).toBe('closed');
    expect(await exchange([ping], 1)).toEqual([{ ok: 1 }]);
  });

  test('thousands of damaged messages leave the server as it was', async () => {
    const client = await MongoClient.connect(store.uri);
    const things = client.db('wire').collection('fuzz');
    await things.insertOne({ _id: 1 as never, a: 1 });
    // A fixed sequence, so that a failure can be repeated.
    let seed = 12345;
    const random = (limit: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    const valid = [
      message({ find: 'fuzz', filter: { a: { $in: [1, 'x', null] } }, sort: { a: 1 }, $db: 'wire' }),
      message({ aggregate: 'fuzz', pipeline: [{ $match: { a: 1 } }], cursor: {}, $db: 'wire' }),
      message({ count: 'fuzz', query: { $or: [{ a: { $gt: 1 } }, { b: /x/ }] }, $db: 'wire' }),
      message({ listIndexes: 'fuzz', $db: 'wire' }, 1),
    ];
    const attempt = (): Promise<void> =>
      new Promise((resolve) => {
        const socket = net.connect(store.port, '127.0.0.1');
        const frame = Buffer.from(valid[random(valid.length)]!);
        for (let i = 0; i <= random(4); i++) frame[4 + random(frame.length - 4)] = random(256);
        socket.on('error', () => resolve());
        socket.on('close', () => resolve());
        // Whether it answers or closes, the exchange ends.
        socket.on('data', () => socket.destroy());
        socket.end(frame);
      });
    for (let round = 0; round < 60; round++) await Promise.all(Array.from({ length: 50 }, attempt));
    expect(await things.findOne({ _id: 1 as never })).toEqual({ _id: 1, a: 1 });
    await client.close();
  });
});

test('serves many connections at once', async () => {
  const clients = await Promise.all(Array.from({ length: 50 }, () => MongoClient.connect(store.uri)));
  await Promise.all(clients.map((client, n) => client.db('wire').collection('many').insertOne({ n })));
  expect(await clients[0]!.db('wire').collection('many').countDocuments()).toBe(50);
  await Promise.all(clients.map((client) => client.close()));
});

test('a driver keeps its connections over several heartbeats', async () => {
  const client = new MongoClient(store.uri, { heartbeatFrequencyMS: 500 });
  let beats = 0;
  const failures: unknown[] = [];
  client.on('serverHeartbeatSucceeded', () => beats++);
  client.on('serverHeartbeatFailed', (event) => failures.push(event));
  await client.connect();
  while (beats < 4 && failures.length === 0) await client.db('x').command({ ping: 1 });
  expect(failures).toEqual([]);
  await client.close();
});
