import { createServer as createHttpServer, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { signIn, type ApiPerson } from '../../src/demo/api-person.ts';
import { playCase, type Story } from '../../src/demo/play-case.ts';
import { cast, chairOfStories, chapters, demoStories, signal, type Who } from '../../src/demo/stories.ts';
import { startLocalStore } from '../../src/local/docstore/index.ts';
import { startLocalEngine, type LocalEngine } from '../../src/local/gateway/server.ts';
import { startProduct } from '../../src/product.ts';
import { readSettings } from '../../src/settings.ts';

/** In every text that somebody writes about a person; nothing else contains it. */
const mark = 'Merkteken7QX';
/** In the person's name. Not the same: a reason that is kept outside the case file may not hold the name. */
const nameMark = 'Naamteken8ZW';
const marks = [mark, nameMark];
const today = '2026-11-23';

let folder: string;
let product: Awaited<ReturnType<typeof startProduct>>;
let engine: LocalEngine;
let gateway: TcpServer | undefined;
let collector: Server | undefined;
/** What runs until the story has been played, newest first; a set-up that fails leaves nothing running either. */
const running: { close(): Promise<void> }[] = [];
const closeAll = async (): Promise<void> => {
  for (const each of running.splice(0)) await each.close();
};
const closed = (server: TcpServer | Server) => new Promise<void>((resolve) => server.close(() => resolve()));

const places: Record<string, Buffer[]> = {
  'gateway traffic': [],
  'product log': [],
  addresses: [],
  collector: [],
};
const seen = (place: string, bytes: Buffer | string): void => {
  (places[place] ??= []).push(Buffer.from(bytes));
};

/** Puts a mark in everything that is written freely: choices, ids and dates have no spaces. */
function marked(data: unknown, field?: string): unknown {
  if (typeof data === 'string') {
    return data.includes(' ') ? `${field === 'name' ? nameMark : mark} ${data}` : data;
  }
  if (Array.isArray(data)) return data.map((value) => marked(value, field));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, marked(value, name)]));
}
const writingMarks = (person: ApiPerson): ApiPerson => ({
  ...person,
  recordSignal: (requestId, data) => person.recordSignal(requestId, marked(data) as Record<string, unknown>),
  complete: (itemId, data) => person.complete(itemId, marked(data) as Record<string, unknown>),
});

const listening = async (server: TcpServer | Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casusoverleg-marks-'));
  engine = await startLocalEngine({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(folder, 'engine'),
    admin: { host: '127.0.0.1', port: 0, values: true },
  });
  running.unshift(engine);
  const enginePort = Number(engine.address.split(':').at(-1));
  gateway = createServer((client) => {
    const server = connect(enginePort, '127.0.0.1');
    client.on('data', (bytes: Buffer) => seen('gateway traffic', bytes)).pipe(server);
    server.on('data', (bytes: Buffer) => seen('gateway traffic', bytes)).pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  collector = createHttpServer((request, response) => {
    request.on('data', (bytes: Buffer) => seen('collector', bytes));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  const [gatewayPort, collectorPort] = await Promise.all([listening(gateway), listening(collector)]);

  const log = new Writable({
    write(chunk: Buffer, _encoding, done) {
      seen('product log', chunk);
      done();
    },
  });
  product = await startProduct({
    settings: readSettings(
      {
        PORT: '0',
        DATA_DIR: folder,
        ZEEBE_ADDRESS: `127.0.0.1:${gatewayPort}`,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}`,
      },
      ['--demo-users'],
    ),
    logger: pino({ level: 'trace' }, log),
    onProgress: (text) => seen('product log', text),
    onFatal: (error) => seen('product log', String(error.stack)),
  });
  running.unshift(product);

  const fetching = jest.spyOn(globalThis, 'fetch');
  const people = {} as Record<Who, ApiPerson>;
  for (const [who, email] of Object.entries(cast) as [Who, string][]) {
    people[who] = writingMarks(await signIn(product.url, email, 'casusoverleg-demo'));
  }
  const whole = (steps: Story<Who>['steps']): Story<Who> => ({
    recordedBy: 'police',
    signal: signal('Fictief Persoon', 'Voorbeeldstad', 'Een feit over deze persoon.'),
    steps,
  });
  const options = { people, requestId: 'marks-whole-life', today };
  const { caseId } = await playCase(
    whole([
      ...chapters.intake,
      ...chapters.divided,
      chapters.anotherRound,
      ...chapters.unanimous,
      chapters.composition,
      ...chapters.invitations,
      ...chapters.information,
      ...chapters.assessment,
      chapters.plan('2026-12-31'),
      ...chapters.approvals,
      ...chapters.reports.slice(0, 1),
    ]),
    options,
  );
  await people.police.call('POST', `/cases/${caseId}/signals`, {
    requestId: 'marks-added-signal',
    data: marked({ ...(await lastSignal(people.police)) }),
  });
  await people.municipality.call('POST', `/cases/${caseId}/review-requests`, {
    reason: `${mark} is anders.`,
  });
  await people.municipality.readCase(caseId);
  await discussInMeeting(people.municipality, caseId);
  // The same request opens no second case: the story goes on where it was.
  await playCase(whole([chapters.review('close'), ...chapters.closing]), options);
  const notAdmitted = demoStories('2026-12-31').at(-1)?.story;
  if (notAdmitted) await playCase(notAdmitted, { people, requestId: 'marks-not-admitted', today });
  // What goes wrong must not tell either.
  await people.police
    .call('POST', '/cases', { requestId: `marks-refused`, data: { facts: mark, [mark]: mark } })
    .catch(() => undefined);

  for (const [address] of fetching.mock.calls)
    seen('addresses', address instanceof Request ? address.url : address.toString());
  fetching.mockRestore();
  for (const path of ['/metrics', '/incidents']) {
    const answer = await fetch(`http://${engine.adminAddress}${path}`);
    seen('engine metrics', await answer.text());
  }
  await closeAll();
});

afterAll(async () => {
  await closeAll();
  collector?.closeAllConnections();
  await Promise.all([gateway, collector].flatMap((server) => (server ? [closed(server)] : [])));
  await rm(folder, { recursive: true, force: true });
});

/** The case is asked for, discussed and decided on in a meeting. */
async function discussInMeeting(attendee: ApiPerson, caseId: string): Promise<void> {
  const chair = await signIn(product.url, chairOfStories, 'casusoverleg-demo');
  await attendee.call('POST', `/cases/${caseId}/agenda-requests`, {
    requestId: 'marks-agenda-request',
    reason: `${mark} graag bespreken.`,
  });
  const { meetingId } = await chair.call<{ meetingId: string }>('POST', '/meetings', {
    requestId: 'marks-meeting',
    date: '2026-12-10',
    time: '13:30',
    municipalityIds: ['voorbeeldstad'],
  });
  await chair.call('POST', `/meetings/${meetingId}/agenda`, { caseId });
  await chair.call('POST', `/meetings/${meetingId}/start`);
  const item = `/meetings/${meetingId}/agenda/${caseId}`;
  const text = `${mark} volgens de aanwezigen.`;
  await chair.call('POST', `${item}/interpretations`, {
    requestId: 'marks-interpretation',
    data: { interpretation: text, category: 'ordinary' },
  });
  await chair.call('POST', `${item}/decisions`, {
    requestId: 'marks-decision',
    data: {
      decision: text,
      ground: text,
      action: text,
      ownerPartnerId: 'politie-voorbeeldland',
      category: 'ordinary',
    },
  });
  await chair.call('POST', `/meetings/${meetingId}/close`);
}

async function lastSignal(person: ApiPerson): Promise<Record<string, unknown>> {
  const { schema } = await person.signalForm();
  const { fillForm } = await import('../../src/demo/fill-form.ts');
  return fillForm(schema, signal('Fictief Persoon', 'Voorbeeldstad', 'Een nieuw feit.'), today);
}

/** LMDB and the wire keep text as UTF-8 or, when it is plain, as the same bytes; UTF-16 is looked for as well. */
const contains = (bytes: Buffer): boolean =>
  marks.some((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le')));

async function filesOf(name: string): Promise<Buffer[]> {
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))),
  );
}

async function collectionOf(name: string): Promise<string> {
  const store = await startLocalStore({ port: 0, dataDir: join(folder, 'store') });
  const connection = await mongoose.createConnection(store.uri, { dbName: 'casusoverleg' }).asPromise();
  const documents = await connection.collection(name).find().toArray();
  await connection.close();
  await store.close();
  return JSON.stringify(documents);
}

describe('what people write about a person', () => {
  test('is in the case files: the search would find it', async () => {
    expect((await filesOf('store')).some(contains)).toBe(true);
    const cases = await collectionOf('cases');
    for (const text of marks) expect(cases).toContain(text);
  });

  test('is nowhere in the files of the process engine', async () => {
    const files = await filesOf('engine');
    expect(Buffer.concat(files).length).toBeGreaterThan(50_000);
    expect(Buffer.concat(files).includes('signal-quality-check')).toBe(true);
    expect(files.some(contains)).toBe(false);
  });

  test.each(['gateway traffic', 'product log', 'addresses', 'collector', 'engine metrics'])(
    'is nowhere in: %s',
    (place) => {
      const bytes = Buffer.concat(places[place] ?? []);
      expect(bytes.length).toBeGreaterThan(100);
      expect(contains(bytes)).toBe(false);
    },
  );

  test.each([
    ['auditLog', 1_000],
    ['processingLog', 1_000],
    ['inboxItems', 1_000],
    ['meetings', 100],
  ] as const)('is nowhere in the collection %s', async (name, fewest) => {
    const documents = await collectionOf(name);
    expect(documents.length).toBeGreaterThan(fewest);
    for (const text of marks) expect(documents).not.toContain(text);
  });
});
